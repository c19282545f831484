//! What a person does: has the orgs read, previews, pushes, pushes again.

use std::collections::{BTreeMap, VecDeque};

use orgcast_shared::id::{ItemPath, OrgId};
use orgcast_shared::plan::{OrgView, Plan, PlanInput, check, plan};
use orgcast_shared::push::OrgOrder;
use orgcast_shared::select::{
    Choices, Class, DependencyRuling, Destinations, Gate, Options, Policy, Rollout, Ruling,
    Selection, Tolerance,
};

use super::dice::Dice;
use super::promise::Promise;
use super::state::{Due, History, Order};

/// Somebody who sits at the console.
#[derive(Debug)]
pub(super) struct Person {
    acts: VecDeque<Act>,
    /// The choices, and the hash of the plan that was looked at.
    previewed: Option<(Choices, orgcast_shared::id::Digest)>,
    tries: u32,
}

/// One thing that a person does.
#[derive(Debug, Clone, Copy)]
enum Act {
    Read,
    AwaitReads,
    Preview,
    Think,
    Push,
    AwaitPushes,
    EditSource,
}

impl Person {
    pub(super) fn new(dice: &mut Dice) -> Self {
        use Act::{AwaitPushes, AwaitReads, EditSource, Preview, Push, Read, Think};
        let mut acts = VecDeque::from([Read, AwaitReads, Preview, Think, Push]);
        if dice.chance(400) {
            acts.extend([Think, Preview, Push]);
        }
        acts.push_back(AwaitPushes);
        if dice.chance(400) {
            acts.extend([
                EditSource,
                Read,
                AwaitReads,
                Preview,
                Think,
                Push,
                AwaitPushes,
            ]);
        }
        Self {
            acts,
            previewed: None,
            tries: 0,
        }
    }
}

impl History {
    /// The person does what comes next, or waits for it.
    pub(super) fn act(&mut self) {
        let Some(act) = self.person.acts.front().copied() else {
            return;
        };
        let (done, wait) = match act {
            Act::Read => {
                (0..self.orgs.len()).for_each(|org| self.add_job(org, None));
                (true, 100)
            }
            Act::AwaitReads => (self.has_read(), 2_000),
            Act::Preview => {
                self.preview();
                (true, 10)
            }
            Act::Think => (true, self.dice.between(0, 40_000)),
            Act::Push => {
                self.push();
                (true, 10)
            }
            Act::AwaitPushes => {
                let open = (0..self.pushes.len()).filter(|push| !self.state_of(*push).is_final());
                let open: Vec<_> = open.collect();
                for push in &open {
                    if self.dice.chance(200) {
                        self.go_on(*push);
                    }
                }
                (open.is_empty(), 5_000)
            }
            Act::EditSource => {
                (0..3).for_each(|_| self.edit(0));
                (true, 10)
            }
        };
        if done {
            self.person.acts.pop_front();
        }
        self.agenda
            .add(self.now + orgcast_shared::id::Millis(wait), Due::Person);
    }

    /// Whether the person is done.
    pub(super) fn has_acted(&self) -> bool {
        self.person.acts.is_empty()
    }

    /// Whether every org was read, or fails to be.
    fn has_read(&mut self) -> bool {
        let reads = |agent: &super::state::Agent| agent.jobs.iter().any(|job| job.push.is_none());
        if self.agents.iter().any(reads) {
            return false;
        }
        let failed: Vec<_> = (0..self.orgs.len())
            .filter(|org| self.agents[*org].unread)
            .collect();
        if failed.is_empty() || self.person.tries > 3 {
            self.person.tries = 0;
            return true;
        }
        self.person.tries += 1;
        for org in failed {
            self.add_job(org, None);
        }
        false
    }

    fn preview(&mut self) {
        let choices = self.choices();
        let planned = self.plan(&choices);
        self.person.previewed = planned.map(|(plan, _)| (choices, plan.digest()));
    }

    /// Plans again from what is known now, and refuses another plan than the one that was approved.
    fn push(&mut self) {
        let Some((choices, approved)) = self.person.previewed.take() else {
            return;
        };
        let Some((plan, root)) = self.plan(&choices) else {
            return;
        };
        if plan.digest() != approved {
            self.note(|| "the plan is another one by now".to_owned());
            return;
        }
        let nodes = &self.store.nodes;
        let order = |(org, _): (&OrgId, _)| {
            let place = self.orgs.iter().position(|known| known.id == *org);
            let order = OrgOrder::new(&plan, org, nodes, &root).expect("stored trees");
            (place.expect("a known org"), Order::new(order))
        };
        let orders: Vec<_> = plan.orgs().map(order).collect();
        self.note(|| format!("push {}: {:?}", self.pushes.len(), plan.counts()));
        let rollout = self.rollout(&plan);
        self.start_push(&plan, rollout, orders);
    }

    /// The plan, and the root of the source's tree that it was made from.
    fn plan(&mut self, choices: &Choices) -> Option<(Plan, orgcast_shared::id::Digest)> {
        let view = |org: usize| {
            let captured = self.snapshots[org].as_ref()?;
            Some(OrgView {
                org: self.orgs[org].id.clone(),
                root: captured.root,
                base: self.bases[org],
                facts: captured.facts.clone(),
                protected: false,
                taken_at: captured.taken_at,
            })
        };
        let source = view(0)?;
        let targets: Vec<_> = (1..self.orgs.len()).filter_map(view).collect();
        let input = PlanInput {
            nodes: &self.store.nodes,
            choices,
            source: &source,
            targets: &targets,
            unread: &[],
        };
        let plan = plan(&input).expect("a plan").plan;
        let findings = check(&input, &plan);
        if !findings.is_empty() {
            self.breaks(Promise::Plan, format!("{findings:?}"));
        }
        Some((plan, source.root))
    }

    /// In which waves the push goes; mostly all at once.
    fn rollout(&mut self, plan: &Plan) -> Rollout {
        let dice = &mut self.dice;
        if dice.chance(600) {
            return Rollout::default();
        }
        let orgs: Vec<_> = plan.orgs().map(|(org, _)| org.clone()).collect();
        let canary = orgs.into_iter().filter(|_| dice.chance(300)).collect();
        let gates = [Gate::Open, Gate::Hand, Gate::Wait { seconds: 90 }];
        let tolerance = [None, Some(Tolerance::Orgs(0)), Some(Tolerance::Percent(50))];
        Rollout {
            canary,
            percents: if dice.chance(500) {
                vec![50]
            } else {
                Vec::new()
            },
            gate: *dice.pick(&gates),
            tolerance: *dice.pick(&tolerance),
        }
    }

    fn choices(&mut self) -> Choices {
        let paths: Vec<ItemPath> = self.ledgers[0].census.items.keys().cloned().collect();
        let dice = &mut self.dice;
        let selection = if paths.is_empty() || dice.chance(600) {
            Selection::everything()
        } else {
            let count = dice.between(1, 4);
            (0..count).map(|_| dice.pick(&paths).clone()).collect()
        };
        let options = Options::all();
        let mut policy = Policy::default();
        if dice.chance(200) {
            let class = *dice.pick(&[Class::New, Class::Unknown, Class::Edited]);
            let ruling = *dice.pick(&[Ruling::Keep, Ruling::Block]);
            policy.classes.insert(class, ruling);
        }
        if dice.chance(150) && !paths.is_empty() {
            let org = self.orgs[1].id.clone();
            let place = dice.pick(&paths).clone();
            policy
                .cells
                .insert(org, BTreeMap::from([(place, Ruling::Keep)]));
        }
        let rulings = [
            DependencyRuling::Proceed,
            DependencyRuling::Proceed,
            DependencyRuling::Strip,
            DependencyRuling::Block,
        ];
        policy.dependencies.connections = *dice.pick(&rulings);
        policy.dependencies.lookups = *dice.pick(&rulings);
        Choices {
            source: self.orgs[0].id.clone(),
            selection,
            destinations: Destinations::default(),
            options: if dice.chance(600) {
                Options::default()
            } else {
                *dice.pick(&options)
            },
            policy,
            only: BTreeMap::new(),
        }
    }
}
