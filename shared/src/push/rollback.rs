use super::{OrderCell, OrgOrder, TakesBack, warn};
use crate::content::{ConnectionKey, Nodes, TreeError};
use crate::history::{CellRecord, Outcome};
use crate::id::Digest;
use crate::plan::rollback::{OrgRollback, Written};
use crate::plan::{Action, ConnectionNeed};
use crate::select::Options;
use crate::sorted::sorted;

impl OrgOrder {
    /// What a rollback says for one org. `nodes` holds the tree of what the org held before, whose root
    /// is `before`; `base` is that of its base at that time.
    ///
    /// # Errors
    ///
    /// When a node of that tree is missing.
    pub fn of_rollback(
        rollback: &OrgRollback,
        nodes: &Nodes,
        before: &Digest,
        base: Option<Digest>,
    ) -> Result<Self, TreeError> {
        let options = Options::default();
        let mut cells = Vec::with_capacity(rollback.cells.len());
        for cell in &rollback.cells {
            let mut order = OrderCell {
                path: cell.path.clone(),
                kind: cell.kind,
                action: cell.action,
                source: cell.before.filter(|_| cell.action != Action::Remove),
                target: cell.now,
                title: None,
                stripped: false,
                body: None,
                connections: Vec::new(),
                description: String::new(),
                blocked: String::new(),
                warnings: warn::of_rollback(cell),
                for_items: false,
            };
            if cell.is_blocked() {
                order.blocked = cell.reason.sentence();
            } else if let [entry] = nodes.find(before, &cell.path)? {
                order.take_over(entry, nodes, options)?;
            }
            cells.push(order);
        }
        let written = cells.iter().filter(|cell| cell.action.writes());
        let keys = written.flat_map(|cell| cell.connections.clone()).collect();
        let mut keys: Vec<ConnectionKey> = sorted(keys, Ord::cmp);
        keys.dedup();
        let needed = |key| ConnectionNeed { key, create: None };
        Ok(Self {
            version: Self::VERSION,
            options,
            connections: keys.into_iter().map(needed).collect(),
            cells,
            takes_back: Some(TakesBack { base }),
        })
    }

    /// What the order may have written, by what became of its cells.
    pub fn written(&self, records: &[CellRecord]) -> Vec<Written> {
        let written = records.iter().filter(|cell| cell.outcome.may_be_written());
        let of = |record: &CellRecord| {
            let cell = self.cells.get(self.place(&record.path)?)?;
            Some(Written {
                path: cell.path.clone(),
                kind: cell.kind,
                left: cell.source,
                failed: record.outcome == Outcome::Failed,
            })
        };
        written.filter_map(of).collect()
    }
}
