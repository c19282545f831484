//! What a person previews and approves: planned again when it is approved, as at the edge, and refused
//! where that gives another plan.

use orgcast_shared::id::{Digest, OrgId};
use orgcast_shared::plan::{OrgView, Plan, PlanInput, Reason, check, plan};
use orgcast_shared::push::OrgOrder;
use orgcast_shared::select::{Choices, RollbackChoices};

use super::conductor::NewPush;
use super::promise::Promise;
use super::state::{History, Order};

/// What was chosen, and the hash of the plan that was shown for it.
#[derive(Debug)]
pub(super) enum Previewed {
    Push {
        choices: Choices,
        plan: Digest,
        retry_of: Option<usize>,
    },
    Rollback {
        choices: RollbackChoices,
        of: usize,
        plan: Digest,
    },
}

impl History {
    pub(super) fn preview(&mut self) {
        let choices = self.choices();
        self.preview_push(choices, None);
    }

    /// A preview of what is missing of a push.
    pub(super) fn preview_retry(&mut self) {
        self.person.previewed = None;
        if let Some((choices, of)) = self.retry_choices() {
            self.preview_push(choices, Some(of));
        }
    }

    fn preview_push(&mut self, choices: Choices, retry_of: Option<usize>) {
        let planned = self.plan(&choices);
        if let (Some(of), Some((plan, _))) = (retry_of, &planned)
            && let Some(more) = self.more_than_missing(of, plan)
        {
            self.breaks(Promise::Plan, more);
        }
        let previewed = |(plan, _): (Plan, Digest)| Previewed::Push {
            plan: plan.digest(),
            choices,
            retry_of,
        };
        self.person.previewed = planned.map(previewed);
    }

    /// A cell that a retry would write although the push brought it to its end; folders are made where a
    /// missing one needs them.
    fn more_than_missing(&self, of: usize, plan: &Plan) -> Option<String> {
        self.pushes[of].ends.iter().find_map(|(org, end)| {
            let written = plan.cells(&self.orgs[*org].id);
            let mut written = written.filter(|(_, cell)| cell.action.writes());
            let (path, cell) = written.find(|(path, cell)| {
                let mut ends = end.cells.iter().filter(|end| end.path == *path);
                let is_missing = ends.any(|end| end.outcome.can_be_retried());
                !is_missing && cell.reason != Reason::FolderNeeded
            })?;
            Some(format!(
                "{org}: a retry of push {of} writes {path}: {cell:?}"
            ))
        })
    }

    /// A preview of a rollback.
    pub(super) fn preview_rollback(&mut self) {
        self.person.previewed = None;
        if let Some((choices, of)) = self.rollback_choices() {
            let undone = self.undo(of, &choices);
            let plan = undone.digest;
            self.person.previewed = Some(Previewed::Rollback { choices, of, plan });
        }
    }

    /// Carries out what was previewed, if it is still the same.
    pub(super) fn approve(&mut self) {
        match self.person.previewed.take() {
            None => {}
            Some(Previewed::Push {
                choices,
                plan,
                retry_of,
            }) => self.push(choices, plan, retry_of),
            Some(Previewed::Rollback { choices, of, plan }) => self.roll_back(choices, of, plan),
        }
    }

    fn push(&mut self, choices: Choices, approved: Digest, retry_of: Option<usize>) {
        let Some((plan, root)) = self.plan(&choices) else {
            return;
        };
        if plan.digest() != approved {
            return self.note(|| "the plan is another one by now".to_owned());
        }
        let nodes = &self.store.nodes;
        let order = |(org, _): (&OrgId, _)| {
            let place = self.orgs.iter().position(|known| known.id == *org);
            let order = OrgOrder::new(&plan, org, nodes, &root).expect("stored trees");
            (place.expect("a known org"), Order::new(order))
        };
        let orders: Vec<_> = plan.orgs().map(order).collect();
        self.note(|| format!("push {}: {:?}", self.pushes.len(), plan.counts()));
        let rollout = self.rollout(&orders);
        self.start_push(NewPush {
            plan: plan.digest(),
            planned: plan.counts(),
            choices,
            rollout,
            orders,
            retry_of,
            undoes: None,
        });
    }

    /// The plan, and the root of the source's tree that it was made from.
    fn plan(&mut self, choices: &Choices) -> Option<(Plan, Digest)> {
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
}
