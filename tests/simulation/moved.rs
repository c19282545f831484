//! What somebody does in an org between a preview and its push, and what the next plan says of it.

use orgcast_sandbox::WorldConfig;
use orgcast_shared::content::{ItemKind, Nodes, rebase};
use orgcast_shared::history::{CellRecord, OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath};
use orgcast_shared::plan::{Action, Cell, Class, OrgView, Plan, PlanInput, check, plan};
use orgcast_shared::push::{Captured, OrgOutcome};
use orgcast_shared::select::{Choices, Include, Options, Selection};
use orgcast_tests::simulation::{SimOrg, Simulation, library_path, mailing_schedule};
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

    fn edit(&mut self, edit: &Value) {
        self.simulation.edit(&self.org, edit);
    }

    fn set(&mut self, org: &SimOrg, path: &ItemPath, fields: &Value) {
        let edit = json!({ "op": "set", "path": library_path(path), "fields": fields });
        self.simulation.edit(org, &edit);
    }

    /// Puts the source's item, under this name and title, where it would belong in the target.
    fn create(&mut self, like: &ItemPath, name: &str, title: &str) {
        let nodes = &self.simulation.store.nodes;
        let digest = nodes.find(&self.source.root, like).unwrap()[0].digest;
        let body = &self.simulation.store.bodies[&digest];
        let mut body: Value = serde_json::from_slice(body).unwrap();
        let fields = body.as_object_mut().unwrap();
        fields.remove("searchSchedule");
        fields.insert("name".into(), name.into());
        if fields.contains_key("title") {
            fields.insert("title".into(), title.into());
        }
        let folder = library_path(&like.parent().unwrap());
        self.edit(&json!({ "op": "create", "folder": folder, "definition": body }));
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
        planned.set(&org, path, &json!({ "searchSchedule": mailing_schedule() }));
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
    planned.set(
        &org,
        &path,
        &json!({ "searchSchedule": mailing_schedule() }),
    );
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
        unread: &[],
    };
    let made = plan(&input).unwrap().plan;
    assert_eq!(check(&input, &made), []);
    made.cell(&views[1].org, path).expect("a cell").class
}

#[test]
fn a_new_item_is_not_written_beside_one_of_other_letters_that_came_since_the_preview() {
    let mut planned = Planned::new("older", Options::default());
    let is_new = |cell: &Cell| cell.action == Action::Create && cell.kind == ItemKind::Search;
    let path = planned.find(is_new);
    let name = path.name().unwrap().as_str().to_uppercase();
    planned.create(&path, &name, &name);
    let outcome = planned.push();
    assert_eq!(moved(&outcome), [&path]);
    let detail = &record(&outcome, &path).detail;
    assert!(
        detail.contains(&name) && detail.contains("case"),
        "{detail}"
    );
    let root = planned.simulation.capture(&planned.org).root;
    let found = planned.simulation.store.nodes.find(&root, &path).unwrap();
    assert_eq!(found, []);
}

#[test]
fn nor_is_a_new_folder_and_what_belongs_in_it() {
    let mut planned = Planned::new("empty", Options::default());
    let definition = json!({ "type": "FolderSyncDefinition", "name": "NETWORK",
                             "description": "", "children": [] });
    let folder = "/Library/Admin Recommended";
    planned.edit(&json!({ "op": "create", "folder": folder, "definition": definition }));
    let outcome = planned.push();
    let network: ItemPath = "/Network".parse().unwrap();
    let below = planned.plan.cells(&planned.org.id);
    let below: Vec<ItemPath> = below.map(|(path, _)| path).collect();
    let below = below.iter().filter(|path| network.holds(path));
    assert!(moved(&outcome).into_iter().eq(below));
}

#[test]
fn a_dashboard_is_not_written_whose_title_another_one_got_since_the_preview() {
    let is_board = |cell: &Cell, action| cell.action == action && cell.kind == ItemKind::Dashboard;
    for action in [Action::Create, Action::Replace] {
        let mut planned = Planned::new("older", IGNORE);
        let path = planned.find(|cell| is_board(cell, action));
        let title = path.name().unwrap().as_str().to_owned();
        planned.create(&path, "Theirs", &title);
        let outcome = planned.push();
        assert_eq!(moved(&outcome), [&path], "{action:?}");
        let detail = &record(&outcome, &path).detail;
        assert!(detail.contains("Theirs"), "{detail}");
    }
}
