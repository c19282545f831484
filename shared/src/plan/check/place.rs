//! One cell held against what source, target and base have at its place.

use std::cell::OnceCell;

use super::super::{Action, Cell, Class, Reason};
use super::obstacles::Lookalikes;
use super::org::OrgCheck;
use super::places::Place;
use super::references::Needs;
use crate::content::{ConnectionKey, Entry, FolderNode, ItemKind, TreeError};
use crate::id::Digest;
use crate::select::{Options, Ruling};

/// What a folder of the source is in the target, for what lies in it.
#[derive(Debug)]
pub(super) struct State<'a> {
    pub(super) reach: Reach<'a>,
    pub(super) base: Option<&'a FolderNode>,
    /// What could be taken for something else in the target's folder; most folders never need it.
    pub(super) lookalikes: OnceCell<Lookalikes<'a>>,
}

/// Whether something can be written into a folder.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach<'a> {
    /// It is there.
    There(&'a FolderNode),
    /// The plan creates it.
    Made,
    /// The policy doesn't create it.
    Kept,
    /// It can't be there.
    Blocked,
}

/// What is wrong with a cell.
#[derive(Debug)]
pub(super) enum Fault {
    Content,
    Class,
    Action,
    Reason,
    Stripping,
    Parent,
    Tree(TreeError),
}

/// A place of the source, and what the other two trees have there.
#[derive(Debug)]
pub(super) struct Here<'a, 'b> {
    pub(super) org: &'b OrgCheck<'a>,
    pub(super) place: &'b Place<'a>,
    pub(super) above: &'b State<'a>,
    pub(super) target: &'a [Entry],
    pub(super) base: Option<&'a Entry>,
}

/// What a cell has to say.
struct Expected {
    class: Class,
    action: Action,
    stripped: bool,
}

impl<'a> State<'a> {
    pub(super) fn new(reach: Reach<'a>, base: Option<&'a FolderNode>) -> Self {
        Self {
            reach,
            base,
            lookalikes: OnceCell::new(),
        }
    }
}

impl From<TreeError> for Fault {
    fn from(error: TreeError) -> Self {
        Self::Tree(error)
    }
}

impl<'a> Here<'a, '_> {
    /// Whether nothing is decided here: a folder that is in both, of which only a part is selected.
    pub(super) fn is_passed_through(&self) -> bool {
        let both = self.place.folder.is_some()
            && matches!(self.target, [one] if one.kind == ItemKind::Folder);
        both && !self.place.selected
    }

    /// Holds the cell of this place against the world.
    pub(super) fn verify(&self, cell: &Cell) -> Result<(), Fault> {
        let entry = self.place.entry;
        let options = self.options(cell.stripped);
        let target = match (self.only(), cell.class) {
            (None, _) => None,
            (Some(target), Class::Same) => Some(self.held(target, options)?),
            (Some(target), _) => Some(self.raw(target)?),
        };
        if cell.kind != entry.kind
            || cell.source != self.held(entry, options)?
            || cell.target != target
        {
            return Err(Fault::Content);
        }
        let is_reached = matches!(self.above.reach, Reach::There(_) | Reach::Made);
        if cell.action.writes() && !is_reached {
            return Err(Fault::Parent);
        }
        match self.above.reach {
            Reach::There(_) | Reach::Made => self.verify_reached(cell),
            Reach::Blocked => self.verify_blocked(cell, &[Reason::FolderBlocked]),
            Reach::Kept if self.place.several => self.verify_blocked(cell, &[]),
            Reach::Kept => {
                let expected = Expected {
                    class: Class::New,
                    action: Action::Keep,
                    stripped: false,
                };
                expected.holds(cell, cell.reason == Reason::FolderKept)
            }
        }
    }

    fn verify_reached(&self, cell: &Cell) -> Result<(), Fault> {
        let same = |stripped, reason| {
            let expected = Expected {
                class: Class::Same,
                action: Action::Nothing,
                stripped,
            };
            expected.holds(cell, cell.reason == reason)
        };
        let comparable = self
            .only()
            .filter(|target| !self.place.several && target.kind == self.place.entry.kind);
        if let Some(target) = comparable
            && self.raw(target)? == self.raw(self.place.entry)?
        {
            return same(false, Reason::Equal);
        }
        let needs = Needs::of(self)?;
        let options = self.options(needs.strip);
        let source = self.held(self.place.entry, options)?;
        let stripped = source != self.raw(self.place.entry)?;
        if let Some(target) = comparable
            && self.held(target, options)? == source
        {
            return same(stripped, Reason::EqualButIgnored);
        }
        let obstacles = self.obstacles(needs)?;
        if !obstacles.is_empty() {
            return self.verify_blocked(cell, &obstacles);
        }
        let class = self.class(options)?;
        self.verify_ruled(cell, class, stripped)
    }

    /// The cell has to be blocked, for one of these reasons.
    fn verify_blocked(&self, cell: &Cell, reasons: &[Reason]) -> Result<(), Fault> {
        let ambiguous = self.place.several && cell.reason == Reason::AmbiguousInSource;
        let expected = Expected {
            class: Class::Blocked,
            action: Action::Nothing,
            stripped: false,
        };
        expected.holds(cell, ambiguous || reasons.contains(&cell.reason))
    }

    /// The cell has to be what the policy makes of its class.
    fn verify_ruled(&self, cell: &Cell, class: Class, stripped: bool) -> Result<(), Fault> {
        let (ruling, by) = self.ruling(class);
        let (shown, action, reason) = match ruling {
            Ruling::Replace if class == Class::New => (class, Action::Create, self.reason(class)),
            Ruling::Replace => (class, Action::Replace, self.reason(class)),
            Ruling::Keep => (class, Action::Keep, Reason::Kept { by }),
            Ruling::Block => {
                let reason = Reason::RuledOut { class, by };
                (Class::Blocked, Action::Nothing, reason)
            }
        };
        let expected = Expected {
            class: shown,
            action,
            stripped,
        };
        expected.holds(cell, cell.reason == reason)
    }

    /// The state of this folder for what lies in it; `cell` is `None` where nothing is decided.
    pub(super) fn below(&self, cell: Option<&Cell>) -> Result<State<'a>, TreeError> {
        let nodes = self.org.input.nodes;
        let node_of = |entry: Option<&Entry>| {
            let folder = entry.filter(|entry| entry.kind == ItemKind::Folder);
            let node = folder.map(|folder| nodes.get(&folder.digest)).transpose()?;
            Ok::<_, TreeError>(node.map(|node| &**node))
        };
        if self.place.folder.is_none() {
            return Ok(State::new(Reach::Blocked, None));
        }
        let reach = match (node_of(self.only())?, cell.map(|cell| cell.action)) {
            (Some(folder), _) => Reach::There(folder),
            (None, Some(Action::Create)) => Reach::Made,
            (None, Some(Action::Keep)) => Reach::Kept,
            _ => Reach::Blocked,
        };
        Ok(State::new(reach, node_of(self.base)?))
    }

    /// The connections that the cell's write needs.
    pub(super) fn connections(&self, cell: &Cell) -> impl Iterator<Item = &'a ConnectionKey> {
        let found = self.place.entry.connections(self.options(cell.stripped));
        found.filter(|_| cell.action.writes())
    }

    /// The one item that the target has here.
    pub(super) fn only(&self) -> Option<&'a Entry> {
        match self.target {
            [one] => Some(one),
            _ => None,
        }
    }

    fn options(&self, stripped: bool) -> Options {
        let options = self.org.input.choices.options;
        if stripped {
            options.without_schedules()
        } else {
            options
        }
    }

    /// What an entry holds under the options; for a folder, its description.
    pub(super) fn held(&self, entry: &Entry, options: Options) -> Result<Digest, TreeError> {
        match entry.kind {
            ItemKind::Folder => self.raw(entry),
            _ => Ok(entry.content(options)),
        }
    }

    /// What an entry holds, whatever the options.
    pub(super) fn raw(&self, entry: &Entry) -> Result<Digest, TreeError> {
        match entry.kind {
            ItemKind::Folder => Ok(self.org.input.nodes.get(&entry.digest)?.own_digest()),
            _ => Ok(entry.digest),
        }
    }
}

impl Expected {
    fn holds(&self, cell: &Cell, reason_holds: bool) -> Result<(), Fault> {
        if cell.class != self.class {
            Err(Fault::Class)
        } else if cell.action != self.action {
            Err(Fault::Action)
        } else if cell.stripped != self.stripped {
            Err(Fault::Stripping)
        } else if !reason_holds {
            Err(Fault::Reason)
        } else {
            Ok(())
        }
    }
}
