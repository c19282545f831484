//! What became of every cell of a push, and its log.

use orgcast_shared::api::LogLine;
use orgcast_shared::history::{CellRecord, Outcome};
use orgcast_shared::id::{ItemPath, OrgId, PushId};

use super::{Database, Statement, StoreError, all, json_chunks};

/// Statements that store the cells of an org; one that is there already is replaced.
pub fn cells_of(
    push: &PushId,
    org: &OrgId,
    cells: &[CellRecord],
) -> Result<Vec<Statement>, StoreError> {
    let insert = |chunk| {
        let insert = Statement::new(
            "INSERT OR REPLACE INTO cells (push, org, path, record_json)
             SELECT ?, ?, value ->> '$.path', value FROM json_each(?)",
        );
        insert.bind(push).bind(org).bind(chunk)
    };
    Ok(json_chunks(cells)?.into_iter().map(insert).collect())
}

/// The cells of an org, by path.
pub async fn cells(
    db: &impl Database,
    push: &PushId,
    org: &OrgId,
) -> Result<Vec<CellRecord>, StoreError> {
    // A slash sorts before whatever a name may hold, so that a folder's items follow it.
    let select = Statement::new(
        "SELECT record_json AS row FROM cells WHERE push = ? AND org = ?
         ORDER BY replace(path, '/', char(1))",
    );
    all(db, select.bind(push).bind(org)).await
}

/// The places of the cells of these outcomes in the orgs that are still connected: the first `limit` of
/// those that follow `after` in the order of orgs and paths.
pub async fn places_of(
    db: &impl Database,
    push: &PushId,
    outcomes: &[Outcome],
    after: Option<&(OrgId, ItemPath)>,
    limit: usize,
) -> Result<Vec<(OrgId, ItemPath)>, StoreError> {
    let outcomes = serde_json::to_string(outcomes)
        .map_err(|_| StoreError::new("outcomes can't be written as JSON"))?;
    let (org, path) = match after {
        Some((org, path)) => (org.to_string(), path.to_string()),
        None => (String::new(), String::new()),
    };
    let select = Statement::new(
        "SELECT json_array(org, path) AS row FROM cells
         WHERE push = ? AND (org, path) > (?, ?) AND org IN (SELECT id FROM orgs)
           AND record_json ->> '$.outcome' IN (SELECT value FROM json_each(?))
         ORDER BY org, path LIMIT ?",
    );
    let select = select.bind(push).bind(org).bind(path);
    all(db, select.bind(outcomes).bind(limit as u64)).await
}

/// Statements that add lines to the log.
pub fn log_more(push: &PushId, lines: &[LogLine]) -> Result<Vec<Statement>, StoreError> {
    let insert = |chunk| {
        let sql = "INSERT INTO push_log (push, line_json) SELECT ?, value FROM json_each(?)";
        Statement::new(sql).bind(push).bind(chunk)
    };
    Ok(json_chunks(lines)?.into_iter().map(insert).collect())
}

/// The newest lines of the log, at most `limit`, oldest first.
pub async fn log(
    db: &impl Database,
    push: &PushId,
    limit: u64,
) -> Result<Vec<LogLine>, StoreError> {
    let select = Statement::new(
        "SELECT line_json AS row FROM push_log WHERE push = ? ORDER BY seq DESC LIMIT ?",
    );
    let mut lines: Vec<LogLine> = all(db, select.bind(push).bind(limit)).await?;
    lines.reverse();
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::api::LogLevel;
    use orgcast_shared::content::ItemKind;
    use orgcast_shared::history::Outcome;
    use orgcast_shared::id::{ItemName, ItemPath, Millis};

    use super::*;
    use crate::store::memory::Memory;
    use crate::store::run;
    use crate::testing::long_name;

    fn push(db: &Memory) -> PushId {
        let insert = Statement::new(
            "INSERT INTO pushes (id, idempotency_key, started_by, started_at, state, source,
               source_name, plan, planned_json, outcomes_json, orgs, items, choices)
             VALUES ('p', 'k', '', 0, '', '', '', '', '', '', 0, 0, '')",
        );
        block_on(run(db, insert)).unwrap();
        PushId::new("p").unwrap()
    }

    fn save(db: &Memory, push: &PushId, org: &OrgId, cells: &[CellRecord]) {
        let statements = cells_of(push, org, cells).unwrap();
        block_on(db.batch(statements)).unwrap();
    }

    #[test]
    fn cells_come_back_by_path_and_are_replaced() {
        let db = Memory::migrated();
        let (push, org) = (push(&db), OrgId::new("o").unwrap());
        let cell = |path: &str, outcome| CellRecord {
            path: path.parse().unwrap(),
            kind: ItemKind::Search,
            outcome,
            detail: "it's {\"odd\"}".into(),
            warnings: Vec::new(),
            for_items: false,
        };
        let first = ["/b", "/a b", "/a/c"].map(|path| cell(path, Outcome::Failed));
        save(&db, &push, &org, &first);
        save(&db, &push, &org, &[cell("/b", Outcome::Replaced)]);
        let [_, a_b, a_c] = first;
        let expected = [a_c, a_b, cell("/b", Outcome::Replaced)];
        assert_eq!(block_on(cells(&db, &push, &org)).unwrap(), expected);
        assert_eq!(
            block_on(cells(&db, &push, &OrgId::new("x").unwrap())).unwrap(),
            []
        );
    }

    #[test]
    fn cells_of_a_wide_folder_with_long_names_are_stored() {
        let db = Memory::migrated();
        let (push, org) = (push(&db), OrgId::new("o").unwrap());
        let folder: ItemPath = (0..3).map(name).collect();
        let cell = |number: usize| CellRecord {
            path: folder.child(&name(number)),
            kind: ItemKind::Search,
            outcome: Outcome::Failed,
            detail: long_name(number),
            warnings: Vec::new(),
            for_items: false,
        };
        let all: Vec<CellRecord> = (0..5_000).map(cell).collect();
        save(&db, &push, &org, &all);
        assert!(block_on(cells(&db, &push, &org)).unwrap() == all);
    }

    fn name(number: usize) -> ItemName {
        ItemName::new(long_name(number)).unwrap()
    }

    #[test]
    fn the_newest_lines_come_oldest_first() {
        let db = Memory::migrated();
        let push = push(&db);
        let line = |at| LogLine {
            at: Millis(at),
            org: OrgId::new("o").unwrap(),
            level: LogLevel::Warning,
            message: "null".into(),
        };
        let statements = log_more(&push, &[line(1), line(2), line(3)]).unwrap();
        block_on(db.batch(statements)).unwrap();
        assert_eq!(block_on(log(&db, &push, 2)).unwrap(), [line(2), line(3)]);
    }
}
