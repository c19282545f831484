//! The walk over one target: source, target and base are followed down together, and every subtree
//! that was met before is taken from memory.

use super::cell::Verdict;
use super::decide::{absent_folder, blocked, folder, left_out, same};
use super::memory::{ContextId, Key, Known, Memory, ThereKey};
use super::outcome::{Orphan, Outcomes};
use super::pairing::{Clash, Item, Pair, pair};
use super::row::{OutcomeId, PackedRow, Row, VerdictId};
use super::spots::{Place, Spot, SpotId, Spots};
use super::there::There;
use super::{Action, Reason};
use crate::content::{Entry, Folder, ItemKind, Nodes, TreeError};
use crate::id::Digest;

/// A walk over one target after the other.
pub(super) struct Walk<'a> {
    nodes: &'a Nodes,
    spots: &'a Spots,
    pub(super) outcomes: &'a mut Outcomes,
    pub(super) memory: &'a mut Memory,
    /// The rows of the folders that are being decided, the innermost last.
    rows: Vec<PackedRow>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        nodes: &'a Nodes,
        spots: &'a Spots,
        outcomes: &'a mut Outcomes,
        memory: &'a mut Memory,
    ) -> Self {
        Self {
            nodes,
            spots,
            outcomes,
            memory,
            rows: Vec::new(),
        }
    }

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
        let number = |digest: &Digest| {
            let number = nodes.number(digest, ItemKind::Folder);
            number.ok_or(TreeError::MissingNode(*digest))
        };
        let key = Key {
            spot: root,
            context,
            there: ThereKey::One(number(target)?),
            base: base.map(number).transpose()?,
        };
        if let Some(known) = self.memory.subtrees.get(&key) {
            return Ok(*known);
        }
        let base = base.map(|base| nodes.folder(base)).transpose()?;
        let outcome = self.inside(root, None, nodes.folder(target)?, base, context)?;
        self.memory.subtrees.insert(key, outcome);
        Ok(outcome)
    }

    /// Decides a folder of the source and everything below it.
    fn place(
        &mut self,
        id: SpotId,
        there: There<'_>,
        base: Option<Item<'_>>,
        context: ContextId,
    ) -> Result<OutcomeId, TreeError> {
        let spots = self.spots;
        let spot = &spots[id];
        let Some(there_key) = there.key() else {
            return self.decide(id, spot, there, base, context);
        };
        if there_key == ThereKey::One(spot.number) {
            return Ok(self.equal(id));
        }
        let key = Key {
            spot: id,
            context,
            there: there_key,
            base: base.map(|base| base.number),
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
        base: Option<Item<'_>>,
        context: ContextId,
    ) -> Result<OutcomeId, TreeError> {
        let spots = self.spots;
        let Some(source) = &spot.folder else {
            let own = self
                .outcomes
                .add_verdict(blocked(Reason::AmbiguousInSource));
            return Ok(self.outcomes.add_outcome(id, Some(own), &[], Vec::new()));
        };
        let base_folder = self.folder_of(base)?;
        if let There::One(item) = there
            && let Some(target) = self.folder_of(Some(item))?
        {
            let known = &self.memory[context];
            let own = if !spot.is_selected() {
                None
            } else if source.about == target.about {
                Some(known.same)
            } else {
                let base_node = (base_folder.map(Folder::node), base.is_some());
                let own = folder(source.node(), target.node(), base_node, &known.context);
                Some(self.outcomes.add_verdict(own))
            };
            return self.inside(id, own, target, base_folder, context);
        }
        let rulings = &self.memory[context].context;
        let own = match there {
            There::Unreachable => blocked(Reason::FolderBlocked),
            There::LeftOut => left_out(),
            There::Clash(clash) => blocked(clash.reason()),
            There::One(item) => blocked(Reason::KindClash {
                target: item.entry.kind,
            }),
            There::Nothing => absent_folder(spot, base.is_some(), rulings),
        };
        let below = match own.action {
            Action::Create => There::Nothing,
            Action::Keep => There::LeftOut,
            Action::Replace | Action::Remove | Action::Nothing => There::Unreachable,
        };
        let own = self.outcomes.add_verdict(own);
        let first = self.rows.len();
        for (place, child) in spot.children.iter().enumerate() {
            let name = &spots[*child].entry.name;
            let pair = Pair {
                base: base_folder.and_then(|base| Item::only(self.nodes, base, name)),
                clash: Clash::in_source(spots, spot, place),
                ..Pair::default()
            };
            let there = match (below, &pair.clash) {
                (There::Nothing, Some(clash)) => There::Clash(clash),
                _ => below,
            };
            let row = self.row(*child, &pair, there, context)?;
            self.rows.push(row.into());
        }
        Ok(self.finish(id, Some(own), first, Vec::new()))
    }

    /// Decides what is below a folder that the target has, too.
    fn inside(
        &mut self,
        id: SpotId,
        own: Option<VerdictId>,
        target: &Folder,
        base: Option<&Folder>,
        context: ContextId,
    ) -> Result<OutcomeId, TreeError> {
        let spots = self.spots;
        let spot = &spots[id];
        let without_cells = self.memory[context].context.cells.is_none();
        if let (Some(source), Some(places), true) = (&spot.folder, &spot.places, without_cells)
            && target.shape == source.shape
            && !target.titles
            && base.is_none_or(|base| base.shape == source.shape)
        {
            return self.alike(id, own, places, target, base, context);
        }
        let pairs = pair(self.nodes, spots, spot, target, base);
        let first = self.rows.len();
        for (child, pair) in spot.children.iter().zip(&pairs.pairs) {
            let there = match (pair.target, &pair.clash) {
                (Some(item), _) => There::One(item),
                (None, Some(clash)) => There::Clash(clash),
                (None, None) => There::Nothing,
            };
            let row = self.row(*child, pair, there, context)?;
            self.rows.push(row.into());
        }
        let ours = |entry: &&&Entry| {
            base.is_some_and(|base| spot.is_whole() && !base.node().named(&entry.name).is_empty())
        };
        let orphans = pairs.others.iter().filter(ours);
        let orphans = orphans
            .map(|entry| (entry.name.clone(), entry.kind))
            .collect();
        Ok(self.finish(id, own, first, orphans))
    }

    /// Decides what is below a folder that holds the same names in all three trees, so that equal
    /// places belong together: what is equal is taken over as it is, and only the rest is looked at.
    fn alike(
        &mut self,
        id: SpotId,
        own: Option<VerdictId>,
        places: &[Place],
        target: &Folder,
        base: Option<&Folder>,
        context: ContextId,
    ) -> Result<OutcomeId, TreeError> {
        let (nodes, spots) = (self.nodes, self.spots);
        let spot = &spots[id];
        let numbers = nodes.numbers(target);
        let base_numbers = base.map(|base| nodes.numbers(base));
        let plain = target.plain && base.is_none_or(|base| base.plain);
        let first = self.rows.len();
        let equal = self.equal(id);
        self.rows
            .extend_from_slice(self.outcomes.packed_rows(equal));
        for (row, (child, place)) in spot.children.iter().zip(places).enumerate() {
            let index = place.index as usize;
            let Some(number) = numbers.get(index).filter(|n| **n != place.number) else {
                continue;
            };
            let below = &spots[*child];
            let base_number = base_numbers.and_then(|numbers| numbers.get(index));
            let decided = if plain && below.plain && below.entry.kind != ItemKind::Folder {
                let known = &self.memory[context];
                Row::Leaf(match base_number {
                    None => known.unknown,
                    Some(base) if base == number => known.behind,
                    Some(base) if *base == below.number => known.edited,
                    Some(_) => known.diverged,
                })
            } else {
                let pair = Pair {
                    target: Item::at(nodes, target, index),
                    base: base.and_then(|base| Item::at(nodes, base, index)),
                    clash: None,
                };
                let there = pair.target.map_or(There::Nothing, There::One);
                self.row(*child, &pair, there, context)?
            };
            if let Some(row) = self.rows.get_mut(first + row) {
                *row = decided.into();
            }
        }
        Ok(self.finish(id, own, first, Vec::new()))
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
        if let Some(known) = self.memory.equal(id) {
            return known;
        }
        let spots = self.spots;
        let spot = &spots[id];
        let same = self.outcomes.add_verdict(same());
        let ambiguous = self
            .outcomes
            .add_verdict(blocked(Reason::AmbiguousInSource));
        let verdict = |spot: &Spot| {
            if spot.is_ambiguous() { ambiguous } else { same }
        };
        let decided = (spot.is_selected() || spot.is_ambiguous()) && !spot.is_root();
        let own = decided.then(|| verdict(spot));
        let first = self.rows.len();
        for child in &spot.children {
            let below = &spots[*child];
            let row = if below.entry.kind == ItemKind::Folder {
                Row::Folder(self.equal(*child))
            } else {
                Row::Leaf(verdict(below))
            };
            self.rows.push(row.into());
        }
        let outcome = self.finish(id, own, first, Vec::new());
        self.memory.set_equal(id, outcome);
        outcome
    }

    /// Makes an outcome of the rows from `first` on.
    fn finish(
        &mut self,
        spot: SpotId,
        own: Option<VerdictId>,
        first: usize,
        orphans: Vec<Orphan>,
    ) -> OutcomeId {
        let rows = self.rows.get(first..).unwrap_or_default();
        let outcome = self.outcomes.add_outcome(spot, own, rows, orphans);
        self.rows.truncate(first);
        outcome
    }

    fn folder_of(&self, item: Option<Item<'_>>) -> Result<Option<&'a Folder>, TreeError> {
        let folder = item.filter(|item| item.entry.kind == ItemKind::Folder);
        let folder = folder.map(|item| self.nodes.numbered(item.number, &item.entry.digest));
        folder.transpose()
    }
}

impl Known {
    /// The verdict on an item about which its digest says everything.
    fn quick(&self, spot: &Spot, there: There<'_>, pair: &Pair<'_>) -> Option<VerdictId> {
        match there {
            There::One(target)
                if !spot.is_ambiguous()
                    && target.number == spot.number
                    && target.entry.kind == spot.entry.kind =>
            {
                Some(self.same)
            }
            There::One(target)
                if spot.plain
                    && target.entry.is_plain()
                    && target.entry.kind == spot.entry.kind
                    && pair.clash.is_none() =>
            {
                Some(match pair.base {
                    None => self.unknown,
                    Some(base) if !base.entry.is_plain() => return None,
                    Some(base) if base.number == target.number => self.behind,
                    Some(base) if base.number == spot.number => self.edited,
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
