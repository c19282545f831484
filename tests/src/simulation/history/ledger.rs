//! What is known of an org from the sandbox alone: how it changed, when and by whom, and what was
//! asked of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::RangeInclusive;

use orgcast_sandbox::{Guesses, Request, World};
use orgcast_shared::content::{ConnectionKey, Connections, ItemKind};
use orgcast_shared::id::{Digest, ItemPath, Millis};
use serde_json::Value;

use super::super::SimOrg;
use super::census::{Census, Item, Shown, exported, shown};
use super::fault::Fault;

/// One org's history.
pub(super) struct Ledger {
    pub(super) census: Census,
    pub(super) changes: Vec<Change>,
    pub(super) writes: Vec<Write>,
    /// The roots of its tree, and since when.
    pub(super) roots: Vec<(Millis, Digest)>,
    /// When the newest calls arrived.
    pub(super) arrivals: VecDeque<Millis>,
    /// Until then it asked to be left alone, as far as its agent heard of that.
    pub(super) rests_until: Millis,
    /// What may have been created although nobody saw it.
    pub(super) doubts: BTreeSet<Doubt>,
    /// What the jobs are about that were started here, by their ids.
    pub(super) exports: BTreeMap<String, ItemPath>,
    pub(super) jobs: BTreeMap<String, usize>,
    /// What the sandbox showed before a push made its first write here.
    pub(super) shown: BTreeMap<usize, Shown>,
    /// Whether a connection was ever deleted: an item that refers to it then is another one.
    pub(super) lost_connection: bool,
    /// What it has now of what an org has for a while.
    pub(super) faults: BTreeSet<Fault>,
}

/// Something that may be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    Item(ItemPath),
    Connection(String),
}

/// A place that changed.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) at: Millis,
    pub(super) path: ItemPath,
    pub(super) before: Option<Item>,
    pub(super) after: Option<Item>,
    pub(super) by: By,
}

/// Who changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Customer,
    Write(usize),
}

/// A request that was to change something.
#[derive(Debug, Clone)]
pub(super) struct Write {
    pub(super) push: Option<usize>,
    /// The id of the folder that it goes to, or of what it removes, and where its run was told that this
    /// is.
    pub(super) folder: Option<(String, ItemPath)>,
    /// By the places that its run was told.
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Import {
        overwrite: bool,
        items: Vec<(ItemPath, Item)>,
    },
    /// A folder is made.
    Folder(ItemPath, Item),
    /// A folder gets another description.
    Describe(ItemPath, Item),
    Connection(ConnectionKey, Digest),
    /// What is at a place is removed, with everything below it: what its run was told that this is.
    Remove(ItemPath, Vec<(ItemPath, Item)>),
    /// None of those that the engine is known for.
    Other(String),
}

impl What {
    /// The items that it writes.
    pub(super) fn items(&self) -> &[(ItemPath, Item)] {
        match self {
            Self::Import { items, .. } => items,
            _ => &[],
        }
    }

    /// Whether it is to change what is at a place.
    pub(super) fn reaches(&self, path: &ItemPath) -> bool {
        match self {
            Self::Remove(_, items) => items.iter().any(|(at, _)| at == path),
            _ => self.at(path).is_some(),
        }
    }

    /// What it writes at a place.
    pub(super) fn at(&self, path: &ItemPath) -> Option<Item> {
        match self {
            Self::Folder(at, item) | Self::Describe(at, item) => (at == path).then_some(*item),
            _ => {
                let found = self.items().iter().find(|(at, _)| at == path);
                found.map(|(_, item)| *item)
            }
        }
    }
}

/// What a run was told of its org.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) items: BTreeMap<ItemPath, Item>,
    /// Folders whose names it was told.
    pub(super) listed: BTreeSet<ItemPath>,
    /// What it was told with everything below, and when.
    pub(super) exported: BTreeMap<ItemPath, Millis>,
    /// When it was told a folder's description alone.
    pub(super) described: BTreeMap<ItemPath, Millis>,
    /// Whether it has begun to write, and what it had exported since.
    pub(super) is_writing: bool,
    pub(super) looked_again: BTreeSet<ItemPath>,
    /// Where it was told that folders and items are, by their ids: the newest place last. A customer may
    /// have moved something from one listing that it got into the next.
    pub(super) places: BTreeMap<String, Vec<ItemPath>>,
    /// The connections that it was told of.
    pub(super) connections: Connections,
    /// The exports that came since: what they mean depends on the connections, which may come after them.
    pub(super) early: Vec<(ItemPath, Value)>,
}

impl Told {
    /// It was told that something is here.
    pub(super) fn found(&mut self, id: &str, path: ItemPath) {
        let places = self.places.entry(id.to_owned()).or_default();
        places.retain(|known| *known != path);
        places.push(path);
    }

    /// Where it takes something to be: the newest place that is right for what it does, or else the newest.
    pub(super) fn place(
        &self,
        id: &str,
        is_right: impl Fn(&ItemPath) -> bool,
    ) -> Option<&ItemPath> {
        let places = self.places.get(id)?;
        let right = places.iter().rfind(|path| is_right(path));
        right.or(places.last())
    }

    /// Whether it knows what is at a place, be it nothing.
    pub(super) fn knows(&self, path: &ItemPath) -> bool {
        let mut place = Some(path.clone());
        while let Some(here) = place {
            place = here.parent();
            let above_is_listed = place
                .as_ref()
                .is_some_and(|above| self.listed.contains(above));
            if self.exported.contains_key(&here) || above_is_listed {
                return true;
            }
        }
        false
    }

    /// When it was last told what is at a place.
    pub(super) fn newest(&self, path: &ItemPath) -> Option<Millis> {
        let of_it = self.exported.iter().filter(|(place, _)| place.holds(path));
        let described = self.described.get(path).into_iter();
        of_it.map(|(_, at)| at).chain(described).max().copied()
    }

    /// It is told the connections.
    pub(super) fn connected(&mut self, connections: Connections) {
        self.connections = connections;
        for (place, export) in std::mem::take(&mut self.early) {
            for (path, item) in exported(&place, &export, &self.connections) {
                // What it was told meanwhile isn't there stays away.
                self.items.entry(path).and_modify(|known| *known = item);
            }
        }
    }

    /// It is told everything at and below a place.
    pub(super) fn exported(&mut self, path: &ItemPath, at: Millis, items: Vec<(ItemPath, Item)>) {
        self.items.retain(|known, _| !path.holds(known));
        self.items.extend(items);
        self.exported.insert(path.clone(), at);
    }
}

impl Ledger {
    pub(super) fn new(world: &mut World, org: &SimOrg, now: Millis) -> Self {
        let census = Census::read(&content(world, org, now));
        Self {
            roots: vec![(now, census.root)],
            census,
            changes: Vec::new(),
            writes: Vec::new(),
            arrivals: VecDeque::new(),
            rests_until: Millis(0),
            doubts: BTreeSet::new(),
            exports: BTreeMap::new(),
            jobs: BTreeMap::new(),
            shown: BTreeMap::new(),
            lost_connection: false,
            faults: BTreeSet::new(),
        }
    }

    /// Somebody saw how a write ended.
    pub(super) fn settle(&mut self, write: usize) {
        let what = &self.writes[write].what;
        self.doubts.retain(|doubt| match (doubt, what) {
            (Doubt::Connection(name), What::Connection(key, _)) => *name != key.name,
            (Doubt::Item(path), what) => what.at(path).is_none(),
            (Doubt::Connection(_), _) => true,
        });
    }

    /// The newest write that wants this at a place, whose org held `before` until now.
    pub(super) fn doer(
        &self,
        before: &Census,
        path: &ItemPath,
        after: Option<Item>,
        guesses: Guesses,
    ) -> Option<By> {
        let Some(after) = after else {
            let is_it = |write: &Write| {
                let (What::Remove(..), Some((id, _))) = (&write.what, &write.folder) else {
                    return false;
                };
                let place = before.places.get(id);
                let is_gone = !self.census.places.contains_key(id);
                is_gone && place.is_some_and(|place| place.holds(path))
            };
            let write = self.writes.iter().rposition(is_it)?;
            let Write { what, folder, .. } = &self.writes[write];
            // What a customer has put into a folder since it was looked at goes with it.
            let is_planned = what.reaches(&place_told(folder.as_ref(), &before.places, path));
            return Some(if is_planned {
                By::Write(write)
            } else {
                By::Customer
            });
        };
        let wants = |write: &Write| {
            let folder = write.folder.as_ref();
            let wanted = write
                .what
                .at(&place_told(folder, &self.census.places, path));
            wanted.is_some_and(|item| {
                // A search that lacks something may be left behind without its schedule.
                let bare = guesses.failed_item_is_left_behind
                    && (after.kind, after.whole) == (item.kind, item.plain);
                after == item || bare || self.lost_connection && after.kind == item.kind
            })
        };
        self.writes.iter().rposition(wants).map(By::Write)
    }

    /// Whether a write is to write at a place.
    pub(super) fn is_about(&self, write: usize, path: &ItemPath) -> bool {
        self.writes[write].what.reaches(path)
    }

    /// Everything that was at a place from one time to another.
    pub(super) fn held(&self, path: &ItemPath, from: Millis, to: Millis) -> Vec<Option<Item>> {
        let changes = self.changes.iter().filter(|change| change.path == *path);
        let (mut held, mut first) = (Vec::new(), None);
        for change in changes {
            let before = first.get_or_insert(change.before);
            if change.at < from {
                *before = change.after;
            } else if change.at <= to {
                held.push(change.after);
            }
        }
        held.push(first.unwrap_or_else(|| self.census.at(path)));
        held
    }

    /// How a push changed what is at a place, oldest first.
    pub(super) fn changes_by(&self, push: usize, path: &ItemPath) -> Vec<&Change> {
        let by_push = |change: &&Change| change.path == *path && self.is_by(push, change.by);
        self.changes.iter().filter(by_push).collect()
    }

    /// Whether a push did it.
    pub(super) fn is_by(&self, push: usize, by: By) -> bool {
        matches!(by, By::Write(write) if self.writes[write].push == Some(push))
    }

    /// Whether a push changed what is at a place, and how it did so last.
    pub(super) fn changed_by(&self, push: usize, path: &ItemPath) -> Option<&Change> {
        self.changes_by(push, path).pop()
    }

    /// Whether anybody but these pushes changed something in this time, at a place or anywhere.
    pub(super) fn was_met(
        &self,
        pushes: &[usize],
        during: RangeInclusive<Millis>,
        path: Option<&ItemPath>,
    ) -> bool {
        self.changes.iter().any(|change| {
            let is_there = path.is_none_or(|path| change.path == *path);
            let is_theirs = pushes.iter().any(|push| self.is_by(*push, change.by));
            is_there && during.contains(&change.at) && !is_theirs
        })
    }

    /// Whether anybody but a push changed something in this time at a place, around it or below it, or
    /// something that could be taken for it or for a folder around it: a dashboard for its title.
    pub(super) fn was_met_around(
        &self,
        push: usize,
        during: RangeInclusive<Millis>,
        path: &ItemPath,
    ) -> bool {
        self.changes.iter().any(|change| {
            let is_near = change.path.holds(path)
                || path.holds(&change.path)
                || is_alike(&change.path, path)
                || is_dashboard(change) && change.path.parent() == path.parent();
            is_near && during.contains(&change.at) && !self.is_by(push, change.by)
        })
    }

    /// Whether the customer changed what is at a place, or around it, since then.
    pub(super) fn edited_since(&self, path: &ItemPath, since: Millis) -> bool {
        self.changes.iter().any(|change| {
            change.by == By::Customer && change.at >= since && change.path.holds(path)
        })
    }
}

fn is_dashboard(change: &Change) -> bool {
    let items = [change.before, change.after];
    let mut items = items.iter().flatten();
    items.any(|item| item.kind == ItemKind::Dashboard)
}

/// Whether an item differs from another, or from a folder around that, in letter case only.
fn is_alike(path: &ItemPath, other: &ItemPath) -> bool {
    let names = |path: &ItemPath| -> Vec<String> {
        let names = path.names().iter();
        names.map(|name| name.as_str().to_lowercase()).collect()
    };
    names(other).starts_with(&names(path))
}

/// Where the run of a write takes a place to be, by the id of the folder that it goes to and by where
/// ids are. A customer may have moved the folder since the run was told where it is.
fn place_told(
    folder: Option<&(String, ItemPath)>,
    places: &BTreeMap<String, ItemPath>,
    path: &ItemPath,
) -> ItemPath {
    let place = folder.and_then(|(id, told)| Some((told, places.get(id)?)));
    match place {
        Some((told, now)) if now.holds(path) => {
            let below = &path.names()[now.names().len()..];
            told.names().iter().chain(below).cloned().collect()
        }
        _ => path.clone(),
    }
}

/// What the sandbox shows of everything in an org's library.
pub(super) fn shown_in(world: &mut World, org: &SimOrg, now: Millis) -> Shown {
    shown(&content(world, org, now), now)
}

/// What the sandbox says of an org's library and connections.
pub(super) fn content(world: &mut World, org: &SimOrg, now: Millis) -> Value {
    let request = Request::new("GET", &format!("/__sandbox/orgs/{}/content", org.id));
    world.handle(&request, now.0).body_json()
}
