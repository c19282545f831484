//! The walk over one target: source, target and base are followed down together, and every subtree
//! that was met before is taken from memory.

use super::cell::Verdict;
use super::decide::{absent_folder, blocked, folder, left_out, same};
use super::memory::{ContextId, Key, Known, Memory, ThereKey};
use super::outcome::{OutcomeContent, OutcomeId, Outcomes, Row, VerdictId};
use super::pairing::{Clash, Pair, pair};
use super::spots::{Spot, SpotId, Spots};
use super::{Action, Reason};
use crate::content::{Entry, FolderNode, ItemKind, Nodes, TreeError};
use crate::id::{Digest, ItemName};

/// A walk over one target after the other.
pub(super) struct Walk<'a> {
    pub(super) nodes: &'a Nodes,
    pub(super) spots: &'a Spots,
    pub(super) outcomes: &'a mut Outcomes,
    pub(super) memory: &'a mut Memory,
}

/// What a target has at a place.
#[derive(Debug, Clone, Copy)]
enum There<'a> {
    /// A folder above can't be pushed to, so what is here doesn't matter.
    Unreachable,
    /// A folder above isn't there, and the policy doesn't create it.
    LeftOut,
    /// Nothing.
    Nothing,
    /// One item.
    One(&'a Entry),
    /// Something that could be meant and forbids a push.
    Clash(&'a Clash<'a>),
}

impl<'a> Walk<'a> {
    /// Decides everything that `root` selects against the tree below `target`.
    pub(super) fn root(
        &mut self,
        root: SpotId,
        target: &Digest,
        base: Option<&Digest>,
        context: ContextId,
    ) -> Result<OutcomeId, TreeError> {
        let nodes = self.nodes;
        if self.spots[root].entry.digest == *target {
            return Ok(self.equal(root));
        }
        let base = base.map(|base| nodes.get(base)).transpose()?;
        let base = base.map(|base| &**base);
        self.inside(root, None, nodes.get(target)?, base, context)
    }

    /// Decides a folder of the source and everything below it.
    fn place(
        &mut self,
        id: SpotId,
        there: There<'_>,
        base: Option<&Entry>,
        context: ContextId,
    ) -> Result<OutcomeId, TreeError> {
        let spots = self.spots;
        let spot = &spots[id];
        let Some(there_key) = there.key() else {
            return self.decide(id, spot, there, base, context);
        };
        if there_key == ThereKey::One(ItemKind::Folder, spot.entry.digest) {
            return Ok(self.equal(id));
        }
        let key = Key {
            spot: id,
            context,
            there: there_key,
            base: base.map(|base| (base.kind, base.digest)),
        };
        if let Some(known) = self.memory.subtrees.get(&key) {
            return Ok(*known);
        }
        let outcome = self.decide(id, spot, there, base, context)?;
        self.memory.subtrees.insert(key, outcome);
        Ok(outcome)
    }

    fn decide(
        &mut self,
        id: SpotId,
        spot: &Spot,
        there: There<'_>,
        base: Option<&Entry>,
        context: ContextId,
    ) -> Result<OutcomeId, TreeError> {
        let Some(source) = spot.folder.as_deref() else {
            let own = self
                .outcomes
                .add_verdict(blocked(Reason::AmbiguousInSource));
            return Ok(self.outcome(id, Some(own), Vec::new(), Vec::new()));
        };
        let base_folder = self.folder_of(base)?;
        if let There::One(entry) = there
            && let Some(target) = self.folder_of(Some(entry))?
        {
            let rulings = &self.memory[context].context;
            let own = spot
                .is_whole()
                .then(|| folder(source, target, base_folder, rulings));
            let own = own.map(|own| self.outcomes.add_verdict(own));
            return self.inside(id, own, target, base_folder, context);
        }
        let rulings = &self.memory[context].context;
        let own = match there {
            There::Unreachable => blocked(Reason::FolderBlocked),
            There::LeftOut => left_out(),
            There::Clash(clash) => blocked(clash.reason()),
            There::One(entry) => blocked(Reason::KindClash { target: entry.kind }),
            There::Nothing => absent_folder(spot, base.is_some(), rulings),
        };
        let below = match own.action {
            Action::Create => There::Nothing,
            Action::Keep => There::LeftOut,
            Action::Replace | Action::Nothing => There::Unreachable,
        };
        let own = self.outcomes.add_verdict(own);
        let mut rows = Vec::with_capacity(spot.children.len());
        for child in &spot.children {
            let name = &self.spots[*child].entry.name;
            let pair = Pair {
                base: base_folder.and_then(|base| base.only(name)),
                ..Pair::default()
            };
            rows.push(self.row(*child, &pair, below, context)?);
        }
        Ok(self.outcome(id, Some(own), rows, Vec::new()))
    }

    /// Decides what is below a folder that the target has, too.
    fn inside(
        &mut self,
        id: SpotId,
        own: Option<VerdictId>,
        target: &FolderNode,
        base: Option<&FolderNode>,
        context: ContextId,
    ) -> Result<OutcomeId, TreeError> {
        let spots = self.spots;
        let spot = &spots[id];
        let pairs = pair(spots, spot, target, base);
        let mut rows = Vec::with_capacity(spot.children.len());
        for (child, pair) in spot.children.iter().zip(&pairs.pairs) {
            let there = match (pair.target, &pair.clash) {
                (Some(entry), _) => There::One(entry),
                (None, Some(clash)) => There::Clash(clash),
                (None, None) => There::Nothing,
            };
            rows.push(self.row(*child, pair, there, context)?);
        }
        let ours = |entry: &&&Entry| {
            base.is_some_and(|base| spot.is_whole() && !base.named(&entry.name).is_empty())
        };
        let orphans = pairs.others.iter().filter(ours);
        let orphans = orphans
            .map(|entry| (entry.name.clone(), entry.kind))
            .collect();
        Ok(self.outcome(id, own, rows, orphans))
    }

    fn row(
        &mut self,
        id: SpotId,
        pair: &Pair<'_>,
        there: There<'_>,
        mut context: ContextId,
    ) -> Result<Row, TreeError> {
        let spots = self.spots;
        let spot = &spots[id];
        let above = &self.memory[context].context;
        if above.cells.is_some() {
            let own = above.child(&spot.entry.name);
            context = self.memory.add_context(own, self.outcomes);
        }
        if spot.entry.kind == ItemKind::Folder {
            return Ok(Row::Folder(self.place(id, there, pair.base, context)?));
        }
        let known = &self.memory[context];
        if let Some(verdict) = known.quick(spot, there, pair) {
            return Ok(Row::Leaf(verdict));
        }
        let verdict = self.leaf(spot, there, pair, known);
        Ok(Row::Leaf(self.outcomes.add_verdict(verdict)))
    }

    fn leaf(&self, spot: &Spot, there: There<'_>, pair: &Pair<'_>, known: &Known) -> Verdict {
        match there {
            There::Unreachable | There::LeftOut if spot.is_ambiguous() => {
                blocked(Reason::AmbiguousInSource)
            }
            There::Unreachable => blocked(Reason::FolderBlocked),
            There::LeftOut => left_out(),
            There::Nothing | There::One(_) | There::Clash(_) => {
                self.memory.settings.leaf(spot, pair, &known.context)
            }
        }
    }

    /// Where target and source hold the same below a place.
    fn equal(&mut self, id: SpotId) -> OutcomeId {
        if let Some(known) = self.memory.equal.get(&id) {
            return *known;
        }
        let spots = self.spots;
        let spot = &spots[id];
        let verdict = |spot: &Spot| {
            if spot.is_ambiguous() {
                blocked(Reason::AmbiguousInSource)
            } else {
                same()
            }
        };
        let decided = (spot.is_whole() || spot.is_ambiguous()) && !spot.is_root();
        let own = decided.then(|| self.outcomes.add_verdict(verdict(spot)));
        let mut rows = Vec::with_capacity(spot.children.len());
        for child in &spot.children {
            let below = &spots[*child];
            rows.push(if below.entry.kind == ItemKind::Folder {
                Row::Folder(self.equal(*child))
            } else {
                Row::Leaf(self.outcomes.add_verdict(verdict(below)))
            });
        }
        let outcome = self.outcome(id, own, rows, Vec::new());
        self.memory.equal.insert(id, outcome);
        outcome
    }

    fn outcome(
        &mut self,
        spot: SpotId,
        own: Option<VerdictId>,
        rows: Vec<Row>,
        orphans: Vec<(ItemName, ItemKind)>,
    ) -> OutcomeId {
        self.outcomes.add_outcome(OutcomeContent {
            spot,
            own,
            rows: rows.into_boxed_slice(),
            orphans: orphans.into_boxed_slice(),
        })
    }

    fn folder_of(&self, entry: Option<&Entry>) -> Result<Option<&'a FolderNode>, TreeError> {
        let folder = entry.filter(|entry| entry.kind == ItemKind::Folder);
        let node = folder
            .map(|folder| self.nodes.get(&folder.digest))
            .transpose()?;
        Ok(node.map(|node| &**node))
    }
}

impl There<'_> {
    fn key(self) -> Option<ThereKey> {
        match self {
            Self::Unreachable => Some(ThereKey::Unreachable),
            Self::LeftOut => Some(ThereKey::LeftOut),
            Self::Nothing => Some(ThereKey::Nothing),
            Self::One(entry) => Some(ThereKey::One(entry.kind, entry.digest)),
            Self::Clash(_) => None,
        }
    }
}

impl Known {
    /// The verdict on an item about which its digest says everything.
    fn quick(&self, spot: &Spot, there: There<'_>, pair: &Pair<'_>) -> Option<VerdictId> {
        let source = &spot.entry;
        match there {
            There::One(target) if !spot.is_ambiguous() && target.digest == source.digest => {
                Some(self.same)
            }
            There::One(target)
                if spot.plain
                    && target.is_plain()
                    && target.kind == source.kind
                    && pair.clash.is_none() =>
            {
                Some(match pair.base {
                    None => self.unknown,
                    Some(base) if !base.is_plain() => return None,
                    Some(base) if base.digest == target.digest => self.behind,
                    Some(base) if base.digest == source.digest => self.edited,
                    Some(_) => self.diverged,
                })
            }
            There::Nothing if spot.plain => Some(match pair.base {
                None => self.absent,
                Some(_) => self.removed,
            }),
            _ => None,
        }
    }
}
