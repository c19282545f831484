//! Which items of a target and a base belong to the selected items of a source folder.

use std::collections::BTreeMap;

use super::Reason;
use super::spots::{Spot, SpotId, Spots};
use super::titles::title;
use crate::content::{Entry, Folder, FolderNode, ItemKind, Nodes, Number};
use crate::id::ItemName;

/// An entry with the number of its digest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) entry: &'a Entry,
    pub(super) number: Number,
}

/// What belongs to one selected place.
#[derive(Debug, Default, Clone)]
pub(super) struct Pair<'a> {
    pub(super) target: Option<Item<'a>>,
    pub(super) base: Option<Item<'a>>,
    pub(super) clash: Option<Clash<'a>>,
}

/// Why nothing can be pushed to a place, or what hinders a push that would change something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clash<'a> {
    /// Several items of the name.
    Several,
    /// An item whose name differs in case only, and none of the name itself.
    Case(&'a Entry),
    /// Another selected place of the source whose name differs in case only, and nothing of the name
    /// in the target.
    CaseShared(&'a Entry),
    /// A dashboard of the same title under another name.
    Title(&'a Entry),
}

/// The pairs of all selected places of a folder, in their order, and what the target has besides.
#[derive(Debug)]
pub(super) struct Pairs<'a> {
    pub(super) pairs: Vec<Pair<'a>>,
    pub(super) others: Vec<&'a Entry>,
}

/// Pairs by name, as Sumo Logic matches; then looks for items that could be meant although their
/// name differs: in case only, or with the dashboard's title.
pub(super) fn pair<'a>(
    nodes: &'a Nodes,
    spots: &'a Spots,
    spot: &'a Spot,
    target: &'a Folder,
    base: Option<&'a Folder>,
) -> Pairs<'a> {
    let mut pairs = Vec::with_capacity(spot.children.len());
    let mut others = Vec::new();
    let mut targets = Names::of(nodes, Some(target));
    let mut bases = Names::of(nodes, base);
    for (place, child) in spot.children.iter().enumerate() {
        let name = &spots[*child].entry.name;
        let (target, clash) = match targets.take(name, |other| others.push(other)) {
            Found::Nothing => (None, Clash::in_source(spots, spot, place)),
            Found::One(item) => (Some(item), None),
            Found::Several => (None, Some(Clash::Several)),
        };
        let base = match bases.take(name, |_| {}) {
            Found::One(item) => Some(item),
            Found::Nothing | Found::Several => None,
        };
        pairs.push(Pair {
            target,
            base,
            clash,
        });
    }
    others.extend(targets.entries);
    if !others.is_empty() {
        find_case_clashes(spots, &spot.children, &others, &mut pairs);
    }
    if spot.titles || target.titles {
        find_title_clashes(spots, &spot.children, target.node(), &mut pairs);
    }
    Pairs { pairs, others }
}

/// The rest of a folder's entries, in the order of names.
struct Names<'a> {
    entries: &'a [Entry],
    numbers: &'a [Number],
}

enum Found<'a> {
    Nothing,
    One(Item<'a>),
    Several,
}

impl<'a> Names<'a> {
    fn of(nodes: &'a Nodes, folder: Option<&'a Folder>) -> Self {
        Self {
            entries: folder.map_or(&[], |folder| &folder.node().entries),
            numbers: folder.map_or(&[], |folder| nodes.numbers(folder)),
        }
    }

    fn next(&mut self) -> Option<Item<'a>> {
        let (entry, entries) = self.entries.split_first()?;
        let (number, numbers) = self.numbers.split_first()?;
        (self.entries, self.numbers) = (entries, numbers);
        let number = *number;
        Some(Item { entry, number })
    }

    /// Takes the entries of a name, and hands those before it to `pass`.
    fn take(&mut self, name: &ItemName, mut pass: impl FnMut(&'a Entry)) -> Found<'a> {
        let mut found = Found::Nothing;
        while self
            .entries
            .first()
            .is_some_and(|first| first.name <= *name)
        {
            let Some(item) = self.next() else { break };
            if item.entry.name != *name {
                pass(item.entry);
                continue;
            }
            found = match found {
                Found::Nothing => Found::One(item),
                Found::One(_) | Found::Several => Found::Several,
            };
        }
        found
    }
}

fn find_case_clashes<'a>(
    spots: &Spots,
    children: &[SpotId],
    others: &[&'a Entry],
    pairs: &mut [Pair<'a>],
) {
    let mut by_folded = BTreeMap::new();
    for other in others {
        by_folded.entry(other.name.folded()).or_insert(*other);
    }
    for (id, pair) in children.iter().zip(pairs) {
        if pair.target.is_none() && pair.clash.is_none() {
            let found = by_folded.get(&spots[*id].entry.name.folded());
            pair.clash = found.map(|other| Clash::Case(other));
        }
    }
}

fn find_title_clashes<'a>(
    spots: &Spots,
    children: &[SpotId],
    target: &'a FolderNode,
    pairs: &mut [Pair<'a>],
) {
    let mut by_title: BTreeMap<&ItemName, Vec<&Entry>> = BTreeMap::new();
    for entry in &target.entries {
        if entry.kind == ItemKind::Dashboard {
            by_title.entry(title(entry)).or_default().push(entry);
        }
    }
    for (id, pair) in children.iter().zip(pairs) {
        let entry = &spots[*id].entry;
        if pair.clash.is_none() && entry.kind == ItemKind::Dashboard {
            let mut same_title = by_title.get(title(entry)).into_iter().flatten();
            let other = same_title.find(|other| other.name != entry.name);
            pair.clash = other.map(|other| Clash::Title(other));
        }
    }
}

impl<'a> Item<'a> {
    pub(super) fn at(nodes: &Nodes, folder: &'a Folder, place: usize) -> Option<Self> {
        Some(Self {
            entry: folder.node().entries.get(place)?,
            number: *nodes.numbers(folder).get(place)?,
        })
    }

    /// The entry of a name, if it is the only one.
    pub(super) fn only(nodes: &Nodes, folder: &'a Folder, name: &ItemName) -> Option<Self> {
        let entries = &folder.node().entries;
        let first = entries.partition_point(|entry| entry.name < *name);
        let is_named = |place: usize| entries.get(place).is_some_and(|entry| entry.name == *name);
        let is_only = is_named(first) && !is_named(first + 1);
        is_only.then(|| Self::at(nodes, folder, first)).flatten()
    }
}

impl<'a> Pair<'a> {
    pub(super) fn target_entry(&self) -> Option<&'a Entry> {
        self.target.map(|item| item.entry)
    }

    pub(super) fn base_entry(&self) -> Option<&'a Entry> {
        self.base.map(|item| item.entry)
    }
}

impl<'a> Clash<'a> {
    /// What hinders that the child at `place` is created, whatever the target has.
    pub(super) fn in_source(spots: &'a Spots, spot: &'a Spot, place: usize) -> Option<Self> {
        let twin = spot.twin(place)?;
        Some(Self::CaseShared(&spots[twin].entry))
    }

    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Several => Reason::AmbiguousInTarget,
            Self::Case(entry) => Reason::CaseClash {
                name: entry.name.clone(),
            },
            Self::CaseShared(entry) => Reason::CaseShared {
                name: entry.name.clone(),
            },
            Self::Title(entry) => Reason::TitleTaken {
                name: entry.name.clone(),
            },
        }
    }
}
