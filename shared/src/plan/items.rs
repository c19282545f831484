//! What happens to an item in all orgs, counted from the distinct outcomes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::row::{OutcomeId, Row};
use super::spots::SpotId;
use super::{Counts, Plan};
use crate::content::ItemKind;
use crate::id::{ItemName, ItemPath};

/// One item and what happens to it in all orgs of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemLine {
    /// Which item.
    pub path: ItemPath,
    /// What it is in the source.
    pub kind: ItemKind,
    /// Its cells in all orgs.
    pub counts: Counts,
}

/// Distinct outcomes at one place, each with the number of orgs that share it.
type Shares = BTreeMap<OutcomeId, u64>;

/// What the orgs say together about one place.
#[derive(Debug, Clone)]
struct Tally {
    kind: ItemKind,
    counts: Counts,
    below: Shares,
}

impl Plan {
    /// Every item that something was decided about in some org, by path. Costs what the distinct
    /// outcomes cost, however many orgs share them.
    pub fn items(&self) -> Vec<ItemLine> {
        let mut lines = Vec::new();
        self.add_items(&ItemPath::root(), &self.roots(), &mut lines);
        lines
    }

    /// The cells of one item in all orgs; none where nothing was decided about it.
    pub fn item(&self, path: &ItemPath) -> Counts {
        let mut counts = Counts::default();
        let mut shares = self.roots();
        for name in path.names() {
            let Some(tally) = self.tallies(&shares, Some(name)).remove(name) else {
                return Counts::default();
            };
            counts = tally.counts;
            shares = tally.below;
        }
        counts
    }

    fn roots(&self) -> Shares {
        let mut shares = Shares::new();
        for (_, org) in self.orgs() {
            *shares.entry(org.root).or_default() += 1;
        }
        shares
    }

    fn add_items(&self, path: &ItemPath, shares: &Shares, lines: &mut Vec<ItemLine>) {
        for (name, tally) in self.tallies(shares, None) {
            let path = path.child(name);
            if tally.counts.cells() > 0 {
                lines.push(ItemLine {
                    path: path.clone(),
                    kind: tally.kind,
                    counts: tally.counts,
                });
            }
            self.add_items(&path, &tally.below, lines);
        }
    }

    /// What is directly in the folder of which these are the outcomes, or only what has a name.
    fn tallies(&self, shares: &Shares, only: Option<&ItemName>) -> BTreeMap<&ItemName, Tally> {
        let sources = &self.sources;
        // Orgs with the same selection have the same children, whose names need no look then.
        let mut by_spot: BTreeMap<SpotId, Vec<Tally>> = BTreeMap::new();
        for (outcome, orgs) in shares {
            let spot = sources.outcomes[*outcome].spot;
            let children = &sources.spots[spot].children;
            let rows = sources.outcomes.rows(*outcome);
            let tallies = by_spot.entry(spot).or_insert_with(|| {
                let kinds = children.iter().map(|id| sources.spots[*id].entry.kind);
                kinds.map(Tally::new).collect()
            });
            for (tally, (row, child)) in tallies.iter_mut().zip(rows.zip(children)) {
                if only.is_none_or(|only| sources.spots[*child].entry.name == *only) {
                    self.add_row(tally, row, *orgs);
                }
            }
        }
        let mut tallies: BTreeMap<&ItemName, Tally> = BTreeMap::new();
        for (spot, found) in by_spot {
            for (child, tally) in sources.spots[spot].children.iter().zip(found) {
                let name = &sources.spots[*child].entry.name;
                let all = tallies
                    .entry(name)
                    .or_insert_with(|| Tally::new(tally.kind));
                all.add(tally);
            }
        }
        tallies
    }

    fn add_row(&self, tally: &mut Tally, row: Row, orgs: u64) {
        let outcomes = &self.sources.outcomes;
        let verdict = match row {
            Row::Leaf(verdict) => Some(verdict),
            Row::Folder(outcome) => {
                *tally.below.entry(outcome).or_default() += orgs;
                outcomes[outcome].own
            }
        };
        if let Some(verdict) = verdict {
            tally.counts.add_verdicts(&outcomes[verdict], orgs);
        }
    }
}

impl Tally {
    fn new(kind: ItemKind) -> Self {
        Self {
            kind,
            counts: Counts::default(),
            below: Shares::new(),
        }
    }

    fn add(&mut self, other: Self) {
        self.counts += other.counts;
        for (outcome, orgs) in other.below {
            *self.below.entry(outcome).or_default() += orgs;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::worlds::arb_world;

    proptest! {
        #[test]
        fn items_count_what_the_cells_of_all_orgs_say(world in arb_world()) {
            let plan = world.plan();
            let mut counted: BTreeMap<ItemPath, (ItemKind, Counts)> = BTreeMap::new();
            for (org, _) in plan.orgs() {
                for (path, cell) in plan.cells(org) {
                    let (_, counts) = counted.entry(path).or_insert((cell.kind, Counts::default()));
                    counts.add(&cell);
                }
            }
            for (path, (_, counts)) in &counted {
                prop_assert_eq!(plan.item(path), *counts);
            }
            let lines = counted.into_iter();
            let lines: Vec<_> = lines
                .map(|(path, (kind, counts))| ItemLine { path, kind, counts })
                .collect();
            prop_assert_eq!(plan.items(), lines);
            prop_assert_eq!(plan.item(&"/no/such/item".parse().unwrap()), Counts::default());
            prop_assert_eq!(plan.item(&ItemPath::root()), Counts::default());
        }
    }
}
