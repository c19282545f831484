//! What somebody does in an org between a preview and its push, and what the next plan says of it.

use orgcast_sandbox::WorldConfig;
use orgcast_shared::content::{ItemKind, Nodes, rebase};
use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath};
use orgcast_shared::plan::{Action, Cell, Class, OrgView, Plan, PlanInput, check, plan};
use orgcast_shared::push::{Captured, OrgOutcome};
use orgcast_shared::select::{Choices, Include, Options, Selection};
use orgcast_tests::simulation::{SimOrg, Simulation, library_path};
use serde_json::{Value, json};

/// A push of everything into one org.
struct Planned {
    simulation: Simulation,
    choices: Choices,
    plan: Plan,
    source: Captured,
    org: SimOrg,
}

impl Planned {
    fn new(variant: &str, options: Options) -> Self {
        let mut simulation = Simulation::new(WorldConfig {
            orgs: 8,
            ..WorldConfig::default()
        });
        simulation
            .orgs
            .retain(|org| org.is_source || org.variant == variant);
        let choices = simulation.choices(Selection::everything(), options);
        let (plan, source) = simulation.plan(&choices);
        let org = simulation.orgs[1].clone();
        Self {
            simulation,
            choices,
            plan,
            source,
            org,
        }
    }

    /// The first cell of which this holds and that lies in a folder that is there.
    fn find(&self, holds: impl Fn(&Cell) -> bool) -> ItemPath {
        let folder = |path: &ItemPath| self.plan.cell(&self.org.id, path);
        let is_there = |path: &ItemPath| {
            let above = path.parent().filter(|above| !above.is_root());
            above.is_none_or(|above| folder(&above).is_some_and(|c| c.class == Class::Same))
        };
        let mut cells = self.plan.cells(&self.org.id);
        let found = cells.find(|(path, cell)| holds(cell) && is_there(path));
        found.expect("such a cell").0
    }

    fn set(&mut self, org: &SimOrg, path: &ItemPath, fields: &Value) {
        let edit = json!({ "op": "set", "path": library_path(path), "fields": fields });
        self.simulation.edit(org, &edit);
    }

    fn held(&mut self, path: &ItemPath) -> Digest {
        let root = self.simulation.capture(&self.org).root;
        self.simulation.store.nodes.find(&root, path).unwrap()[0].digest
    }

    fn push(&mut self) -> OrgOutcome {
        self.simulation.push(&self.plan, &self.source, &self.org)
    }
}

const IGNORE: Options = Options {
    connections: Include::Ignore,
    reports: Include::Ignore,
};

fn schedule() -> Value {
    json!({ "searchSchedule": {
        "cronExpression": "0 0 * * * ? *",
        "parseableTimeRange": {
            "type": "BeginBoundedTimeRange",
            "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": "-1h" }
        },
        "timeZone": "Etc/UTC",
        "scheduleType": "1Hour",
        "notification": {
            "taskType": "EmailSearchNotificationSyncDefinition",
            "toList": ["night-shift@customer.test"]
        }
    } })
}

fn record<'a>(outcome: &'a OrgOutcome, path: &ItemPath) -> &'a CellRecord {
    let mut cells = outcome.cells.iter();
    cells.find(|cell| cell.path == *path).expect("a record")
}

fn moved(outcome: &OrgOutcome) -> Vec<&ItemPath> {
    let moved = outcome.cells.iter();
    let moved = moved.filter(|cell| cell.outcome == Outcome::ChangedSincePreview);
    moved.map(|cell| &cell.path).collect()
}

#[test]
fn a_schedule_that_came_since_the_preview_is_not_lost_although_schedules_are_ignored() {
    let mut planned = Planned::new("older", IGNORE);
    let is_search = |cell: &Cell, action| cell.kind == ItemKind::Search && cell.action == action;
    let replaced = planned.find(|cell| is_search(cell, Action::Replace));
    let same = planned.find(|cell| is_search(cell, Action::Nothing) && cell.class == Class::Same);
    let org = planned.org.clone();
    for path in [&replaced, &same] {
        planned.set(&org, path, &schedule());
    }
    let before = [&replaced, &same].map(|path| planned.held(path));
    let outcome = planned.push();
    assert_eq!(moved(&outcome), [&replaced]);
    // Nothing is done to what is the same, so its schedule doesn't matter.
    assert_eq!(record(&outcome, &same).outcome, Outcome::Same);
    let after = [&replaced, &same].map(|path| planned.held(path));
    assert_eq!(before, after);
}

#[test]
fn an_item_that_was_pushed_without_its_schedule_is_behind_until_somebody_adds_one() {
    let mut planned = Planned::new("older", IGNORE);
    let scheduled = |cell: &Cell| cell.stripped && cell.kind == ItemKind::Search;
    let path = planned.find(|cell| scheduled(cell) && cell.action == Action::Replace);
    let outcome = planned.push();
    assert_eq!(outcome.state, OrgState::Done, "{:?}", outcome.cells);
    let captured = outcome.captured.expect("what was read back");
    assert!(captured.verified.contains(&path));
    let nodes = &mut planned.simulation.store.nodes;
    let base = rebase(nodes, None, &captured.root, &captured.verified).unwrap();
    nodes.extend(base.nodes);
    let base = base.root;

    let (source, org) = (planned.simulation.orgs[0].clone(), planned.org.clone());
    planned.set(&source, &path, &json!({ "description": "A new release" }));
    assert_eq!(class(&mut planned, base, &path), Class::Behind);
    planned.set(&org, &path, &schedule());
    assert_eq!(class(&mut planned, base, &path), Class::Diverged);
}

/// The class of an item in the one target, of which this is the base.
fn class(planned: &mut Planned, base: Option<Digest>, path: &ItemPath) -> Class {
    let orgs = planned.simulation.orgs.clone();
    let view = |org: &SimOrg| {
        let captured = planned.simulation.capture(org);
        OrgView {
            org: org.id.clone(),
            root: captured.root,
            base: base.filter(|_| !org.is_source),
            facts: captured.facts,
            protected: false,
            taken_at: captured.taken_at,
        }
    };
    let views: Vec<_> = orgs.iter().map(view).collect();
    let nodes: &Nodes = &planned.simulation.store.nodes;
    let input = PlanInput {
        nodes,
        choices: &planned.choices,
        source: &views[0],
        targets: &views[1..],
    };
    let made = plan(&input).unwrap().plan;
    assert_eq!(check(&input, &made), []);
    made.cell(&views[1].org, path).expect("a cell").class
}
