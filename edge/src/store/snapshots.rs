//! Complete reads of orgs, and the connections that were found.

use orgcast_shared::api::Snapshot;
use orgcast_shared::content::ConnectionKey;
use orgcast_shared::id::OrgId;
use serde::Serialize;

use super::{Database, Statement, StoreError, all, json_chunks};
use crate::vault::Sealed;

/// A connection of an org, sealed.
#[derive(Debug, Clone, Serialize)]
pub struct SealedConnection {
    /// What it is.
    pub key: ConnectionKey,
    /// The definition that creates it in another org.
    pub sealed: Sealed,
}

/// Stores a snapshot with the org's connections and ends the read it came from. The nodes and
/// bodies must be stored before, so that a snapshot is always complete.
pub async fn save(
    db: &impl Database,
    snapshot: &Snapshot,
    items: u64,
    connections: &[SealedConnection],
) -> Result<(), StoreError> {
    let facts = serde_json::to_string(&snapshot.facts)
        .map_err(|_| StoreError::new("facts can't be written as JSON"))?;
    let insert = Statement::new(
        "INSERT OR REPLACE INTO snapshots (org, taken_at, root, items, facts_json)
         VALUES (?, ?, ?, ?, ?)",
    );
    let org = &snapshot.org;
    let mut statements = vec![
        insert
            .bind(org)
            .bind(snapshot.taken_at)
            .bind(&snapshot.root)
            .bind(items)
            .bind(facts),
        Statement::new("DELETE FROM reads WHERE org = ?").bind(org),
        Statement::new("DELETE FROM connections WHERE org = ?").bind(org),
    ];
    for chunk in json_chunks(connections)? {
        let insert = Statement::new(
            "INSERT INTO connections (org, kind, name, sealed)
             SELECT ?, value ->> '$.key.kind', value ->> '$.key.name', value ->> '$.sealed'
             FROM json_each(?)",
        );
        statements.push(insert.bind(org).bind(chunk));
    }
    db.batch(statements).await.map(drop)
}

/// The newest snapshot of every org, or of those named, by org.
pub async fn newest(
    db: &impl Database,
    orgs: Option<&[OrgId]>,
) -> Result<Vec<Snapshot>, StoreError> {
    let wanted = orgs
        .map(serde_json::to_string)
        .transpose()
        .map_err(|_| StoreError::new("a list can't be written as JSON"))?;
    let select = Statement::new(
        "SELECT json_object('org', org, 'takenAt', MAX(taken_at), 'root', root,
                  'facts', json(facts_json)) AS row
         FROM snapshots
         WHERE ?1 IS NULL OR org IN (SELECT value FROM json_each(?1))
         GROUP BY org ORDER BY org",
    );
    all(db, select.bind(wanted)).await
}

/// The sealed definitions of the connections of this kind and name in an org.
pub async fn connections(
    db: &impl Database,
    org: &OrgId,
    keys: &[ConnectionKey],
) -> Result<Vec<(ConnectionKey, Sealed)>, StoreError> {
    let wanted = serde_json::to_string(keys)
        .map_err(|_| StoreError::new("a list can't be written as JSON"))?;
    let select = Statement::new(
        "SELECT json_array(kind, name, sealed) AS row FROM connections WHERE org = ? AND (kind, name) IN
           (SELECT value ->> '$.kind', value ->> '$.name' FROM json_each(?))
         ORDER BY kind, name, seq",
    );
    let found: Vec<(String, String, Sealed)> = all(db, select.bind(org).bind(wanted)).await?;
    let pair = |(kind, name, sealed)| (ConnectionKey { kind, name }, sealed);
    Ok(found.into_iter().map(pair).collect())
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::api::OrgStatus;
    use orgcast_shared::content::Facts;
    use orgcast_shared::id::{AccessId, Digest, Millis};

    use super::*;
    use crate::store::memory::Memory;
    use crate::store::{orgs, reads};

    fn org(db: &Memory, id: &str) -> OrgId {
        let org = orgs::StoredOrg {
            id: OrgId::new(id).unwrap(),
            name: id.into(),
            endpoint: "us2".into(),
            access_id: AccessId::new(id).unwrap(),
            sealed_key: Sealed::stored(String::new()),
        };
        block_on(orgs::save(db, &org)).unwrap();
        org.id
    }

    fn slack(name: &str) -> ConnectionKey {
        ConnectionKey {
            kind: "Slack".into(),
            name: name.into(),
        }
    }

    fn snapshot(org: &OrgId, taken_at: u64) -> Snapshot {
        Snapshot {
            org: org.clone(),
            taken_at: Millis(taken_at),
            root: Digest::of(&taken_at.to_be_bytes()),
            facts: Facts {
                connections: vec![slack("O'Neil")],
            },
        }
    }

    #[test]
    fn the_newest_snapshot_of_each_org_counts() {
        let db = Memory::migrated();
        let (a, b) = (org(&db, "a"), org(&db, "b"));
        for (org, taken_at) in [(&a, 2), (&a, 1), (&b, 3)] {
            block_on(save(&db, &snapshot(org, taken_at), 7, &[])).unwrap();
        }
        let newest = |orgs: Option<&[OrgId]>| block_on(newest(&db, orgs)).unwrap();
        assert_eq!(newest(None), [snapshot(&a, 2), snapshot(&b, 3)]);
        assert_eq!(newest(Some(std::slice::from_ref(&b))), [snapshot(&b, 3)]);
        assert_eq!(newest(Some(&[])), []);
    }

    #[test]
    fn a_snapshot_ends_its_read_and_replaces_the_connections() {
        let db = Memory::migrated();
        let a = org(&db, "a");
        block_on(reads::begin(&db, &a, Millis(1))).unwrap();
        let connection = |name: &str| SealedConnection {
            key: slack(name),
            sealed: Sealed::stored(format!("sealed {name}")),
        };
        block_on(save(&db, &snapshot(&a, 2), 7, &[connection("gone")])).unwrap();
        let now = [connection("SOC"), connection("O'Neil")];
        block_on(save(&db, &snapshot(&a, 3), 7, &now)).unwrap();
        let listed = block_on(orgs::list(&db)).unwrap().remove(0);
        assert_eq!((listed.status, listed.items), (OrgStatus::Ready, Some(7)));
        let wanted = [slack("O'Neil"), slack("gone")];
        let found = block_on(connections(&db, &a, &wanted)).unwrap();
        assert_eq!(
            found,
            [(slack("O'Neil"), Sealed::stored("sealed O'Neil".into()))]
        );
    }
}
