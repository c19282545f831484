//! What a push hasn't been told yet, kept in the object's own database until it was.

use crate::ask::OrgReport;
use crate::store::{Database, Statement, StoreError};

/// A report is cut into pieces: with many cells it is longer than a value may be.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS news (
   line INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL, piece TEXT NOT NULL)";

/// A value may have 2 MB; half of that leaves room for what isn't ours.
const MAX_BYTES: usize = 1_000_000;

/// Statements that keep this report about the job at this place of the queue, and no older one.
pub(super) fn replace(seq: u64, report: &OrgReport) -> Result<Vec<Statement>, StoreError> {
    let text = serde_json::to_string(report)
        .map_err(|_| StoreError::new("news can't be written as JSON"))?;
    let mut statements = vec![Statement::new("DELETE FROM news WHERE seq = ?").bind(seq)];
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.floor_char_boundary(MAX_BYTES));
        let insert = Statement::new("INSERT INTO news (seq, piece) VALUES (?, ?)");
        statements.push(insert.bind(seq).bind(piece));
        rest = after;
    }
    Ok(statements)
}

/// The report that is kept about the job at this place of the queue, if it can be read.
pub(super) async fn load(db: &impl Database, seq: u64) -> Result<Option<OrgReport>, StoreError> {
    let select = Statement::new("SELECT piece AS row FROM news WHERE seq = ? ORDER BY line");
    let text = db.batch(vec![select.bind(seq)]).await?.concat().concat();
    if text.is_empty() {
        return Ok(None);
    }
    let report = orgcast_shared::json::from_slice(text.as_bytes());
    if report.is_err() {
        // What can't be read now never can: nothing would ever come of a job that failed for it.
        crate::log::error("kept news can't be read");
    }
    Ok(report.ok())
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::content::ItemKind;
    use orgcast_shared::history::{CellRecord, OrgState, Outcome};
    use orgcast_shared::id::OrgId;

    use super::*;
    use crate::agent::Queue;
    use crate::ask::OrgEnd;
    use crate::store::memory::Memory;

    #[test]
    fn a_long_report_comes_back_whole_and_replaces_the_one_before() {
        let db = Memory::empty();
        block_on(Queue::open(&db)).unwrap();
        let cell = |n: usize| CellRecord {
            path: format!("/Ärger {n}").parse().unwrap(),
            kind: ItemKind::Search,
            outcome: Outcome::Failed,
            detail: "ä".repeat(1_000),
            warnings: Vec::new(),
            for_items: false,
        };
        let report = |cells| OrgReport {
            end: Some(OrgEnd {
                state: OrgState::Failed,
                cells: (0..cells).map(cell).collect(),
                message: String::new(),
                before: None,
                base: None,
                after: None,
            }),
            ..OrgReport::about(&OrgId::new("a").unwrap())
        };
        for cells in [1_500, 3] {
            let report = report(cells);
            block_on(db.batch(replace(7, &report).unwrap())).unwrap();
            assert_eq!(block_on(load(&db, 7)).unwrap(), Some(report));
        }
        assert_eq!(block_on(load(&db, 8)).unwrap(), None);
        assert!(replace(7, &report(1_500)).unwrap().len() > 3);
    }
}
