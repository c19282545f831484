//! A push into one org, to be rolled back.

use orgcast_sandbox::{Guesses, WorldConfig};
use orgcast_shared::content::ItemKind;
use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath, PushId};
use orgcast_shared::plan::Plan;
use orgcast_shared::plan::rollback::{OrgRollback, RollbackView, check_rollback, roll_back};
use orgcast_shared::push::{Captured, Hints, Journal, Machine, OrgOrder, OrgOutcome, target_run};
use orgcast_shared::select::{Edited, Options, RollbackChoices, Selection};
use orgcast_tests::simulation::{Crash, SimOrg, Simulation, library_path};
use serde_json::{Value, json};

pub(crate) const NEVER: Crash = Crash {
    at: usize::MAX,
    after_effect: false,
};

/// A push into one org that came to its end.
#[derive(Clone)]
pub(crate) struct Pushed {
    pub(crate) simulation: Simulation,
    pub(crate) org: SimOrg,
    pub(crate) order: OrgOrder,
    pub(crate) outcome: OrgOutcome,
}

pub(crate) fn choices(edited: Edited) -> RollbackChoices {
    RollbackChoices {
        edited,
        ..RollbackChoices::everything(PushId::new("p").unwrap())
    }
}

pub(crate) fn world(guesses: Guesses, is_target: impl Fn(&SimOrg) -> bool) -> Simulation {
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 8,
        guesses,
        ..WorldConfig::default()
    });
    simulation
        .orgs
        .retain(|org| org.is_source || is_target(org));
    simulation
}

pub(crate) fn planned(simulation: &mut Simulation) -> (Plan, Captured) {
    let choices = simulation.choices(Selection::everything(), Options::default());
    simulation.plan(&choices)
}

impl Pushed {
    /// A push of everything.
    pub(crate) fn new(variant: &str) -> Self {
        let mut simulation = world(Guesses::default(), |org| org.variant == variant);
        let (plan, source) = planned(&mut simulation);
        let org = simulation.orgs[1].clone();
        Self::from_plan(simulation, &plan, &source, org)
    }

    pub(crate) fn from_plan(
        mut simulation: Simulation,
        plan: &Plan,
        source: &Captured,
        org: SimOrg,
    ) -> Self {
        let order = simulation.order(plan, &simulation.store.nodes, &source.root, &org);
        let outcome = simulation.push(plan, source, &org);
        assert_eq!(outcome.state, OrgState::Done, "{:?}", outcome.cells);
        Self {
            simulation,
            org,
            order,
            outcome,
        }
    }

    pub(crate) fn before(&self) -> Digest {
        self.outcome.before.expect("what was read first").root
    }

    pub(crate) fn after(&self) -> Digest {
        self.outcome
            .captured
            .as_ref()
            .expect("what was read back")
            .root
    }

    pub(crate) fn now(&mut self) -> Digest {
        self.simulation.capture(&self.org).root
    }

    pub(crate) fn plan(&mut self, edited: Edited) -> OrgRollback {
        let now = self.simulation.capture(&self.org);
        let view = RollbackView {
            org: self.org.id.clone(),
            written: self.order.written(&self.outcome.cells),
            connections: self.order.created_connections().cloned().collect(),
            before: self.before(),
            after: Some(self.after()),
            now: now.root,
            facts: now.facts,
            protected: false,
        };
        let nodes = &self.simulation.store.nodes;
        let rollback = roll_back(&view, &choices(edited), nodes).unwrap();
        let findings = check_rollback(&view, &choices(edited), nodes, &rollback);
        assert_eq!(findings, []);
        rollback
    }

    /// Carries a rollback out, and is then the push that it was.
    pub(crate) fn roll_back(mut self, rollback: &OrgRollback) -> Self {
        self.begin(rollback);
        self.outcome = self.go_on(NEVER).expect("nothing crashes here");
        self
    }

    /// Is a rollback from now on, of which nothing was carried out yet.
    pub(crate) fn begin(&mut self, rollback: &OrgRollback) {
        let before = self.before();
        self.order =
            OrgOrder::of_rollback(rollback, &self.simulation.store.nodes, &before, None).unwrap();
        self.simulation.store.journal.clear();
    }

    pub(crate) fn go_on(&mut self, crash: Crash) -> Option<OrgOutcome> {
        let machine = self.machine();
        self.simulation.run_until(&self.org, machine, crash)
    }

    pub(crate) fn machine(&self) -> Machine<OrgOutcome> {
        let journal: Journal = self.simulation.store.journal.iter().cloned().collect();
        target_run(
            self.order.clone(),
            None,
            Vec::new(),
            journal,
            Hints::default(),
            11,
        )
    }

    /// The first item of which this holds.
    pub(crate) fn find(&self, outcome: Outcome, holds: impl Fn(&ItemPath) -> bool) -> ItemPath {
        let is_search = |cell: &&CellRecord| {
            cell.outcome == outcome && cell.kind == ItemKind::Search && holds(&cell.path)
        };
        let found = self.outcome.cells.iter().find(is_search);
        found.expect("such an item").path.clone()
    }

    pub(crate) fn edit(&mut self, edit: &Value) {
        self.simulation.edit(&self.org, edit);
    }

    pub(crate) fn describe(&mut self, path: &ItemPath) {
        let fields = json!({ "description": "Ours" });
        self.edit(&json!({ "op": "set", "path": library_path(path), "fields": fields }));
    }

    pub(crate) fn delete(&mut self, path: &ItemPath) {
        self.edit(&json!({ "op": "delete", "path": library_path(path) }));
    }

    pub(crate) fn content(&self, root: &Digest, path: &ItemPath) -> Option<Digest> {
        let found = self.simulation.store.nodes.find(root, path).unwrap();
        found.first().map(|entry| entry.digest)
    }
}
