//! Connected orgs and their sealed access keys.

use orgcast_shared::api::{Org, OrgStatus, ReadFailure, ReadProgress};
use orgcast_shared::id::{AccessId, Millis, OrgId};
use serde::{Deserialize, Serialize};

use super::{Database, Statement, StoreError, all, first, run};
use crate::vault::Sealed;

/// An org as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredOrg {
    /// Orgcast's id of it.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// The name of its endpoint.
    pub endpoint: String,
    /// The access id.
    pub access_id: AccessId,
    /// The access key.
    pub sealed_key: Sealed,
}

/// The org `?1` is neither the source of an open push nor one of its targets that hasn't ended.
macro_rules! unneeded {
    () => {
        " AND NOT EXISTS (SELECT 1 FROM pushes WHERE ended_at IS NULL AND (source = ?1 OR EXISTS
            (SELECT 1 FROM push_orgs WHERE push = pushes.id AND org = ?1
             AND state NOT IN ('done', 'failed', 'stopped')))) "
    };
}

/// All orgs with what is known of their content, by name.
pub async fn list(db: &impl Database) -> Result<Vec<Org>, StoreError> {
    let select = Statement::new(
        "SELECT json_array(
           json_array(orgs.id, orgs.name, orgs.endpoint, orgs.access_id),
           json_array(snapshots.taken_at, snapshots.items),
           json_array(reads.started_at, reads.items, reads.calls, reads.failed_at, reads.message)
         ) AS row
         FROM orgs
         LEFT JOIN reads ON reads.org = orgs.id
         LEFT JOIN snapshots ON snapshots.org = orgs.id AND snapshots.taken_at =
           (SELECT MAX(newest.taken_at) FROM snapshots AS newest WHERE newest.org = orgs.id)
         ORDER BY orgs.name COLLATE NOCASE",
    );
    let found: Vec<(Identity, Known, Read)> = all(db, select).await?;
    let org = |((id, name, endpoint, access_id), (read_at, items), read): (_, Known, Read)| Org {
        status: status(read_at.is_some(), read),
        id,
        name,
        endpoint,
        access_id,
        read_at,
        items,
    };
    Ok(found.into_iter().map(org).collect())
}

/// Id, name, endpoint and access id.
type Identity = (OrgId, String, String, AccessId);
/// When the newest snapshot was taken, and how many items it has.
type Known = (Option<Millis>, Option<u64>);
/// When the newest read started, how many items and calls it has made, when it failed, and why.
type Read = (
    Option<Millis>,
    Option<u64>,
    Option<u64>,
    Option<Millis>,
    Option<String>,
);

fn status(is_known: bool, (started_at, items, calls, failed_at, message): Read) -> OrgStatus {
    match (failed_at, started_at) {
        (Some(at), _) => OrgStatus::Failed(ReadFailure {
            at,
            message: message.unwrap_or_default(),
        }),
        (None, Some(started_at)) => OrgStatus::Reading(ReadProgress {
            started_at,
            items: items.unwrap_or_default(),
            calls: calls.unwrap_or_default(),
        }),
        (None, None) if is_known => OrgStatus::Ready,
        (None, None) => OrgStatus::Unread,
    }
}

/// One org with its sealed key.
pub async fn get(db: &impl Database, org: &OrgId) -> Result<Option<StoredOrg>, StoreError> {
    let select = Statement::new(
        "SELECT json_object('id', id, 'name', name, 'endpoint', endpoint, 'access_id', access_id,
                  'sealed_key', sealed_key) AS row
         FROM orgs WHERE id = ?",
    );
    first(db, select.bind(org)).await
}

/// The name of the org besides `but` that has this name, or this access id at this endpoint.
pub async fn taken(db: &impl Database, org: &StoredOrg) -> Result<Option<Taken>, StoreError> {
    let select = Statement::new(
        "SELECT json_array(name, name = ?1 COLLATE NOCASE) AS row FROM orgs
         WHERE id <> ?2 AND (name = ?1 COLLATE NOCASE OR (endpoint = ?3 AND access_id = ?4))
         ORDER BY name = ?1 COLLATE NOCASE DESC LIMIT 1",
    );
    let select = select
        .bind(org.name.as_str())
        .bind(&org.id)
        .bind(org.endpoint.as_str())
        .bind(org.access_id.as_str());
    let found: Option<(String, u8)> = first(db, select).await?;
    Ok(found.map(|(by, by_name)| {
        if by_name == 0 {
            Taken::AccessId { by }
        } else {
            Taken::Name
        }
    }))
}

/// What of an org is another org's already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Its name, but for upper and lower case.
    Name,
    /// Its access id at its endpoint.
    AccessId {
        /// The other org's name.
        by: String,
    },
}

/// Adds an org.
pub async fn add(db: &impl Database, org: &StoredOrg) -> Result<(), StoreError> {
    let insert = Statement::new(
        "INSERT INTO orgs (id, name, endpoint, access_id, sealed_key) VALUES (?, ?, ?, ?, ?)",
    );
    let insert = insert
        .bind(&org.id)
        .bind(org.name.as_str())
        .bind(org.endpoint.as_str())
        .bind(org.access_id.as_str())
        .bind(org.sealed_key.as_str());
    run(db, insert).await
}

/// Gives an org another name, if there is one; says whether there is such an org.
pub async fn rename(
    db: &impl Database,
    org: &OrgId,
    name: Option<&str>,
) -> Result<bool, StoreError> {
    let update =
        Statement::new("UPDATE orgs SET name = coalesce(?, name) WHERE id = ? RETURNING '' AS row");
    did(db, vec![update.bind(name).bind(org)]).await
}

/// Gives an org another key, and another name if there is one. What was read with the old key is
/// forgotten: the new one may be another org's. Says whether there is such an org and no open push
/// needs it.
pub async fn change_login(
    db: &impl Database,
    org: &StoredOrg,
    name: Option<&str>,
) -> Result<bool, StoreError> {
    let update = Statement::new(concat!(
        "UPDATE orgs SET name = coalesce(?2, name), access_id = ?3, sealed_key = ?4 WHERE id = ?1",
        unneeded!(),
        "RETURNING '' AS row"
    ));
    let update = update
        .bind(&org.id)
        .bind(name)
        .bind(org.access_id.as_str())
        .bind(org.sealed_key.as_str());
    let forget = |sql| {
        let delete = Statement::new(sql);
        delete.bind(&org.id).bind(org.sealed_key.as_str())
    };
    let statements = vec![
        update,
        forget(
            "DELETE FROM snapshots
             WHERE org = (SELECT id FROM orgs WHERE id = ? AND sealed_key = ?)",
        ),
        forget(
            "DELETE FROM connections
             WHERE org = (SELECT id FROM orgs WHERE id = ? AND sealed_key = ?)",
        ),
    ];
    did(db, statements).await
}

/// Forgets an org with its reads, snapshots and connections; history stays. Says whether there was
/// such an org and no open push needs it.
pub async fn delete(db: &impl Database, org: &OrgId) -> Result<bool, StoreError> {
    let delete = Statement::new(concat!(
        "DELETE FROM orgs WHERE id = ?1",
        unneeded!(),
        "RETURNING '' AS row"
    ));
    did(db, vec![delete.bind(org)]).await
}

/// Whether the first of these statements found its row.
async fn did(db: &impl Database, statements: Vec<Statement>) -> Result<bool, StoreError> {
    let results = db.batch(statements).await?;
    Ok(results.first().is_some_and(|rows| !rows.is_empty()))
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;
    use crate::store::memory::Memory;

    fn org(id: &str, name: &str, access_id: &str) -> StoredOrg {
        StoredOrg {
            id: OrgId::new(id).unwrap(),
            name: name.into(),
            endpoint: "us2".into(),
            access_id: AccessId::new(access_id).unwrap(),
            sealed_key: Sealed::stored("sealed".into()),
        }
    }

    #[test]
    fn an_org_is_saved_changed_and_forgotten() {
        let db = Memory::migrated();
        block_on(add(&db, &org("b", "beta", "2"))).unwrap();
        block_on(add(&db, &org("a", "Zeta", "1"))).unwrap();
        let a = OrgId::new("a").unwrap();
        assert!(block_on(rename(&db, &a, Some("Alpha"))).unwrap());
        let names: Vec<_> = block_on(list(&db))
            .unwrap()
            .into_iter()
            .map(|o| (o.name, o.status))
            .collect();
        let unread = |name: &str| (name.to_owned(), OrgStatus::Unread);
        assert_eq!(names, [unread("Alpha"), unread("beta")]);
        assert_eq!(
            block_on(get(&db, &a)).unwrap(),
            Some(org("a", "Alpha", "1"))
        );
        assert!(block_on(change_login(&db, &org("a", "old name", "3"), None)).unwrap());
        assert_eq!(
            block_on(get(&db, &a)).unwrap(),
            Some(org("a", "Alpha", "3"))
        );
        assert!(block_on(delete(&db, &a)).unwrap());
        assert!(!block_on(rename(&db, &a, Some("Alpha"))).unwrap());
        assert!(!block_on(change_login(&db, &org("a", "", "1"), None)).unwrap());
        assert!(!block_on(delete(&db, &a)).unwrap());
        assert_eq!(block_on(get(&db, &a)).unwrap(), None);
    }

    #[test]
    fn an_org_that_an_open_push_needs_keeps_its_key_and_stays() {
        let db = Memory::migrated();
        for id in ["source", "waiting", "done", "other"] {
            block_on(add(&db, &org(id, id, id))).unwrap();
        }
        let insert = Statement::new(
            "INSERT INTO pushes (id, idempotency_key, started_by, started_at, ended_at, state,
               source, source_name, plan, planned_json, outcomes_json, orgs, items, choices)
             VALUES ('p', 'k', '', 0, NULL, 'running', 'source', '', '', '', '', 0, 0, '')",
        );
        let targets = Statement::new(
            "INSERT INTO push_orgs (push, org, name, org_order, state, cells, writes, outcomes_json)
             VALUES ('p', 'waiting', '', '', 'waiting', 0, 0, ''),
                    ('p', 'done', '', '', 'done', 0, 0, '')",
        );
        block_on(db.batch(vec![insert, targets])).unwrap();
        let changes = |id: &str| block_on(change_login(&db, &org(id, id, "new"), None)).unwrap();
        let goes = |id: &str| block_on(delete(&db, &OrgId::new(id).unwrap())).unwrap();
        for needed in ["source", "waiting"] {
            assert!(!changes(needed) && !goes(needed), "{needed}");
        }
        for free in ["done", "other"] {
            assert!(changes(free) && goes(free), "{free}");
        }
        let end = Statement::new("UPDATE pushes SET ended_at = 1, state = 'stopped'");
        block_on(run(&db, end)).unwrap();
        assert!(changes("source") && goes("source"));
    }

    #[test]
    fn what_is_taken_is_told_apart() {
        let db = Memory::migrated();
        block_on(add(&db, &org("a", "Alpha", "1"))).unwrap();
        let check = |org: &StoredOrg| block_on(taken(&db, org)).unwrap();
        assert_eq!(check(&org("b", "ALPHA", "1")), Some(Taken::Name));
        assert_eq!(
            check(&org("b", "Beta", "1")),
            Some(Taken::AccessId { by: "Alpha".into() })
        );
        assert_eq!(check(&org("b", "Beta", "2")), None);
        assert_eq!(check(&org("a", "Alpha", "1")), None);
        let error = block_on(add(&db, &org("b", "alpha", "2"))).unwrap_err();
        assert!(error.is_conflict(), "{error}");
    }
}
