//! What a person chooses.

use std::collections::BTreeMap;

use orgcast_shared::history::Retry;
use orgcast_shared::id::{ItemPath, OrgId};
use orgcast_shared::select::{
    Choices, Class, DependencyRuling, Destinations, Edited, Gate, Options, Policy, RollbackChoices,
    Rollout, Ruling, Selection, Tolerance,
};

use super::state::{History, Order};

impl History {
    /// In which waves the push goes; mostly all at once.
    pub(super) fn rollout(&mut self, orders: &[(usize, Order)]) -> Rollout {
        let dice = &mut self.dice;
        if dice.chance(600) {
            return Rollout::default();
        }
        let canary = orders.iter().filter(|_| dice.chance(300));
        let canary = canary.map(|(org, _)| self.orgs[*org].id.clone()).collect();
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

    pub(super) fn choices(&mut self) -> Choices {
        let paths: Vec<ItemPath> = self.ledgers[0].census.items.keys().cloned().collect();
        let selection = if paths.is_empty() || self.dice.chance(600) {
            Selection::everything()
        } else {
            self.some(&paths)
        };
        let dice = &mut self.dice;
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

    /// Something that is missing of a push that has ended, as the edge hands it out, and which push
    /// that is.
    pub(super) fn retry_choices(&mut self) -> Option<(Choices, usize)> {
        let mut open = Vec::new();
        for (number, push) in self.pushes.iter().enumerate() {
            // A rollback isn't retried: the push is rolled back again instead.
            if push.stored.state.is_final() && push.undoes.is_none() {
                let kinds = Retry::ALL.into_iter();
                let has_any = |kind: &Retry| kind.has_any(&push.stored.outcomes);
                open.extend(kinds.filter(has_any).map(|kind| (number, kind)));
            }
        }
        if open.is_empty() {
            return None;
        }
        let (number, kind) = *self.dice.pick(&open);
        let push = &self.pushes[number];
        let cells = push.ends.iter().map(|(org, end)| {
            let cells = end.cells.iter().filter(|cell| kind.holds(cell.outcome));
            let paths = cells.map(|cell| cell.path.clone());
            (self.orgs[*org].id.clone(), paths)
        });
        let choices = push.choices.clone().for_cells(cells);
        (!choices.only.is_empty()).then_some((choices, number))
    }

    /// A push that has written something and ended, with what of it to roll back; mostly all of it.
    pub(super) fn rollback_choices(&mut self) -> Option<(RollbackChoices, usize)> {
        let written = |number: usize| {
            let ends = self.pushes[number].ends.iter();
            let cells = ends.flat_map(|(_, end)| &end.cells);
            let cells = cells.filter(|cell| cell.outcome.may_be_written());
            cells.map(|cell| cell.path.clone()).collect::<Vec<_>>()
        };
        let ended = (0..self.pushes.len()).filter(|push| self.state_of(*push).is_final());
        let ended: Vec<_> = ended.filter(|push| !written(*push).is_empty()).collect();
        if ended.is_empty() {
            return None;
        }
        let number = *self.dice.pick(&ended);
        let paths = written(number);
        let orgs: Vec<usize> = self.pushes[number].orders.keys().copied().collect();
        let mut choices = RollbackChoices::everything(self.pushes[number].stored.id.clone());
        if self.dice.chance(400) {
            choices.edited = Edited::Restore;
        }
        if self.dice.chance(200) {
            choices.selection = self.some(&paths);
        }
        let one = |history: &mut Self| -> OrgId {
            let org = *history.dice.pick(&orgs);
            history.orgs[org].id.clone()
        };
        if self.dice.chance(100) {
            let orgs = [one(self)].into();
            choices.destinations = Destinations::These { orgs };
        }
        if self.dice.chance(150) {
            let (org, only) = (one(self), self.some(&paths));
            choices.only.insert(org, only);
        }
        Some((choices, number))
    }

    /// A few of these places; there is at least one.
    fn some(&mut self, paths: &[ItemPath]) -> Selection {
        let dice = &mut self.dice;
        let count = dice.between(1, 4);
        (0..count).map(|_| dice.pick(paths).clone()).collect()
    }
}
