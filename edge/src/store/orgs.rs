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

/// Adds an org or replaces it.
pub async fn save(db: &impl Database, org: &StoredOrg) -> Result<(), StoreError> {
    let insert = Statement::new(
        "INSERT INTO orgs (id, name, endpoint, access_id, sealed_key) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, endpoint = excluded.endpoint,
           access_id = excluded.access_id, sealed_key = excluded.sealed_key",
    );
    let insert = insert
        .bind(&org.id)
        .bind(org.name.as_str())
        .bind(org.endpoint.as_str())
        .bind(org.access_id.as_str())
        .bind(org.sealed_key.as_str());
    run(db, insert).await
}

/// Forgets an org with its reads, snapshots and connections; history stays.
pub async fn delete(db: &impl Database, org: &OrgId) -> Result<(), StoreError> {
    run(
        db,
        Statement::new("DELETE FROM orgs WHERE id = ?").bind(org),
    )
    .await
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
        block_on(save(&db, &org("b", "beta", "2"))).unwrap();
        block_on(save(&db, &org("a", "Zeta", "1"))).unwrap();
        block_on(save(&db, &org("a", "Alpha", "1"))).unwrap();
        let names: Vec<_> = block_on(list(&db))
            .unwrap()
            .into_iter()
            .map(|o| (o.name, o.status))
            .collect();
        let unread = |name: &str| (name.to_owned(), OrgStatus::Unread);
        assert_eq!(names, [unread("Alpha"), unread("beta")]);
        let a = OrgId::new("a").unwrap();
        assert_eq!(
            block_on(get(&db, &a)).unwrap(),
            Some(org("a", "Alpha", "1"))
        );
        block_on(delete(&db, &a)).unwrap();
        assert_eq!(block_on(get(&db, &a)).unwrap(), None);
    }

    #[test]
    fn what_is_taken_is_told_apart() {
        let db = Memory::migrated();
        block_on(save(&db, &org("a", "Alpha", "1"))).unwrap();
        let check = |org: &StoredOrg| block_on(taken(&db, org)).unwrap();
        assert_eq!(check(&org("b", "ALPHA", "1")), Some(Taken::Name));
        assert_eq!(
            check(&org("b", "Beta", "1")),
            Some(Taken::AccessId { by: "Alpha".into() })
        );
        assert_eq!(check(&org("b", "Beta", "2")), None);
        assert_eq!(check(&org("a", "Alpha", "1")), None);
        let error = block_on(save(&db, &org("b", "alpha", "2"))).unwrap_err();
        assert!(error.is_conflict(), "{error}");
    }
}
