//! What reading and writing big items takes of a Worker's memory. A program of its own, since it counts
//! every allocation.

use orgcast_sandbox::{LibraryFile, WorldConfig};
use orgcast_shared::history::OrgState;
use orgcast_shared::push::{Event, Hints, Journal, Machine, Reply, target_run};
use orgcast_shared::select::{Options, Selection};
use orgcast_tests::simulation::Simulation;
use peak_alloc::PeakAlloc;
use serde_json::{Value, json};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MEGABYTE: usize = 1 << 20;

/// The most that a Worker's isolate may hold, with all that JavaScript holds besides.
const WORKER: usize = 128 * MEGABYTE;

/// As the edge has it.
const LONGEST_ANSWER: usize = 12 * MEGABYTE;

/// JavaScript has a copy of a body that is sent and of one that comes in, each for a while.
const COPIES: usize = LONGEST_ANSWER + 10 * MEGABYTE;

/// What makes an export of about ten megabytes.
const BIG: usize = 7;

/// Items of ten megabytes each and many of one go through a run in what a Worker has. On 64 bits
/// everything takes more than in a Worker.
#[test]
fn items_of_ten_megabytes_fit_into_a_worker() {
    let dashboards = (0..3).map(|number| dashboard(&format!("Dashboard {number}"), BIG));
    let searches = (0..30).map(|number| dashboard(&format!("Smaller {number}"), 1));
    let folder = json!({
        "type": "FolderSyncDefinition",
        "name": "Big",
        "description": "",
        "children": dashboards.chain(searches).collect::<Vec<_>>()
    });
    let mut simulation = Simulation::new(WorldConfig {
        orgs: 2,
        library: Some(vec![LibraryFile {
            name: "export.json".to_owned(),
            definition: folder,
        }]),
        empty_targets: true,
        ..WorldConfig::default()
    });
    simulation.longest_answer = LONGEST_ANSWER;
    let choices = simulation.choices(Selection::everything(), Options::default());
    let (plan, source) = simulation.plan(&choices);
    let org = simulation.orgs[1].clone();
    let order = simulation.order(&plan, &simulation.store.nodes, &source.root, &org);
    let run = || -> Machine<_> {
        target_run(
            order.clone(),
            None,
            Vec::new(),
            Journal::default(),
            Hints::default(),
            11,
        )
    };
    simulation.told = Some(Vec::new());
    let outcome = simulation.run(&org, run());
    assert_eq!(outcome.state, OrgState::Done);
    let told = simulation.told.take().expect("what it was told");
    let exports = told.iter().map(|(_, event)| match event {
        Event::Reply(_, Reply::Answer(Ok(answer))) => answer.body.len(),
        _ => 0,
    });
    let longest = exports.max().expect("an answer");
    assert!(longest > 9 * MEGABYTE, "{longest}");
    // Once more without the sandbox, whose memory isn't the Worker's.
    let mut machine = run();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut ended = false;
    for (now, event) in &told {
        ended = machine.step(*now, event.clone()).output.is_some();
    }
    assert!(ended);
    let most = MEMORY.peak_usage() - before;
    println!("{} MB", most / MEGABYTE);
    assert!(most + COPIES < WORKER, "{} MB", most / MEGABYTE);
}

/// A dashboard of about so many megabytes.
fn dashboard(name: &str, megabytes: usize) -> Value {
    let panel = |number: usize| {
        json!({
            "panelType": "SumoSearchPanel",
            "key": format!("panel{number}"),
            "title": format!("Panel {number} of {name}"),
            "visualSettings": "{\"title\":{\"fontSize\":14},\"series\":{},\"legend\":{\"enabled\":false}}",
            "keepVisualSettingsConsistentWithParent": true,
            "queries": [{
                "queryString": format!(
                    "_sourceCategory=*/firewall* blocked | json \"src\", \"dst\" | count by src, dst | top {number}"
                ),
                "queryType": "Logs",
                "queryKey": "A",
                "parseMode": "Auto"
            }]
        })
    };
    let one = panel(10_000).to_string().len() + 1;
    let panels: Vec<Value> = (0..megabytes * MEGABYTE / one).map(panel).collect();
    json!({
        "type": "DashboardV2SyncDefinition",
        "name": name,
        "description": "",
        "title": name,
        "theme": "Light",
        "topologyLabelMap": { "data": {} },
        "refreshInterval": 0,
        "timeRange": {
            "type": "BeginBoundedTimeRange",
            "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": "-1h" }
        },
        "layout": { "layoutType": "Grid", "layoutStructures": [] },
        "panels": panels,
        "variables": [],
        "coloringRules": []
    })
}
