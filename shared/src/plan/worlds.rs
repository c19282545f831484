//! Generated worlds for the tests: a source, targets and bases that resemble it, and choices.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::edits::{Edit, arb_edit, arb_library, edited};
use super::model::{Item, Library};
use super::rulings::arb_choices;
use super::seeds::{facts, leaf, org};
use super::{OrgView, Plan, PlanInput, plan};
use crate::content::{ConnectionFact, Facts, ItemKind, Nodes};
use crate::id::{ItemPath, Millis, OrgId};
use crate::select::Choices;

#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) nodes: Nodes,
    pub(super) libraries: BTreeMap<OrgId, Library>,
    pub(super) bases: BTreeMap<OrgId, Library>,
    pub(super) source: OrgView,
    pub(super) targets: Vec<OrgView>,
    pub(super) unread: Vec<OrgId>,
    pub(super) choices: Choices,
}

/// What a target holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Target {
    pub(super) library: Library,
    pub(super) base: Option<Library>,
    pub(super) facts: Facts,
    pub(super) protected: bool,
}

impl From<(Library, Facts)> for Target {
    fn from((library, facts): (Library, Facts)) -> Self {
        Self {
            library,
            facts,
            ..Self::default()
        }
    }
}

impl World {
    pub(super) fn new(source: Library, targets: Vec<impl Into<Target>>, choices: Choices) -> Self {
        let mut nodes = Nodes::default();
        let root = source.store(&mut nodes);
        let mut world = Self {
            nodes,
            libraries: BTreeMap::from([(org("source"), source)]),
            bases: BTreeMap::new(),
            source: OrgView {
                org: org("source"),
                root,
                base: None,
                facts: facts([0, 1, 2]),
                protected: false,
                taken_at: Millis::default(),
            },
            targets: Vec::new(),
            unread: Vec::new(),
            choices,
        };
        for (number, target) in targets.into_iter().enumerate() {
            world.add(org(&format!("t{number}")), target.into());
        }
        world
    }

    /// Another org.
    pub(super) fn add(&mut self, id: OrgId, target: Target) {
        let base = target.base.as_ref().map(|base| base.store(&mut self.nodes));
        self.targets.push(OrgView {
            org: id.clone(),
            root: target.library.store(&mut self.nodes),
            base,
            facts: target.facts,
            protected: target.protected,
            taken_at: Millis::default(),
        });
        self.bases
            .extend(target.base.map(|base| (id.clone(), base)));
        self.libraries.insert(id, target.library);
    }

    pub(super) fn target(&self, number: usize) -> Target {
        let view = &self.targets[number];
        Target {
            library: self.libraries[&view.org].clone(),
            base: self.bases.get(&view.org).cloned(),
            facts: view.facts.clone(),
            protected: view.protected,
        }
    }

    /// The same world with something else in one place: the source's library, or targets.
    pub(super) fn with(&self, source: Option<Library>, targets: &[(usize, Target)]) -> Self {
        let source = source.unwrap_or_else(|| self.libraries[&self.source.org].clone());
        let mut all: Vec<_> = (0..self.targets.len()).map(|n| self.target(n)).collect();
        for (number, target) in targets {
            all[*number] = target.clone();
        }
        let mut world = Self::new(source, all, self.choices.clone());
        world.source.facts = self.source.facts.clone();
        world
    }

    /// The same world after a change of one target's library; one that isn't there doesn't change.
    pub(super) fn edited(&self, number: usize, edit: &Edit) -> Self {
        if number >= self.targets.len() {
            return self.clone();
        }
        let mut target = self.target(number);
        edit.apply(&mut target.library);
        self.with(None, &[(number, target)])
    }

    /// The same world after a change of the source's library.
    pub(super) fn resourced(&self, edit: &Edit) -> Self {
        let mut source = self.libraries[&self.source.org].clone();
        edit.apply(&mut source);
        self.with(Some(source), &[])
    }

    /// The same world after a change of every base.
    pub(super) fn rebased(&self, edit: &Edit) -> Self {
        let change = |number| {
            let mut target = self.target(number);
            if let Some(base) = &mut target.base {
                edit.apply(base);
            }
            (number, target)
        };
        self.with(
            None,
            &(0..self.targets.len()).map(change).collect::<Vec<_>>(),
        )
    }

    /// The same world with two orgs of each.
    pub(super) fn doubled(&self) -> Self {
        let mut targets: Vec<_> = (0..self.targets.len()).map(|n| self.target(n)).collect();
        targets.extend(targets.clone());
        let source = self.libraries[&self.source.org].clone();
        let mut world = Self::new(source, targets, self.choices.clone());
        world.source.facts = self.source.facts.clone();
        world
    }

    pub(super) fn input(&self) -> PlanInput<'_> {
        PlanInput {
            nodes: &self.nodes,
            choices: &self.choices,
            source: &self.source,
            targets: &self.targets,
            unread: &self.unread,
        }
    }

    pub(super) fn plan(&self) -> Plan {
        plan(&self.input()).unwrap().plan
    }

    /// The world after the plan was carried out; connections that it needs were created.
    pub(super) fn after(&self, plan: &Plan) -> Self {
        let source = &self.libraries[&self.source.org];
        let targets = self.targets.iter().enumerate().map(|(number, view)| {
            let mut target = self.target(number);
            target.library.apply(plan, &view.org, source);
            let base = target.base.get_or_insert_default();
            for (path, cell) in plan.cells(&view.org) {
                // A folder that nobody wrote would say something about its description.
                if cell.action.writes() && base.is_folder(&path.parent().unwrap()) {
                    base.put(&path, target.library.0[&path][0].clone());
                }
            }
            let created = plan.connections(&view.org).into_iter().filter_map(|need| {
                Some(ConnectionFact {
                    key: need.key,
                    definition: need.create?,
                    needs_secret: false,
                })
            });
            target.facts.connections.extend(created);
            (number, target)
        });
        self.with(None, &targets.collect::<Vec<_>>())
    }
}

/// A library that resembles another, or one of its own.
fn arb_like(of: Library) -> impl Strategy<Value = Library> {
    let edits = prop::collection::vec(arb_edit(), 0..6);
    prop_oneof![
        5 => edits.prop_map(move |edits| edited(of.clone(), &edits)),
        1 => arb_library(),
    ]
}

fn arb_target(source: Library) -> impl Strategy<Value = Target> {
    let connections = prop_oneof![Just(vec![0, 1, 2]), prop::collection::vec(0_u8..4, 0..5),];
    let rest = (connections, prop::bool::weighted(0.1));
    let with_base = arb_like(source.clone()).prop_flat_map(move |library| {
        let of_target = arb_like(library.clone());
        let of_source = arb_like(source.clone());
        let base = prop_oneof![of_target, of_source];
        (Just(library), prop::option::weighted(0.75, base))
    });
    (with_base, rest).prop_map(|((library, base), (connections, protected))| Target {
        library,
        base,
        facts: facts(connections),
        protected,
    })
}

pub(super) fn arb_world() -> impl Strategy<Value = World> {
    arb_world_of(0)
}

/// A world with so many targets at least.
pub(super) fn arb_world_of(least: usize) -> impl Strategy<Value = World> {
    let targets = move |source: Library| {
        let target = arb_target(source.clone());
        (Just(source), prop::collection::vec(target, least..4))
    };
    let twice = prop::option::weighted(0.2, 0_u8..3);
    let saving = prop::option::weighted(0.2, prop::sample::select(vec![3, 4]));
    let unread = prop::sample::subsequence(vec!["t4", "t1", "t0", "source", "new"], 0..=5);
    let all = (
        arb_library().prop_flat_map(targets),
        (arb_choices(), unread),
        twice,
        saving,
    );
    all.prop_map(
        |((mut source, mut targets), (choices, unread), twice, saving)| {
            if let Some(number) = saving {
                save_to_a_table(number, &mut source, &mut targets);
            }
            let mut world = World::new(source, targets, choices);
            world.source.facts = facts([0, 1, 2].into_iter().chain(twice));
            world.unread = unread.into_iter().map(org).collect();
            world
        },
    )
}

/// Puts a search into the source that saves to a table, and a table, which no target has.
fn save_to_a_table(number: u8, source: &mut Library, targets: &mut [Target]) {
    let (table, search) = match number {
        3 => ("/a", "/b"),
        _ => ("/b/a", "/a"),
    };
    let (table, search): (ItemPath, ItemPath) = (table.parse().unwrap(), search.parse().unwrap());
    let put = |library: &mut Library, path: &ItemPath, kind, scheduled| {
        let name = path.name().unwrap().as_str();
        library.put(path, Item::Leaf(leaf(name, kind, 0, scheduled)));
    };
    put(source, &search, ItemKind::Search, Some(number));
    put(source, &table, ItemKind::Lookup, None);
    for target in targets {
        target.library.remove(&table);
    }
}
