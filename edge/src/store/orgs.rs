//! Connected orgs and their sealed access keys.

use orgcast_shared::api::{Org, OrgStatus, ReadFailure, ReadProgress};
use orgcast_shared::id::{AccessId, Digest, Millis, OrgId};
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
    /// Whether nothing may ever be pushed there.
    pub protected: bool,
    /// The root of the tree of what Orgcast last wrote there. A snapshot is saved together with it;
    /// see [`super::snapshots::save`].
    pub base: Option<Digest>,
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
           json_array(orgs.id, orgs.name, orgs.endpoint, orgs.access_id,
             json(iif(orgs.protected, 'true', 'false'))),
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
    let org = |(identity, (read_at, items), read): (Identity, Known, Read)| {
        let (id, name, endpoint, access_id, protected) = identity;
        Org {
            status: status(read_at.is_some(), read),
            id,
            name,
            endpoint,
            access_id,
            protected,
            read_at,
            items,
        }
    };
    Ok(found.into_iter().map(org).collect())
}

/// Id, name, endpoint, access id, and whether it is protected.
type Identity = (OrgId, String, String, AccessId, bool);
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

/// A [`StoredOrg`] as JSON.
macro_rules! stored_org {
    () => {
        "json_object('id', orgs.id, 'name', orgs.name, 'endpoint', endpoint,
           'access_id', access_id, 'sealed_key', sealed_key, 'base', base,
           'protected', json(iif(protected, 'true', 'false')))"
    };
}
pub(super) use stored_org;

/// One org with its sealed key.
pub async fn get(db: &impl Database, org: &OrgId) -> Result<Option<StoredOrg>, StoreError> {
    let select = Statement::new(concat!(
        "SELECT ",
        stored_org!(),
        " AS row FROM orgs WHERE id = ?"
    ));
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

/// Adds an org. Nothing was written there yet, so it has no base.
pub async fn add(db: &impl Database, org: &StoredOrg) -> Result<(), StoreError> {
    let insert = Statement::new(
        "INSERT INTO orgs (id, name, endpoint, access_id, sealed_key, protected)
         VALUES (?, ?, ?, ?, ?, ?)",
    );
    let insert = insert
        .bind(&org.id)
        .bind(org.name.as_str())
        .bind(org.endpoint.as_str())
        .bind(org.access_id.as_str())
        .bind(org.sealed_key.as_str())
        .bind(org.protected);
    run(db, insert).await
}

/// What is changed of an org besides its key; what is `None` stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct Change<'a> {
    /// Its name.
    pub name: Option<&'a str>,
    /// Whether nothing may ever be pushed there.
    pub protected: Option<bool>,
}

/// Changes an org; says whether there is such an org.
pub async fn change(
    db: &impl Database,
    org: &OrgId,
    change: Change<'_>,
) -> Result<bool, StoreError> {
    let update = Statement::new(
        "UPDATE orgs SET name = coalesce(?, name), protected = coalesce(?, protected)
         WHERE id = ? RETURNING '' AS row",
    );
    let update = update.bind(change.name).bind(change.protected);
    did(db, vec![update.bind(org)]).await
}

/// Gives an org another key, and changes it. What was read and written with the old key is
/// forgotten: the new one may be another org's. Says whether there is such an org and no open push
/// needs it.
pub async fn change_login(
    db: &impl Database,
    org: &StoredOrg,
    change: Change<'_>,
) -> Result<bool, StoreError> {
    let update = Statement::new(concat!(
        "UPDATE orgs SET name = coalesce(?2, name), protected = coalesce(?3, protected),
           access_id = ?4, sealed_key = ?5, base = NULL WHERE id = ?1",
        unneeded!(),
        "RETURNING '' AS row"
    ));
    let update = update
        .bind(&org.id)
        .bind(change.name)
        .bind(change.protected)
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
            protected: false,
            base: None,
        }
    }

    fn name(name: &str) -> Change<'_> {
        Change {
            name: Some(name),
            ..Change::default()
        }
    }

    #[test]
    fn an_org_is_saved_changed_and_forgotten() {
        let db = Memory::migrated();
        block_on(add(&db, &org("b", "beta", "2"))).unwrap();
        block_on(add(&db, &org("a", "Zeta", "1"))).unwrap();
        let a = OrgId::new("a").unwrap();
        assert!(block_on(change(&db, &a, name("Alpha"))).unwrap());
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
        assert!(
            block_on(change_login(
                &db,
                &org("a", "old name", "3"),
                Change::default()
            ))
            .unwrap()
        );
        assert_eq!(
            block_on(get(&db, &a)).unwrap(),
            Some(org("a", "Alpha", "3"))
        );
        assert!(block_on(delete(&db, &a)).unwrap());
        assert!(!block_on(change(&db, &a, name("Alpha"))).unwrap());
        assert!(!block_on(change_login(&db, &org("a", "", "1"), Change::default())).unwrap());
        assert!(!block_on(delete(&db, &a)).unwrap());
        assert_eq!(block_on(get(&db, &a)).unwrap(), None);
    }

    #[test]
    fn protection_outlasts_whatever_else_is_changed() {
        let db = Memory::migrated();
        let mut stored = org("a", "Alpha", "1");
        block_on(add(&db, &stored)).unwrap();
        let protect = |protected| Change {
            protected: Some(protected),
            ..Change::default()
        };
        let is_protected = || {
            let stored = block_on(get(&db, &stored.id)).unwrap().unwrap();
            let listed = block_on(list(&db)).unwrap().remove(0);
            assert_eq!(stored.protected, listed.protected);
            listed.protected
        };
        assert!(!is_protected());
        assert!(block_on(change(&db, &stored.id, protect(true))).unwrap());
        assert!(is_protected());
        assert!(block_on(change(&db, &stored.id, name("Beta"))).unwrap());
        assert!(block_on(change_login(&db, &org("a", "", "2"), Change::default())).unwrap());
        assert!(is_protected());
        assert!(block_on(change_login(&db, &org("a", "", "3"), protect(false))).unwrap());
        assert!(!is_protected());
        stored.id = OrgId::new("b").unwrap();
        (stored.name, stored.protected) = ("b".into(), true);
        block_on(add(&db, &stored)).unwrap();
        assert_eq!(block_on(get(&db, &stored.id)).unwrap(), Some(stored));
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
        let changes =
            |id: &str| block_on(change_login(&db, &org(id, id, "new"), Change::default())).unwrap();
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
