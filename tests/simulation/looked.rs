//! A push looks once more before it replaces what it read a while ago.

use orgcast_sandbox::{LibraryFile, WorldConfig};
use orgcast_shared::history::Outcome;
use orgcast_shared::id::ItemPath;
use orgcast_shared::plan::{LOOK_HOLDS_SECONDS, MAX_OBJECTS_PER_JOB, Plan};
use orgcast_shared::push::{Captured, Hints, Journal, OrgOutcome, target_run};
use orgcast_shared::select::{Options, Selection};
use orgcast_shared::sumo::ApiRequest;
use orgcast_tests::simulation::{SimOrg, Simulation, folder_of_searches, search_name};
use serde_json::{Value, json};

/// Takes a push about a minute.
const REPLACED: usize = 120;

/// A push that replaces this many searches and the descriptions of their folder and another one, and creates
/// a third folder with a search.
struct Planned {
    simulation: Simulation,
    org: SimOrg,
    plan: Plan,
    source: Captured,
}

impl Planned {
    fn new(job_ms: u64, searches: usize, replaced: usize) -> Self {
        let folders = [("Busy", searches), ("Late", 1), ("Quiet", 1)];
        let folders = folders.map(|(name, searches)| LibraryFile {
            name: format!("{name}.json"),
            definition: folder_of_searches(name, "newer", searches),
        });
        let mut simulation = Simulation::new(WorldConfig {
            orgs: 8,
            library: Some(folders.into()),
            job_ms,
            ..WorldConfig::default()
        });
        simulation
            .orgs
            .retain(|org| org.is_source || org.variant == "up-to-date");
        let org = simulation.orgs[1].clone();
        let late = json!({ "op": "delete", "path": "/Library/Admin Recommended/Late" });
        simulation.edit(&org, &late);
        for folder in ["Busy", "Quiet"] {
            set(&mut simulation, &org, folder, "older");
        }
        for number in 0..replaced {
            set(&mut simulation, &org, &item(number), "older");
        }
        let choices = simulation.choices(Selection::everything(), Options::default());
        let (plan, source) = simulation.plan(&choices);
        assert_eq!(plan.counts().replace, replaced as u64 + 2);
        Self {
            simulation,
            org,
            plan,
            source,
        }
    }

    /// Carries the plan out. Something happens at each call.
    fn push(&mut self, meanwhile: &mut dyn FnMut(&mut Simulation, &ApiRequest)) -> OrgOutcome {
        let nodes = &self.simulation.store.nodes;
        let root = &self.source.root;
        let order = self.simulation.order(&self.plan, nodes, root, &self.org);
        let definitions = self.source.connections.clone();
        let machine = target_run(
            order,
            None,
            definitions,
            Journal::default(),
            Hints::default(),
            11,
        );
        let org = self.org.clone();
        self.simulation
            .run_meanwhile(&org, machine, &mut |simulation, request| {
                meanwhile(simulation, request);
                None
            })
    }

    fn calls(&mut self) -> u64 {
        let path = format!("/orgs/{}/calls", self.org.id);
        let calls = self.simulation.control("GET", &path, None);
        calls["total"].as_u64().expect("a count of calls")
    }
}

fn item(number: usize) -> String {
    format!("Busy/{}", search_name(number))
}

fn set(simulation: &mut Simulation, org: &SimOrg, path: &str, description: &str) {
    let path = format!("/Library/Admin Recommended/{path}");
    let fields = json!({ "description": description });
    simulation.edit(org, &json!({ "op": "set", "path": path, "fields": fields }));
}

fn is_import(request: &ApiRequest) -> bool {
    request.path.ends_with("/import?overwrite=true")
}

/// What wasn't written.
fn left(outcome: &OrgOutcome) -> Vec<(String, Outcome)> {
    let is_well = |outcome| {
        matches!(
            outcome,
            Outcome::Created | Outcome::Replaced | Outcome::Same
        )
    };
    let cells = outcome.cells.iter();
    let left = cells.filter(|cell| !is_well(cell.outcome));
    left.map(|cell| (cell.path.to_string(), cell.outcome))
        .collect()
}

fn description(simulation: &mut Simulation, org: &SimOrg, path: &str) -> String {
    let path: ItemPath = format!("/{path}").parse().unwrap();
    let root = simulation.capture(org).root;
    let digest = simulation.store.nodes.find(&root, &path).unwrap()[0].digest;
    let body: Value = serde_json::from_slice(&simulation.store.bodies[&digest]).unwrap();
    body["description"].as_str().unwrap_or_default().to_owned()
}

/// Edits an item when the first one is being replaced.
fn edited_meanwhile(planned: &mut Planned, path: &str) -> OrgOutcome {
    let org = planned.org.clone();
    let mut is_edited = false;
    planned.push(&mut |simulation, request| {
        if is_import(request) && !is_edited {
            is_edited = true;
            set(simulation, &org, path, "a customer's");
        }
    })
}

#[test]
fn what_somebody_edits_while_other_items_are_replaced_stays_theirs() {
    let mut planned = Planned::new(1_000, REPLACED, REPLACED);
    let last = item(REPLACED - 1);
    let outcome = edited_meanwhile(&mut planned, &last);
    let moved = (format!("/{last}"), Outcome::ChangedSincePreview);
    assert_eq!(left(&outcome), [moved]);
    let Planned {
        simulation, org, ..
    } = &mut planned;
    assert_eq!(description(simulation, org, &last), "a customer's");
}

#[test]
fn where_a_folder_is_too_much_for_one_export_each_item_is_looked_at() {
    let mut planned = Planned::new(0, MAX_OBJECTS_PER_JOB + 10, 12);
    let outcome = edited_meanwhile(&mut planned, &item(11));
    let moved = (format!("/{}", item(11)), Outcome::ChangedSincePreview);
    assert_eq!(left(&outcome), [moved]);
}

#[test]
fn what_somebody_deletes_moves_or_renames_meanwhile_is_not_made_again() {
    let mut planned = Planned::new(1_000, REPLACED, REPLACED);
    let org = planned.org.clone();
    let place = |number| format!("/Library/Admin Recommended/{}", item(number));
    let edits = [
        json!({ "op": "delete", "path": place(REPLACED - 1) }),
        json!({ "op": "move", "path": place(REPLACED - 2), "folder": "/Library/Admin Recommended/Quiet" }),
        json!({ "op": "rename", "path": place(REPLACED - 3), "name": "Mine" }),
    ];
    let mut are_made = false;
    let outcome = planned.push(&mut |simulation, request| {
        if is_import(request) && !are_made {
            are_made = true;
            for edit in &edits {
                simulation.edit(&org, edit);
            }
        }
    });
    let moved = |back| {
        let path = format!("/{}", item(REPLACED - back));
        (path, Outcome::ChangedSincePreview)
    };
    assert_eq!(left(&outcome), [moved(3), moved(2), moved(1)]);
}

#[test]
fn what_somebody_creates_meanwhile_is_left_alone_and_said_so() {
    let mut planned = Planned::new(1_000, REPLACED, REPLACED);
    let org = planned.org.clone();
    let definition = folder_of_searches("Late", "a customer's", 1);
    let create =
        json!({ "op": "create", "folder": "/Library/Admin Recommended", "definition": definition });
    let mut is_created = false;
    let outcome = planned.push(&mut |simulation, request| {
        if is_import(request) && !is_created {
            is_created = true;
            simulation.edit(&org, &create);
        }
        let creates = request.path.ends_with("/import?overwrite=false");
        assert!(!creates, "it was seen that the folder is there");
    });
    let moved = ("/Late".to_owned(), Outcome::ChangedSincePreview);
    assert_eq!(left(&outcome), [moved]);
}

/// The call that replaces is refused for a while, and somebody edits the item meanwhile.
#[test]
fn what_is_tried_again_much_later_is_looked_at_before() {
    let mut planned = Planned::new(0, 1, 1);
    let org = planned.org.clone();
    let faults = |simulation: &mut Simulation, rate: Value| {
        let path = format!("/orgs/{}/faults", org.id);
        simulation.control("POST", &path, Some(&json!({ "errorRate": rate })));
    };
    let (mut tries, mut looks) = (0, 0);
    let outcome = planned.push(&mut |simulation, request| {
        if is_import(request) {
            tries += 1;
            if tries == 1 {
                set(simulation, &org, &item(0), "a customer's");
                faults(simulation, json!({ "status": 429, "probability": 1.0 }));
            }
        } else if tries > 0 && request.path.ends_with("/export") {
            looks += 1;
            faults(simulation, Value::Null);
        }
    });
    let moved = (format!("/{}", item(0)), Outcome::ChangedSincePreview);
    assert_eq!(left(&outcome), [moved]);
    // The second one reads back.
    assert_eq!(looks, 2);
    assert!((2..6).contains(&tries), "{tries}");
}

#[test]
fn the_estimate_counts_the_looks() {
    let mut planned = Planned::new(0, REPLACED, REPLACED);
    let before = planned.calls();
    let outcome = planned.push(&mut |_, _| {});
    assert_eq!(left(&outcome), []);
    let calls = planned.calls() - before;
    let estimate = planned.plan.cost(&planned.org.id).unwrap().calls;
    // One more than can be known beforehand, at most.
    assert!(
        (estimate..=estimate + 3).contains(&calls),
        "{calls} calls, not {estimate}"
    );
    let without = 2 * REPLACED as u64 + 2 + 7 + 4;
    let looks = (2 * REPLACED as u64 / 4 - 1) / LOOK_HOLDS_SECONDS;
    assert!(estimate >= without + 3 * looks, "{estimate}");
}
