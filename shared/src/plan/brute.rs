//! A planner without trees, memory or order of decisions to speak of: for every item of the source
//! in every org it looks the paths up in flat maps and goes through the words of [`Class`],
//! [`Reason`] and the policy one after the other. It shares no code with the planner.

use std::collections::{BTreeMap, BTreeSet};

use super::flat::{
    connections_of, differs_in_case_only, held, how_many, in_order, kind, limit, title,
};
use super::model::{Item, Library};
use super::worlds::World;
use super::{Action, Cell, Class, Reason, RulingBy};
use crate::content::{ConnectionKey, ItemKind};
use crate::id::{Digest, ItemPath};
use crate::select::{Extent, Include, Options, Ruling, Selection};

/// What happens in one org.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Brute {
    pub(super) cells: BTreeMap<ItemPath, Cell>,
    pub(super) orphans: Vec<(ItemPath, ItemKind)>,
    /// The connections that are needed, and what a missing one is created from.
    pub(super) connections: BTreeMap<ConnectionKey, Option<Digest>>,
}

pub(super) struct Org<'a> {
    pub(super) world: &'a World,
    pub(super) number: usize,
    pub(super) source: &'a Library,
    pub(super) target: &'a Library,
    base: Option<&'a Library>,
    selection: Selection,
    pub(super) cells: BTreeMap<ItemPath, Cell>,
}

/// What becomes of a folder, for what is in it.
enum Folder {
    Exists,
    Made,
    Kept,
    Blocked,
}

pub(super) fn brute(world: &World, number: usize) -> Brute {
    let view = &world.targets[number];
    let choices = &world.choices;
    if !choices.destinations.holds(&view.org, &choices.source) {
        return Brute::default();
    }
    let mut org = Org {
        world,
        number,
        source: &world.libraries[&choices.source],
        target: &world.libraries[&view.org],
        base: world.bases.get(&view.org),
        selection: choices.selection_for(&view.org),
        cells: BTreeMap::new(),
    };
    // A map gives folders before what is in them. Whether a search gets its table is known once all
    // tables are decided.
    let is_search = |items: &[Item]| items.iter().any(|item| kind(item) == ItemKind::Search);
    let all = org.source.0.iter();
    let (last, first): (Vec<_>, Vec<_>) = all.partition(|(_, items)| is_search(items));
    for (path, _) in first.into_iter().chain(last) {
        if let Some(cell) = org.cell(path) {
            org.cells.insert(path.clone(), cell);
        }
    }
    Brute {
        orphans: org.orphans(),
        connections: org.connections(),
        cells: org.cells,
    }
}

impl Org<'_> {
    pub(super) fn options(&self) -> Options {
        self.world.choices.options
    }

    pub(super) fn is_selected(&self, path: &ItemPath) -> bool {
        let itself = self.selection.ticks().any(|(ticked, _)| ticked == path);
        itself || self.is_whole(path)
    }

    fn is_whole(&self, path: &ItemPath) -> bool {
        let mut whole = self
            .selection
            .ticks()
            .filter(|(_, extent)| *extent == Extent::Whole);
        whole.any(|(ticked, _)| ticked.holds(path))
    }

    /// Whether a place is selected, or is a folder that something selected lies in.
    fn is_decided(&self, path: &ItemPath) -> bool {
        let items = self.source.reach(path);
        if items.is_empty() || self.is_selected(path) {
            return !items.is_empty();
        }
        let ticked_below = self.selection.ticks().any(|(ticked, _)| path.holds(ticked));
        let has_folder = items.iter().any(|item| kind(item) == ItemKind::Folder);
        let below = || {
            let mut all = self.source.0.keys();
            all.any(|at| at.parent().as_ref() == Some(path) && self.is_decided(at))
        };
        ticked_below && has_folder && (items.len() > 1 || below())
    }

    fn folder(&self, path: &ItemPath) -> Folder {
        if path.is_root() || matches!(self.target.reach(path), [Item::Folder(_)]) {
            return Folder::Exists;
        }
        match self.cells[path].action {
            Action::Create => Folder::Made,
            Action::Keep => Folder::Kept,
            Action::Replace | Action::Remove | Action::Nothing => Folder::Blocked,
        }
    }

    fn cell(&self, path: &ItemPath) -> Option<Cell> {
        if !self.is_decided(path) {
            return None;
        }
        let items = in_order(self.source.reach(path));
        let target = self.target.reach(path);
        let only = match target {
            [one] => Some(one),
            _ => None,
        };
        let both_folders = matches!(
            (&items[..], only),
            ([Item::Folder(_)], Some(Item::Folder(_)))
        );
        if both_folders && !self.is_selected(path) {
            return None;
        }
        let (class, action, reason, options) = self.decide(path, &items, target);
        let stripped = match reason {
            Reason::Equal | Reason::FolderKept => false,
            Reason::RuledOut { .. } => true,
            _ => class != Class::Blocked,
        } && kind(&items[0]) != ItemKind::Folder
            && held(&items[0], options) != held(&items[0], Options::default());
        let options = if stripped { options } else { self.options() };
        Some(Cell {
            kind: kind(&items[0]),
            action,
            class,
            reason,
            stripped,
            source: held(&items[0], options),
            target: only.map(|target| match class {
                Class::Same => held(target, options),
                _ => held(target, Options::default()),
            }),
        })
    }

    fn decide(
        &self,
        path: &ItemPath,
        items: &[Item],
        target: &[Item],
    ) -> (Class, Action, Reason, Options) {
        let plain = self.options();
        let blocked = |reason| (Class::Blocked, Action::Nothing, reason, plain);
        let [item] = items else {
            return blocked(Reason::AmbiguousInSource);
        };
        match self.folder(&path.parent().unwrap()) {
            Folder::Exists | Folder::Made => {}
            Folder::Kept => return (Class::New, Action::Keep, Reason::FolderKept, plain),
            Folder::Blocked => return blocked(Reason::FolderBlocked),
        }
        let there = match target {
            [] => None,
            [one] if kind(one) != kind(item) => {
                return blocked(Reason::KindClash { target: kind(one) });
            }
            [one] => Some(one),
            _ => return blocked(Reason::AmbiguousInTarget),
        };
        let same = |reason, options| (Class::Same, Action::Nothing, reason, options);
        if there
            .is_some_and(|there| held(there, Options::default()) == held(item, Options::default()))
        {
            return same(Reason::Equal, plain);
        }
        let needs = self.needs(item);
        let options = match needs {
            Ok(true) => plain.without_schedules(),
            _ => plain,
        };
        if there.is_some_and(|there| held(there, options) == held(item, options)) {
            return same(Reason::EqualButIgnored, options);
        }
        let obstacle = self
            .shared_title(path, item)
            .or_else(|| self.shared_letters(path, there))
            .or_else(|| self.lookalike(path, item, there))
            .or_else(|| limit(path, item, there))
            .or_else(|| needs.err());
        if let Some(reason) = obstacle {
            return blocked(reason);
        }
        let (class, reason) = self.class(path, item, there, options);
        let (class, action, reason) = self.ruled(path, class, reason);
        (class, action, reason, options)
    }

    /// Another dashboard of the source that would be pushed to the same folder under the same title.
    fn shared_title(&self, path: &ItemPath, item: &Item) -> Option<Reason> {
        let (name, folder) = (path.name().unwrap(), path.parent().unwrap());
        let own = title(item, name)?;
        let others = self.source.children(&folder).into_iter();
        let mut others = others.filter(|(other, item)| {
            let at = folder.child(other);
            let is_pushed = self.is_selected(&at) && self.source.items(&at).len() == 1;
            other != name && is_pushed && title(item, other).as_ref() == Some(&own)
        });
        others.next().map(|(name, _)| Reason::TitleShared { name })
    }

    /// Another place of the selection whose name is the same but for the case of its letters, for one
    /// that would be created.
    fn shared_letters(&self, path: &ItemPath, there: Option<&Item>) -> Option<Reason> {
        let (name, folder) = (path.name().unwrap(), path.parent().unwrap());
        let others = self.source.children(&folder).into_iter();
        let mut others = others.filter(|(other, _)| {
            let is_decided = self.is_decided(&folder.child(other));
            other != name && differs_in_case_only(other, name) && is_decided
        });
        let found = there.is_none().then(|| others.next()).flatten();
        found.map(|(name, _)| Reason::CaseShared { name })
    }

    /// Another item of the target that could be meant.
    fn lookalike(&self, path: &ItemPath, item: &Item, there: Option<&Item>) -> Option<Reason> {
        let (name, folder) = (path.name().unwrap(), path.parent().unwrap());
        if !matches!(self.folder(&folder), Folder::Exists) {
            return None;
        }
        let others = self.target.children(&folder);
        let mut others = others.into_iter().filter(|(other, _)| other != name);
        if there.is_none() {
            let case = others.clone().find(|(other, _)| {
                let is_other_item = self.is_decided(&folder.child(other));
                differs_in_case_only(other, name) && !is_other_item
            });
            if let Some((name, _)) = case {
                return Some(Reason::CaseClash { name });
            }
        }
        let own = title(item, name)?;
        let taken = others.find(|(name, other)| title(other, name).as_ref() == Some(&own));
        taken.map(|(name, _)| Reason::TitleTaken { name })
    }

    fn class(
        &self,
        path: &ItemPath,
        item: &Item,
        there: Option<&Item>,
        options: Options,
    ) -> (Class, Reason) {
        let base = match self.base.map(|base| base.reach(path)) {
            Some([one]) => Some(one),
            _ => None,
        };
        let Some(there) = there else {
            return match base {
                _ if !self.is_selected(path) => (Class::New, Reason::FolderNeeded),
                Some(_) => (Class::New, Reason::Removed),
                None => (Class::New, Reason::Absent),
            };
        };
        let is = |a: &Item, b: &Item, options| {
            kind(a) == kind(b) && held(a, options) == held(b, options)
        };
        let everything = Options::default();
        let (class, reason) = match base {
            None => (Class::Unknown, Reason::Differs),
            Some(base) if is(base, there, everything) => (Class::Behind, Reason::SourceMoved),
            Some(base) if is(base, item, options) => (Class::Edited, Reason::EditedThere),
            Some(_) => (Class::Diverged, Reason::BothMoved),
        };
        let schema = |item: &Item| match item {
            Item::Leaf(entry) => entry.schema().copied(),
            Item::Folder(_) => None,
        };
        if schema(item) == schema(there) {
            (class, reason)
        } else {
            (class, Reason::LookupSchemaDiffers)
        }
    }

    fn ruled(&self, path: &ItemPath, class: Class, reason: Reason) -> (Class, Action, Reason) {
        let view = &self.world.targets[self.number];
        let policy = &self.world.choices.policy;
        let is_protected = view.protected || policy.protected.contains(&view.org);
        let for_place = policy
            .cells
            .get(&view.org)
            .and_then(|cells| cells.get(path));
        let (ruling, by) = if is_protected {
            (Ruling::Block, RulingBy::Protection)
        } else if let Some(ruling) = for_place {
            (*ruling, RulingBy::Cell)
        } else if let Some(ruling) = policy.orgs.get(&view.org) {
            (*ruling, RulingBy::Org)
        } else {
            let ruling = policy.classes.get(&class);
            (*ruling.unwrap_or(&Ruling::Replace), RulingBy::Class)
        };
        match (ruling, class) {
            (Ruling::Block, _) => (
                Class::Blocked,
                Action::Nothing,
                Reason::RuledOut { class, by },
            ),
            (Ruling::Keep, _) => (class, Action::Keep, Reason::Kept { by }),
            (Ruling::Replace, Class::New) => (class, Action::Create, reason),
            (Ruling::Replace, _) => (class, Action::Replace, reason),
        }
    }

    fn orphans(&self) -> Vec<(ItemPath, ItemKind)> {
        let Some(base) = self.base else {
            return Vec::new();
        };
        let mut orphans = Vec::new();
        for path in self.target.0.keys() {
            let folder = path.parent().unwrap();
            let in_source =
                folder.is_root() || matches!(self.source.reach(&folder), [Item::Folder(_)]);
            let is_orphan = in_source
                && self.is_whole(&folder)
                && self.source.items(path).is_empty()
                && !base.reach(path).is_empty();
            let items = self.target.reach(path).iter().filter(|_| is_orphan);
            orphans.extend(items.map(|item| (path.clone(), kind(item))));
        }
        orphans.sort();
        orphans
    }

    fn connections(&self) -> BTreeMap<ConnectionKey, Option<Digest>> {
        let mut keys = BTreeSet::new();
        let ignored = self.options().connections == Include::Ignore;
        let written = self.cells.iter().filter(|(_, cell)| cell.action.writes());
        for (path, _) in written.filter(|(_, cell)| !cell.stripped && !ignored) {
            if let [Item::Leaf(entry)] = self.source.reach(path) {
                keys.extend(connections_of(entry));
            }
        }
        let view = &self.world.targets[self.number];
        let create = |key: &ConnectionKey| match how_many(&view.facts, key) {
            0 => {
                let mut all = self.world.source.facts.connections.iter();
                Some(all.find(|fact| fact.key == *key)?.definition)
            }
            _ => None,
        };
        keys.into_iter()
            .map(|key| (key.clone(), create(&key)))
            .collect()
    }
}
