//! That an item is the same exactly when its portable bodies are, tried on exports as an org gives them.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::Class;
use super::laws::cases;
use super::model::{Item, Library};
use super::seeds::org;
use super::worlds::{Target, World};
use crate::content::{ConnectionKey, Connections, Definition, Entry, TreeBuilder, strip};
use crate::id::{ContentId, ItemPath};
use crate::select::{Choices, Include, Options};

/// What an export means. Two that mean the same may be written differently, see [`Noise`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Search {
        query: u8,
        schedule: Option<Schedule>,
    },
    Dashboard {
        title: u8,
        panel: u8,
        reports: Vec<Report>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Schedule {
    every: u8,
    threshold: Option<u8>,
    tells: Tells,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Tells {
    /// Somebody by mail.
    Mail(u8),
    /// A connection, which has another id in every org.
    Connection(u8),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Report {
    recipient: u8,
    active: bool,
}

/// How an export is written: whether it has what says nothing, and the ids of the org it comes from.
#[derive(Debug, Clone)]
struct Noise {
    written_out: Vec<bool>,
    id: u8,
}

impl Meaning {
    /// What is left of it under these options.
    fn under(&self, options: Options) -> Self {
        let mut left = self.clone();
        match &mut left {
            Self::Search { schedule, .. } if options.connections == Include::Ignore => {
                *schedule = None;
            }
            Self::Dashboard { reports, .. } if options.reports == Include::Ignore => {
                reports.clear();
            }
            _ => {}
        }
        left
    }

    fn export(&self, noise: &Noise) -> Json {
        match self {
            Self::Search { query, schedule } => search(*query, schedule.as_ref(), noise),
            Self::Dashboard {
                title,
                panel,
                reports,
            } => dashboard(*title, *panel, reports, noise),
        }
    }
}

fn search(query: u8, schedule: Option<&Schedule>, noise: &Noise) -> Json {
    let mut search = json!({
        "queryText": format!("error {query}"), "defaultTimeRange": "-15m",
    });
    noise.add(0, &mut search, &json!({ "byReceiptTime": false }));
    noise.add(
        1,
        &mut search,
        &json!({ "viewName": "", "viewStartTime": null }),
    );
    noise.add(
        2,
        &mut search,
        &json!({ "queryParameters": [], "parsingMode": "Manual" }),
    );
    let mut export = json!({
        "type": "SavedSearchWithScheduleSyncDefinition", "name": "x", "search": search,
    });
    noise.add(3, &mut export, &json!({ "description": "" }));
    match schedule {
        Some(schedule) => export["searchSchedule"] = schedule.export(noise),
        None => noise.add(4, &mut export, &json!({ "searchSchedule": null })),
    }
    export
}

impl Schedule {
    fn export(&self, noise: &Noise) -> Json {
        let mut notification = match self.tells {
            Tells::Mail(to) => json!({
                "taskType": "EmailSearchNotificationSyncDefinition",
                "toList": [format!("{to}@mssp.test")],
            }),
            Tells::Connection(number) => json!({
                "taskType": "WebhookSearchNotificationSyncDefinition",
                "webhookId": noise.connection_id(number),
            }),
        };
        noise.add(
            5,
            &mut notification,
            &json!({ "includeQuery": true, "payload": "" }),
        );
        let mut schedule = json!({
            "scheduleType": format!("{}Hour", self.every), "timeZone": "UTC",
            "parseableTimeRange": { "type": "BeginBoundedTimeRange" },
            "notification": notification,
        });
        noise.add(
            6,
            &mut schedule,
            &json!({ "cronExpression": "", "muteErrorEmails": false }),
        );
        let range = format!("Last {} minutes", noise.id);
        noise.add(7, &mut schedule, &json!({ "displayableTimeRange": range }));
        match self.threshold {
            Some(count) => {
                let mut threshold = json!({ "operator": "gt", "count": count });
                noise.add(8, &mut threshold, &json!({ "thresholdType": "group" }));
                schedule["threshold"] = threshold;
            }
            None => noise.add(8, &mut schedule, &json!({ "threshold": null })),
        }
        schedule
    }
}

fn dashboard(title: u8, panel: u8, reports: &[Report], noise: &Noise) -> Json {
    let mut query = json!({
        "queryString": format!("error {panel}"), "queryType": "Logs", "queryKey": "A",
    });
    noise.add(
        0,
        &mut query,
        &json!({ "transient": false, "outputCardinalityLimit": 1000.0 }),
    );
    let mut panel = json!({
        "key": "p", "panelType": "SumoSearchPanel", "queries": [query],
    });
    noise.add(
        1,
        &mut panel,
        &json!({ "id": format!("{:016X}", noise.id), "title": "" }),
    );
    noise.add(
        2,
        &mut panel,
        &json!({ "linkedDashboards": [], "timeRange": null }),
    );
    // An export names both types for the same thing.
    let kind = if noise.has(3) {
        "MewboardSyncDefinition"
    } else {
        "DashboardV2SyncDefinition"
    };
    let mut export = json!({
        "type": kind, "name": "x", "title": format!("Title {title}"), "panels": [panel],
    });
    noise.add(
        4,
        &mut export,
        &json!({ "theme": "Light", "refreshInterval": 0 }),
    );
    noise.add(
        5,
        &mut export,
        &json!({ "description": null, "variables": [] }),
    );
    let report = |report: &Report| {
        let mut email = json!({ "recipients": [format!("{}@mssp.test", report.recipient)] });
        noise.add(
            6,
            &mut email,
            &json!({ "messageBody": "", "timeZone": null }),
        );
        let mut export = json!({
            "reportFormat": "Pdf", "scheduleType": "1Day", "emailNotification": email,
        });
        if report.active {
            let written_out = json!({ "isActive": true, "cronExpression": "" });
            noise.add(7, &mut export, &written_out);
        } else {
            export["isActive"] = false.into();
        }
        export
    };
    if reports.is_empty() {
        noise.add(8, &mut export, &json!({ "schedules": [] }));
    } else {
        export["schedules"] = reports.iter().map(report).collect();
    }
    export
}

impl Noise {
    fn has(&self, number: usize) -> bool {
        self.written_out[number]
    }

    fn add(&self, number: usize, object: &mut Json, fields: &Json) {
        if self.has(number) {
            let fields = fields.as_object().unwrap().clone();
            object.as_object_mut().unwrap().extend(fields);
        }
    }

    fn connection_id(&self, number: u8) -> String {
        format!("{:015X}{number}", self.id)
    }

    /// The connections of the org.
    fn connections(&self) -> Connections {
        let connection = |number| {
            let key = ConnectionKey {
                kind: "Slack".into(),
                name: format!("c{number}"),
            };
            (ContentId::new(self.connection_id(number)).unwrap(), key)
        };
        (0..2).map(connection).collect()
    }

    fn entry(&self, meaning: &Meaning) -> Entry {
        let connections = self.connections();
        let mut builder = TreeBuilder::new(&connections);
        builder.add(meaning.export(self)).unwrap()
    }

    /// The portable body, without what these options leave out.
    fn body(&self, meaning: &Meaning, options: Options) -> Vec<u8> {
        let definition = Definition::new(meaning.export(self)).unwrap();
        let body = definition.into_portable(&self.connections()).unwrap().body;
        let left_out = match meaning {
            Meaning::Search { .. } => options.connections,
            Meaning::Dashboard { .. } => options.reports,
        };
        if left_out == Include::Include {
            return body;
        }
        let mut stripped = Definition::new(serde_json::from_slice(&body).unwrap()).unwrap();
        strip(&mut stripped);
        serde_json::to_vec(&Json::from(stripped)).unwrap()
    }
}

prop_compose! {
    fn arb_noise()(written_out in prop::collection::vec(any::<bool>(), 9), id in any::<u8>()) -> Noise {
        Noise { written_out, id }
    }
}

prop_compose! {
    fn arb_schedule()(
        every in 1_u8..3,
        threshold in prop::option::of(0_u8..2),
        tells in prop_oneof![
            (0_u8..2).prop_map(Tells::Mail),
            (0_u8..2).prop_map(Tells::Connection),
        ],
    ) -> Schedule {
        Schedule { every, threshold, tells }
    }
}

prop_compose! {
    fn arb_report()(recipient in 0_u8..2, active in prop::bool::weighted(0.8)) -> Report {
        Report { recipient, active }
    }
}

fn arb_meaning() -> impl Strategy<Value = Meaning> {
    let search = (0_u8..2, prop::option::of(arb_schedule()));
    let dashboard = (0_u8..2, 0_u8..2, prop::collection::vec(arb_report(), 0..3));
    prop_oneof![
        search.prop_map(|(query, schedule)| Meaning::Search { query, schedule }),
        dashboard.prop_map(|(title, panel, reports)| Meaning::Dashboard {
            title,
            panel,
            reports
        }),
    ]
}

/// Two meanings, often the same one or one that differs in what options leave out.
fn arb_meanings() -> impl Strategy<Value = (Meaning, Meaning)> {
    (arb_meaning(), arb_meaning(), 0_u8..3).prop_map(|(one, other, how)| {
        let alike = match (&one, &other) {
            (Meaning::Search { query, .. }, Meaning::Search { schedule, .. }) => Meaning::Search {
                query: *query,
                schedule: schedule.clone(),
            },
            (Meaning::Dashboard { title, panel, .. }, Meaning::Dashboard { reports, .. }) => {
                Meaning::Dashboard {
                    title: *title,
                    panel: *panel,
                    reports: reports.clone(),
                }
            }
            _ => other.clone(),
        };
        let second = [one.clone(), alike, other][usize::from(how)].clone();
        (one, second)
    })
}

fn library(entry: Entry) -> Library {
    let path: ItemPath = "/x".parse().unwrap();
    [(path, Item::Leaf(entry))].into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), ..ProptestConfig::default() })]

    #[test]
    fn exports_are_the_same_exactly_when_their_portable_bodies_are(
        (source, target) in arb_meanings(),
        (here, there) in (arb_noise(), arb_noise()),
    ) {
        let choices: Choices = serde_json::from_value(json!({
            "source": "source", "selection": ["/x"],
        })).unwrap();
        let targets = vec![Target { library: library(there.entry(&target)), ..Target::default() }];
        for options in Options::all() {
            let choices = Choices { options, ..choices.clone() };
            let world = World::new(library(here.entry(&source)), targets.clone(), choices);
            let cell = world.plan().cell(&org("t0"), &"/x".parse().unwrap()).unwrap();
            let equal = here.body(&source, options) == there.body(&target, options);
            prop_assert_eq!(cell.class == Class::Same, equal, "{:?} {:?}", options, cell);
            prop_assert_eq!(equal, source.under(options) == target.under(options), "{:?}", options);
        }
    }
}
