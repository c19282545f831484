//! The selected part of a source, every distinct subtree once.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::ops::Index;

use super::cases::twins;
use super::limits::max_name;
use super::titles::sharing;
use crate::content::{Entry, Folder, FolderNode, ItemKind, Nodes, Number, TreeError};
use crate::id::{Digest, ItemName, ItemPath, QuickHasher};
use crate::select::{Extent, Pick, Selection};

/// Places in the source, numbered. Two selections that pick the same of a subtree share its number,
/// so what was decided about it once holds for both.
#[derive(Debug, Clone, Default)]
pub(super) struct Spots {
    all: Vec<Spot>,
    by_key: HashMap<SpotKey, SpotId, BuildHasherDefault<QuickHasher>>,
}

/// A place in the selected part of a source.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    /// What is there.
    pub(super) entry: Entry,
    /// How much is selected.
    pick: Pick,
    standing: Standing,
    /// Whether the entry's digest says all that a decision needs.
    pub(super) plain: bool,
    /// The most characters that the name may have, where it has more.
    pub(super) over_limit: Option<u32>,
    /// The number of the entry's digest.
    pub(super) number: Number,
    /// A folder, unless there are several items of its name.
    pub(super) folder: Option<Box<Folder>>,
    /// The selected places one level below, by name.
    pub(super) children: Box<[SpotId]>,
    /// The places of the children among the folder's entries; `None` where a name occurs twice or a
    /// dashboard has a title of its own, so that there is more to look at than the same place.
    pub(super) places: Option<Box<[Place]>>,
    /// Whether one of the children is a dashboard with a title of its own.
    pub(super) titles: bool,
    /// For each child another one whose name differs in upper and lower case only; empty where no two
    /// names of the folder do.
    twins: Box<[Option<SpotId>]>,
    /// Whether anything here or below refers to something outside.
    pub(super) refers: bool,
}

/// Where a child is among its folder's entries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) index: u32,
    /// The number of the child's digest.
    pub(super) number: Number,
}

/// The number of a spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SpotId(u32);

#[derive(Debug, Clone, PartialEq, Eq)]
struct SpotKey {
    name: ItemName,
    kind: ItemKind,
    number: Number,
    standing: Standing,
    pick: Pick,
    /// `None` where everything below is selected.
    children: Option<Box<[SpotId]>>,
}

/// Few items have the same digest, so hashing the names would tell little more apart.
impl Hash for SpotKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
        self.children.hash(state);
    }
}

/// What an entry alone doesn't say about its place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    Root,
    Only,
    OneOfSeveral,
    /// A dashboard whose title another selected one of this folder has, too.
    SharesTitleWith(ItemName),
}

/// The selected paths as a tree, so that they are followed down together with the source.
#[derive(Debug, Default)]
struct Ticks {
    /// How far the tick of the place itself reaches, if it is ticked.
    own: Option<Extent>,
    /// By name.
    below: Vec<(ItemName, Ticks)>,
}

impl Spots {
    /// The spot of everything that `selection` picks below `root`.
    pub(super) fn select(
        &mut self,
        nodes: &Nodes,
        root: &Digest,
        selection: &Selection,
    ) -> Result<SpotId, TreeError> {
        let mut ticks = Ticks::default();
        selection
            .ticks()
            .for_each(|(path, extent)| ticks.add(path.names(), extent));
        let top = Entry::folder(ItemName::top(), *root);
        let number = nodes.number(root, ItemKind::Folder);
        let number = number.ok_or(TreeError::MissingNode(*root))?;
        self.add(nodes, (&top, number), Standing::Root, ticks.unless_whole())
    }

    /// The spot of an entry, which comes with the number of its digest; `ticks` is `None` where it is
    /// selected as a whole.
    fn add(
        &mut self,
        nodes: &Nodes,
        (entry, number): (&Entry, Number),
        standing: Standing,
        ticks: Option<&Ticks>,
    ) -> Result<SpotId, TreeError> {
        let pick = ticks.map_or(Pick::Whole, Ticks::pick);
        let mut key = SpotKey {
            name: entry.name.clone(),
            kind: entry.kind,
            number,
            standing: standing.clone(),
            pick,
            children: None,
        };
        if pick == Pick::Whole
            && let Some(known) = self.by_key.get(&key)
        {
            return Ok(*known);
        }
        let folder = match (entry.kind, &standing) {
            (ItemKind::Folder, Standing::Root | Standing::Only) => {
                let folder = nodes.numbered(number, &entry.digest)?;
                Some(Box::new(folder.clone()))
            }
            _ => None,
        };
        let children = match &folder {
            None => Box::default(),
            Some(folder) => self.children(nodes, folder, ticks)?,
        };
        if pick != Pick::Whole {
            key.children = Some(children.clone());
            if let Some(known) = self.by_key.get(&key) {
                return Ok(*known);
            }
        }
        let spot = self.spot((entry, number), standing, pick, folder, children);
        let id = SpotId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(spot);
        self.by_key.insert(key, id);
        Ok(id)
    }

    fn children(
        &mut self,
        nodes: &Nodes,
        folder: &Folder,
        ticks: Option<&Ticks>,
    ) -> Result<Box<[SpotId]>, TreeError> {
        let is_selected = |name: &ItemName| {
            ticks.is_none_or(|ticks| ticks.below(name).is_some_and(|below| below.own.is_some()))
        };
        // Where no title differs from its dashboard's name, titles are as different as names.
        let sharing = if folder.titles {
            sharing(folder.node(), is_selected)
        } else {
            BTreeMap::new()
        };
        let mut children = Vec::new();
        let mut numbers = nodes.numbers(folder);
        for same_name in folder.node().entries.chunk_by(|a, b| a.name == b.name) {
            let ([entry, others @ ..], Some((here, rest))) =
                (same_name, numbers.split_at_checked(same_name.len()))
            else {
                continue;
            };
            numbers = rest;
            let Some(number) = here.first() else { continue };
            let below = match ticks.map(|ticks| ticks.below(&entry.name)) {
                Some(None) => continue,
                // Nothing lies below an item that isn't a folder.
                Some(Some(below)) if entry.kind != ItemKind::Folder => match below.own {
                    Some(_) => None,
                    None => continue,
                },
                Some(Some(below)) => below.unless_whole(),
                None => None,
            };
            let standing = match (others, sharing.get(&entry.name)) {
                ([], None) => Standing::Only,
                ([], Some(other)) => Standing::SharesTitleWith((*other).clone()),
                _ => Standing::OneOfSeveral,
            };
            let id = self.add(nodes, (entry, *number), standing, below)?;
            // Of a folder that only counts for what is selected in it, something has to be there.
            if self[id].is_selected() || self[id].is_ambiguous() || !self[id].children.is_empty() {
                children.push(id);
            }
        }
        Ok(children.into_boxed_slice())
    }

    fn spot(
        &self,
        (entry, number): (&Entry, Number),
        standing: Standing,
        pick: Pick,
        folder: Option<Box<Folder>>,
        children: Box<[SpotId]>,
    ) -> Spot {
        let max = max_name(entry.kind);
        let length = || entry.name.as_str().chars().count();
        let over_limit = max.filter(|max| length() > *max as usize);
        let below = || children.iter().map(|id| &self[*id]);
        let titles = below().any(|child| child.entry.title().is_some());
        let places = folder.as_ref().filter(|_| !titles);
        Spot {
            pick,
            plain: entry.is_plain()
                && over_limit.is_none()
                && standing == Standing::Only
                && entry.kind != ItemKind::Unrecognised,
            over_limit,
            number,
            places: places.and_then(|folder| self.places(folder.node(), &children)),
            titles,
            twins: match &folder {
                Some(folder) if folder.shape.cases => self.twins(&children),
                _ => Box::default(),
            },
            refers: !entry.references().is_empty() || below().any(|child| child.refers),
            entry: entry.clone(),
            standing,
            folder,
            children,
        }
    }
}

impl Spots {
    /// Where the children are among a folder's entries, if their names are unique there.
    fn places(&self, folder: &FolderNode, children: &[SpotId]) -> Option<Box<[Place]>> {
        let mut places = Vec::with_capacity(children.len());
        let mut names = folder.entries.iter().map(|entry| &entry.name).enumerate();
        for id in children {
            let child = &self[*id];
            let found = names.find(|(_, name)| **name == child.entry.name);
            let (index, _) = found.filter(|_| !child.is_ambiguous())?;
            places.push(Place {
                index: u32::try_from(index).ok()?,
                number: child.number,
            });
        }
        Some(places.into_boxed_slice())
    }

    fn twins(&self, children: &[SpotId]) -> Box<[Option<SpotId>]> {
        let names = children.iter().map(|id| &self[*id].entry.name);
        let twins = twins(names).into_iter();
        let twins = twins.map(|twin| children.get(twin?).copied());
        twins.collect()
    }
}

impl Spot {
    /// Whether the place itself is selected, and not only something below it.
    pub(super) fn is_selected(&self) -> bool {
        self.pick.is_selected()
    }

    /// Whether everything below the place is selected, too.
    pub(super) fn is_whole(&self) -> bool {
        self.pick == Pick::Whole
    }

    /// Whether the source has several items of this name here; then nothing below counts.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.standing == Standing::OneOfSeveral
    }

    /// Another selected dashboard of this folder with the same title, if there is one.
    pub(super) fn shares_title_with(&self) -> Option<&ItemName> {
        match &self.standing {
            Standing::SharesTitleWith(name) => Some(name),
            _ => None,
        }
    }

    /// The first other child whose name differs in upper and lower case only from that of the child at
    /// `place`, if there is one.
    pub(super) fn twin(&self, place: usize) -> Option<SpotId> {
        *self.twins.get(place)?
    }

    /// Whether this is Admin Recommended itself, which is never written.
    pub(super) fn is_root(&self) -> bool {
        self.standing == Standing::Root
    }
}

impl SpotId {
    /// The number, from 0 on.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

impl Index<SpotId> for Spots {
    type Output = Spot;

    #[allow(
        clippy::indexing_slicing,
        reason = "a number is only given out with its spot"
    )]
    fn index(&self, id: SpotId) -> &Spot {
        &self.all[id.index()]
    }
}

impl Ticks {
    fn unless_whole(&self) -> Option<&Self> {
        (self.own != Some(Extent::Whole)).then_some(self)
    }

    fn pick(&self) -> Pick {
        match self.own {
            Some(Extent::Whole) => Pick::Whole,
            Some(Extent::Itself) => Pick::Itself,
            None => Pick::Part,
        }
    }

    fn below(&self, name: &ItemName) -> Option<&Self> {
        let found = self.below.binary_search_by(|(known, _)| known.cmp(name));
        let (_, below) = self.below.get(found.ok()?)?;
        Some(below)
    }

    /// Adds a tick. Paths come in their order, so a name that is there already is the last one.
    fn add(&mut self, path: &[ItemName], extent: Extent) {
        let [name, rest @ ..] = path else {
            self.own = Some(extent);
            return;
        };
        match self.below.last_mut() {
            Some((last, below)) if last == name => below.add(rest, extent),
            _ => {
                let mut below = Self::default();
                below.add(rest, extent);
                self.below.push((name.clone(), below));
            }
        }
    }
}

/// The selected places that the source doesn't have.
pub(super) fn not_in_source(
    nodes: &Nodes,
    root: &Digest,
    selection: &Selection,
) -> Result<Vec<ItemPath>, TreeError> {
    let mut absent = Vec::new();
    for (path, _) in selection.ticks() {
        if !path.is_root() && nodes.find(root, path)?.is_empty() {
            absent.push(path.clone());
        }
    }
    Ok(absent)
}
