//! Which items of a target and a base belong to the selected items of a source folder.

use std::collections::BTreeMap;

use super::Reason;
use super::spots::{Spot, SpotId, Spots};
use crate::content::{Entry, FolderNode, ItemKind};
use crate::id::ItemName;

/// What belongs to one selected place.
#[derive(Debug, Default, Clone)]
pub(super) struct Pair<'a> {
    pub(super) target: Option<&'a Entry>,
    pub(super) base: Option<&'a Entry>,
    pub(super) clash: Option<Clash<'a>>,
}

/// Why nothing can be pushed to a place, or what hinders a push that would change something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clash<'a> {
    /// Several items of the name.
    Several,
    /// An item whose name differs in case only, and none of the name itself.
    Case(&'a Entry),
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
    spots: &Spots,
    spot: &Spot,
    target: &'a FolderNode,
    base: Option<&'a FolderNode>,
) -> Pairs<'a> {
    let mut pairs = Vec::with_capacity(spot.children.len());
    let mut others = Vec::new();
    let mut titles = spot.titles;
    let mut targets = target.entries.as_slice();
    let mut bases = base.map_or(&[][..], |base| &base.entries);
    for child in &spot.children {
        let name = &spots[*child].entry.name;
        let found = take(&mut targets, name, |other| {
            titles |= !other.is_plain() && other.title().is_some();
            others.push(other);
        });
        let (target, clash) = match found {
            [] => (None, None),
            [one] => (Some(one), None),
            _ => (None, Some(Clash::Several)),
        };
        titles |= target.is_some_and(|target| !target.is_plain() && target.title().is_some());
        let base = match take(&mut bases, name, |_| {}) {
            [one] => Some(one),
            _ => None,
        };
        pairs.push(Pair {
            target,
            base,
            clash,
        });
    }
    others.extend(targets);
    titles |= targets.iter().any(|other| other.title().is_some());
    if !others.is_empty() {
        find_case_clashes(spots, &spot.children, &others, &mut pairs);
    }
    if titles {
        find_title_clashes(spots, &spot.children, target, &mut pairs);
    }
    Pairs { pairs, others }
}

/// Takes the entries of a name off the front of `entries`, which are in the order of names, and
/// hands those before it to `pass`.
fn take<'a>(
    entries: &mut &'a [Entry],
    name: &ItemName,
    mut pass: impl FnMut(&'a Entry),
) -> &'a [Entry] {
    while let [first, rest @ ..] = *entries {
        if first.name == *name {
            let count = 1 + rest.iter().take_while(|other| other.name == *name).count();
            let (found, rest) = entries.split_at_checked(count).unwrap_or_default();
            *entries = rest;
            return found;
        }
        if first.name > *name {
            break;
        }
        pass(first);
        *entries = rest;
    }
    &[]
}

fn find_case_clashes<'a>(
    spots: &Spots,
    children: &[SpotId],
    others: &[&'a Entry],
    pairs: &mut [Pair<'a>],
) {
    let mut by_folded = BTreeMap::new();
    for other in others {
        by_folded.entry(folded(&other.name)).or_insert(*other);
    }
    for (id, pair) in children.iter().zip(pairs) {
        if pair.target.is_none() && pair.clash.is_none() {
            let found = by_folded.get(&folded(&spots[*id].entry.name));
            pair.clash = found.map(|other| Clash::Case(other));
        }
    }
}

/// A name without the difference of upper and lower case letters of ASCII.
fn folded(name: &ItemName) -> String {
    // All of Unicode's pairs would cost the Worker 28 kB.
    name.as_str().to_ascii_lowercase()
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

fn title(dashboard: &Entry) -> &ItemName {
    dashboard.title().unwrap_or(&dashboard.name)
}

impl Clash<'_> {
    pub(super) fn reason(&self) -> Reason {
        match self {
            Self::Several => Reason::AmbiguousInTarget,
            Self::Case(entry) => Reason::CaseClash {
                name: entry.name.clone(),
            },
            Self::Title(entry) => Reason::TitleTaken {
                name: entry.name.clone(),
            },
        }
    }
}
