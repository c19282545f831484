//! What besides the trees a decision in one org depends on: rulings, and what the org lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::RulingBy;
use crate::content::ConnectionKey;
use crate::id::{ItemName, OrgId};
use crate::select::{Class, Policy, Ruling};

/// What holds for a subtree of one org. Equal contexts share a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Context {
    pub(super) rulings: Arc<Rulings>,
    pub(super) lacks: Arc<Lacks>,
    /// Rulings for places here and below; `None` where there are none.
    pub(super) cells: Option<Arc<CellRulings>>,
}

/// The rulings for one org, but for single places.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rulings {
    protected: bool,
    org: Option<Ruling>,
    classes: BTreeMap<Class, Ruling>,
}

/// What an org lacks of what selected items need.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lacks {
    /// Connections of the source that the org doesn't have.
    pub(super) missing: BTreeSet<ConnectionKey>,
    /// Connections of the source that the org has several of.
    pub(super) ambiguous: BTreeSet<ConnectionKey>,
    /// Paths of lookup tables that schedules save to, and neither the org nor the push has.
    pub(super) lookups: BTreeSet<String>,
}

/// Rulings for single places, as a tree.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CellRulings {
    own: Option<Ruling>,
    /// By name.
    below: Vec<(ItemName, Arc<CellRulings>)>,
}

impl Context {
    /// The ruling on a place of this class, and where it stands.
    pub(super) fn ruling(&self, class: Class) -> (Ruling, RulingBy) {
        let Rulings {
            protected,
            org,
            classes,
        } = &*self.rulings;
        if *protected {
            return (Ruling::Block, RulingBy::Protection);
        }
        if let Some(ruling) = self.cells.as_ref().and_then(|cells| cells.own) {
            return (ruling, RulingBy::Cell);
        }
        match (org, classes.get(&class)) {
            (Some(ruling), _) => (*ruling, RulingBy::Org),
            (None, Some(ruling)) => (*ruling, RulingBy::Class),
            (None, None) => (Ruling::Replace, RulingBy::Class),
        }
    }

    /// The context one level further down.
    pub(super) fn child(&self, name: &ItemName) -> Self {
        let cells = self.cells.as_ref().and_then(|cells| cells.below(name));
        Self {
            rulings: Arc::clone(&self.rulings),
            lacks: Arc::clone(&self.lacks),
            cells: cells.cloned(),
        }
    }
}

impl Rulings {
    /// Those that hold where an org has none of its own.
    pub(super) fn common(policy: &Policy) -> Self {
        Self {
            protected: false,
            org: None,
            classes: policy.classes.clone(),
        }
    }

    /// Those of an org that has some of its own.
    pub(super) fn own(policy: &Policy, org: &OrgId, protected: bool) -> Option<Self> {
        let protected = protected || policy.protected.contains(org);
        let org = policy.orgs.get(org).copied();
        (protected || org.is_some()).then(|| Self {
            protected,
            org,
            classes: policy.classes.clone(),
        })
    }
}

impl CellRulings {
    pub(super) fn new(policy: &Policy, org: &OrgId) -> Option<Arc<Self>> {
        let mut top = Self::default();
        for (path, ruling) in policy.cells.get(org)? {
            top.add(path.names(), *ruling);
        }
        // A ruling for Admin Recommended itself would rule on nothing.
        top.own = None;
        Some(Arc::new(top))
    }

    fn below(&self, name: &ItemName) -> Option<&Arc<Self>> {
        let found = self.below.binary_search_by(|(known, _)| known.cmp(name));
        let (_, below) = self.below.get(found.ok()?)?;
        Some(below)
    }

    /// Adds a ruling. Paths come in their order, so a name that is there already is the last one.
    fn add(&mut self, path: &[ItemName], ruling: Ruling) {
        let [name, rest @ ..] = path else {
            self.own = Some(ruling);
            return;
        };
        match self.below.last_mut() {
            // Nobody else holds the tree while it is made, so nothing is copied.
            Some((last, below)) if last == name => Arc::make_mut(below).add(rest, ruling),
            _ => {
                let mut below = Self::default();
                below.add(rest, ruling);
                self.below.push((name.clone(), Arc::new(below)));
            }
        }
    }
}
