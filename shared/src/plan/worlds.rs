//! Generated worlds for the tests: a source, targets that resemble it, and choices.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::model::{Item, Library};
use super::{OrgView, Plan, PlanInput, plan};
use crate::content::{
    ConnectionFact, ConnectionKey, Entry, Extra, Facts, ItemKind, Nodes, Reference,
};
use crate::id::{Digest, ItemName, ItemPath, Millis, OrgId};
use crate::select::{Choices, Destinations, Options, Policy, Selection};

const NAMES: [&str; 4] = ["a", "b", "A/ü", "z ~"];

pub(super) fn name(text: &str) -> ItemName {
    ItemName::new(text).unwrap()
}

pub(super) fn org(text: &str) -> OrgId {
    OrgId::new(text).unwrap()
}

pub(super) fn leaf(at: &str, kind: ItemKind, content: u8, scheduled: Option<u8>) -> Entry {
    let text = |extra: &str| Digest::of(format!("{kind:?} {content} {extra}").as_bytes());
    let plain = text("");
    let connection = |number: u8| {
        let key = ConnectionKey {
            kind: "Slack".into(),
            name: format!("c{number}"),
        };
        if number == 9 {
            Reference::LostConnection { id: "9".into() }
        } else {
            Reference::Connection(key)
        }
    };
    let is_search = kind == ItemKind::Search;
    let extra = Extra {
        stripped: scheduled.map(|_| plain),
        references: scheduled
            .filter(|_| is_search)
            .map(connection)
            .into_iter()
            .collect(),
        ..Extra::default()
    };
    let digest = scheduled.map_or(plain, |schedule| text(&schedule.to_string()));
    Entry::leaf(name(at), kind, digest, extra)
}

fn arb_item() -> impl Strategy<Value = Option<(ItemKind, u8, Option<u8>)>> {
    let kind = prop_oneof![
        3 => Just(ItemKind::Search), 2 => Just(ItemKind::Dashboard), 1 => Just(ItemKind::Lookup)
    ];
    let scheduled = prop::option::of(prop_oneof![0_u8..3, Just(9)]);
    prop_oneof![
        1 => Just(None),
        2 => (kind, 0_u8..3, scheduled).prop_map(|(kind, content, scheduled)| {
            let may = matches!(kind, ItemKind::Search | ItemKind::Dashboard);
            Some((kind, content, scheduled.filter(|_| may)))
        })
    ]
}

/// Folders are where something lies below; everything else is a leaf.
pub(super) fn arb_library() -> impl Strategy<Value = Library> {
    let path = prop::collection::vec(prop::sample::select(&NAMES[..]), 1..4);
    prop::collection::btree_map(path, (arb_item(), 0_u8..2), 0..10).prop_map(|items| {
        let mut library = Library::default();
        for (names, (item, description)) in items {
            let path: ItemPath = names.iter().map(|text| name(text)).collect();
            let mut above = path.parent();
            while let Some(folder) = above.filter(|folder| !folder.is_root()) {
                let about = Item::Folder(String::new());
                if !matches!(library.0.get(&folder), Some(Item::Folder(_))) {
                    library.0.insert(folder.clone(), about);
                }
                above = folder.parent();
            }
            let item = match item {
                None => Item::Folder("x".repeat(usize::from(description))),
                Some((kind, content, scheduled)) => Item::Leaf(leaf(
                    path.name().unwrap().as_str(),
                    kind,
                    content,
                    scheduled,
                )),
            };
            library.0.entry(path).or_insert(item);
        }
        library
    })
}

fn arb_selection() -> impl Strategy<Value = Selection> {
    let path = prop::collection::vec(prop::sample::select(&NAMES[..]), 0..4);
    prop::collection::vec(path, 0..4).prop_map(|paths| {
        paths
            .into_iter()
            .map(|names| names.into_iter().map(name).collect())
            .collect()
    })
}

fn arb_options() -> impl Strategy<Value = Options> {
    prop::sample::select(Options::all().to_vec())
}

fn arb_facts() -> impl Strategy<Value = Facts> {
    prop::collection::vec(0_u8..3, 0..4).prop_map(facts)
}

/// The facts of an org with these connections.
pub(super) fn facts(connections: impl IntoIterator<Item = u8>) -> Facts {
    let fact = |number| ConnectionFact {
        key: ConnectionKey {
            kind: "Slack".into(),
            name: format!("c{number}"),
        },
        definition: Digest::of(&[number]),
        needs_secret: false,
    };
    Facts {
        connections: connections.into_iter().map(fact).collect(),
    }
}

#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) nodes: Nodes,
    pub(super) libraries: BTreeMap<OrgId, Library>,
    pub(super) source: OrgView,
    pub(super) targets: Vec<OrgView>,
    pub(super) choices: Choices,
}

impl World {
    pub(super) fn new(source: Library, targets: Vec<(Library, Facts)>, choices: Choices) -> Self {
        let mut nodes = Nodes::default();
        let root = source.store(&mut nodes);
        let source_view = OrgView {
            org: org("source"),
            root,
            base: None,
            facts: facts([0, 1, 2]),
            protected: false,
            taken_at: Millis::default(),
        };
        let mut libraries = BTreeMap::from([(org("source"), source)]);
        let mut views = Vec::new();
        for (number, (library, facts)) in targets.into_iter().enumerate() {
            let id = org(&format!("t{number}"));
            views.push(OrgView {
                org: id.clone(),
                root: library.store(&mut nodes),
                base: None,
                facts,
                protected: false,
                taken_at: Millis::default(),
            });
            libraries.insert(id, library);
        }
        Self {
            nodes,
            libraries,
            source: source_view,
            targets: views,
            choices,
        }
    }

    pub(super) fn input(&self) -> PlanInput<'_> {
        PlanInput {
            nodes: &self.nodes,
            choices: &self.choices,
            source: &self.source,
            targets: &self.targets,
        }
    }

    pub(super) fn plan(&self) -> Plan {
        plan(&self.input()).unwrap().plan
    }

    /// The world after the plan was carried out; connections that it needs were created.
    pub(super) fn after(&self, plan: &Plan) -> Self {
        let source = &self.libraries[&self.source.org];
        let targets = self.targets.iter().map(|view| {
            let (mut library, mut facts) = (self.libraries[&view.org].clone(), view.facts.clone());
            library.apply(plan, &view.org, source);
            let created = plan.connections(&view.org).into_iter().filter_map(|need| {
                Some(ConnectionFact {
                    key: need.key,
                    definition: need.create?,
                    needs_secret: false,
                })
            });
            facts.connections.extend(created);
            (library, facts)
        });
        Self::new(source.clone(), targets.collect(), self.choices.clone())
    }
}

prop_compose! {
    pub(super) fn arb_world()(
        source in arb_library(),
        targets in prop::collection::vec((arb_library(), arb_facts()), 0..4),
        copies in prop::collection::vec(any::<bool>(), 4),
        selection in prop_oneof![Just(Selection::everything()), arb_selection()],
        options in arb_options(),
        except in prop::collection::btree_set((0_u8..4).prop_map(|n| org(&format!("t{n}"))), 0..2),
        only in prop::option::of((0_u8..4, arb_selection())),
    ) -> World {
        let mut targets = targets;
        for ((library, _), copy) in targets.iter_mut().zip(copies) {
            if copy {
                library.0.extend(source.0.clone());
                // A leaf that became a folder's parent can't stay one.
                let paths: BTreeSet<_> = library.0.keys().filter_map(ItemPath::parent).collect();
                for path in paths.into_iter().filter(|path| !path.is_root()) {
                    if !matches!(library.0.get(&path), Some(Item::Folder(_))) {
                        library.0.retain(|at, _| *at == path || !path.holds(at));
                    }
                }
            }
        }
        let only = only.map(|(n, picked)| (org(&format!("t{n}")), picked)).into_iter().collect();
        let choices = Choices {
            source: org("source"), selection, destinations: Destinations::All { except },
            options, policy: Policy::default(), only,
        };
        World::new(source, targets, choices)
    }
}
