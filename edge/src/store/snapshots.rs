//! Complete reads of orgs, and the connections that were found.

use orgcast_shared::api::Snapshot;
use orgcast_shared::content::{ConnectionKey, Facts};
use orgcast_shared::id::{Digest, Millis, OrgId};
use serde::Serialize;

use super::orgs::StoredOrg;
use super::{Database, Statement, StoreError, all, json_chunks};
use crate::vault::Sealed;

/// A complete read of an org, as it is saved.
#[derive(Debug, Clone)]
pub struct NewSnapshot {
    /// When the read was complete.
    pub taken_at: Millis,
    /// The tree's root.
    pub root: Digest,
    /// How many items and folders there are.
    pub items: u64,
    /// What a plan has to know besides.
    pub facts: Facts,
    /// The connections that were found.
    pub connections: Vec<SealedConnection>,
    /// The root of the base tree from now on, where a push ended with this read; `None` leaves it
    /// as it is.
    pub base: Option<Digest>,
}

/// A connection of an org, sealed.
#[derive(Debug, Clone, Serialize)]
pub struct SealedConnection {
    /// What it is.
    pub key: ConnectionKey,
    /// The definition that creates it in another org.
    pub sealed: Sealed,
}

/// How many snapshots of an org are kept. No push needs one after it was planned: its orders hold
/// all that it does.
const KEPT: u64 = 30;

/// Stores a snapshot with the org's connections and base, and ends the read it came from: all of it
/// or nothing. The nodes and bodies must be stored before, so that a snapshot is always complete.
///
/// # Errors
///
/// Also when the org was deleted or got another key since `from` was loaded for the read: what was
/// read then is another org's.
pub async fn save(
    db: &impl Database,
    from: &StoredOrg,
    new: &NewSnapshot,
) -> Result<(), StoreError> {
    let facts = serde_json::to_string(&new.facts)
        .map_err(|_| StoreError::new("facts can't be written as JSON"))?;
    // An org that isn't found is NULL, which the column refuses, and with it everything else.
    let insert = Statement::new(
        "INSERT OR REPLACE INTO snapshots (org, taken_at, root, items, facts_json)
         VALUES ((SELECT id FROM orgs WHERE id = ? AND sealed_key = ?), ?, ?, ?, ?)",
    );
    let forget = Statement::new(
        "DELETE FROM snapshots WHERE org = ?1 AND taken_at <=
           (SELECT taken_at FROM snapshots WHERE org = ?1
            ORDER BY taken_at DESC LIMIT 1 OFFSET ?2)",
    );
    let org = &from.id;
    let mut statements = vec![
        insert
            .bind(org)
            .bind(from.sealed_key.as_str())
            .bind(new.taken_at)
            .bind(&new.root)
            .bind(new.items)
            .bind(facts),
        forget.bind(org).bind(KEPT),
        Statement::new("DELETE FROM reads WHERE org = ?").bind(org),
        Statement::new("DELETE FROM connections WHERE org = ?").bind(org),
    ];
    if let Some(base) = &new.base {
        let update = Statement::new("UPDATE orgs SET base = ? WHERE id = ?");
        statements.push(update.bind(base).bind(org));
    }
    for chunk in json_chunks(&new.connections)? {
        let insert = Statement::new(
            "INSERT INTO connections (org, kind, name, sealed)
             SELECT ?, value ->> '$.key.kind', value ->> '$.key.name', value ->> '$.sealed'
             FROM json_each(?)",
        );
        statements.push(insert.bind(org).bind(chunk));
    }
    db.batch(statements).await.map(drop)
}

/// One look into the index per org, however many snapshots there are.
const NEWEST: &str = "SELECT json_object('org', org, 'takenAt', taken_at, 'root', root,
                             'facts', json(facts_json), 'base', base,
                             'protected', json(iif(protected, 'true', 'false'))) AS row
     FROM orgs JOIN snapshots ON org = id AND taken_at =
       (SELECT MAX(newest.taken_at) FROM snapshots AS newest WHERE newest.org = id)
     WHERE ?1 IS NULL OR id IN (SELECT value FROM json_each(?1))
     ORDER BY id";

/// The newest snapshot of every org, or of those named, by org.
pub async fn newest(
    db: &impl Database,
    orgs: Option<&[OrgId]>,
) -> Result<Vec<Snapshot>, StoreError> {
    let wanted = orgs
        .map(serde_json::to_string)
        .transpose()
        .map_err(|_| StoreError::new("a list can't be written as JSON"))?;
    all(db, Statement::new(NEWEST).bind(wanted)).await
}

/// The sealed definitions of the connections of this kind and name in an org.
pub async fn connections(
    db: &impl Database,
    org: &OrgId,
    keys: &[ConnectionKey],
) -> Result<Vec<(ConnectionKey, Sealed)>, StoreError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
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
    use orgcast_shared::content::{ConnectionFact, Facts};
    use orgcast_shared::id::AccessId;

    use super::*;
    use crate::store::memory::Memory;
    use crate::store::orgs::Change;
    use crate::store::{orgs, reads};

    fn org(db: &Memory, id: &str) -> StoredOrg {
        let org = StoredOrg {
            id: OrgId::new(id).unwrap(),
            name: id.into(),
            endpoint: "us2".into(),
            access_id: AccessId::new(id).unwrap(),
            sealed_key: Sealed::stored(String::new()),
            protected: false,
            base: None,
        };
        block_on(orgs::add(db, &org)).unwrap();
        org
    }

    fn slack(name: &str) -> ConnectionKey {
        ConnectionKey {
            kind: "Slack".into(),
            name: name.into(),
        }
    }

    fn taken(taken_at: u64, connections: Vec<SealedConnection>) -> NewSnapshot {
        NewSnapshot {
            taken_at: Millis(taken_at),
            root: Digest::of(&taken_at.to_be_bytes()),
            items: 7,
            facts: Facts {
                connections: vec![ConnectionFact {
                    key: slack("O'Neil"),
                    definition: Digest::of(b"O'Neil"),
                    needs_secret: true,
                }],
            },
            connections,
            base: None,
        }
    }

    fn snapshot(org: &StoredOrg, taken_at: u64) -> Snapshot {
        let new = taken(taken_at, Vec::new());
        Snapshot {
            org: org.id.clone(),
            taken_at: new.taken_at,
            root: new.root,
            facts: new.facts,
            base: None,
            protected: false,
        }
    }

    #[test]
    fn the_newest_snapshot_of_each_org_counts() {
        let db = Memory::migrated();
        let (a, b) = (org(&db, "a"), org(&db, "b"));
        for (org, taken_at) in [(&a, 2), (&a, 1), (&b, 3)] {
            block_on(save(&db, org, &taken(taken_at, Vec::new()))).unwrap();
        }
        let newest = |orgs: Option<&[OrgId]>| block_on(newest(&db, orgs)).unwrap();
        assert_eq!(newest(None), [snapshot(&a, 2), snapshot(&b, 3)]);
        assert_eq!(newest(Some(std::slice::from_ref(&b.id))), [snapshot(&b, 3)]);
        assert_eq!(newest(Some(&[])), []);
    }

    #[test]
    fn the_newest_snapshots_are_kept_and_found_by_index() {
        let db = Memory::migrated();
        let (a, b) = (org(&db, "a"), org(&db, "b"));
        for (org, snapshots) in [(&a, KEPT + 5), (&b, 2)] {
            for taken_at in 0..snapshots {
                block_on(save(&db, org, &taken(taken_at, Vec::new()))).unwrap();
            }
        }
        let count = |org: &StoredOrg| -> Vec<u64> {
            let select = "SELECT json_array(count(*), min(taken_at)) AS row FROM snapshots
                          WHERE org = ?";
            let select = Statement::new(select).bind(&org.id);
            block_on(all::<Vec<u64>>(&db, select)).unwrap().remove(0)
        };
        assert_eq!((count(&a), count(&b)), (vec![KEPT, 5], vec![2, 0]));
        let plan = db.plan(NEWEST);
        assert!(!plan.contains("SCAN snapshots"), "{plan}");
    }

    #[test]
    fn a_base_stays_until_the_next_push_or_another_key() {
        let db = Memory::migrated();
        let a = org(&db, "a");
        let base = Digest::of(b"base");
        let known = || {
            let stored = block_on(orgs::get(&db, &a.id)).unwrap().unwrap().base;
            let shown = block_on(newest(&db, None)).unwrap();
            assert!(shown.iter().all(|snapshot| snapshot.base == stored));
            (stored, shown.len())
        };
        let pushed = NewSnapshot {
            base: Some(base),
            ..taken(1, Vec::new())
        };
        block_on(save(&db, &a, &pushed)).unwrap();
        block_on(save(&db, &a, &taken(2, Vec::new()))).unwrap();
        assert_eq!(known(), (Some(base), 1));
        let protect = Change {
            protected: Some(true),
            ..Change::default()
        };
        assert!(block_on(orgs::change(&db, &a.id, protect)).unwrap());
        assert!(block_on(newest(&db, None)).unwrap()[0].protected);
        let after = StoredOrg {
            sealed_key: Sealed::stored("new".into()),
            ..a.clone()
        };
        assert!(block_on(orgs::change_login(&db, &after, Change::default())).unwrap());
        // The end of a push that ran with the old key comes late.
        assert!(block_on(save(&db, &a, &pushed)).is_err());
        assert_eq!(known(), (None, 0));
        block_on(save(&db, &after, &taken(3, Vec::new()))).unwrap();
        assert_eq!(known(), (None, 1));
    }

    #[test]
    fn what_another_key_read_is_not_stored() {
        let db = Memory::migrated();
        let before = org(&db, "a");
        let connection = SealedConnection {
            key: slack("SOC"),
            sealed: Sealed::stored("sealed".into()),
        };
        let taken = taken(1, vec![connection]);
        block_on(save(&db, &before, &taken)).unwrap();
        let after = StoredOrg {
            access_id: AccessId::new("new").unwrap(),
            sealed_key: Sealed::stored("new".into()),
            ..before.clone()
        };
        assert!(block_on(orgs::change_login(&db, &after, Change::default())).unwrap());
        let listed = block_on(orgs::list(&db)).unwrap().remove(0);
        assert_eq!((listed.status, listed.items), (OrgStatus::Unread, None));
        let found = || block_on(connections(&db, &after.id, &[slack("SOC")])).unwrap();
        assert_eq!(
            (block_on(newest(&db, None)).unwrap(), found()),
            (vec![], vec![])
        );
        let late = save(&db, &before, &taken);
        assert!(block_on(late).is_err());
        assert_eq!(
            (block_on(newest(&db, None)).unwrap(), found()),
            (vec![], vec![])
        );
        block_on(save(&db, &after, &taken)).unwrap();
        assert_eq!(found().len(), 1);
    }

    #[test]
    fn a_snapshot_ends_its_read_and_replaces_the_connections() {
        let db = Memory::migrated();
        let a = org(&db, "a");
        block_on(reads::begin(&db, std::slice::from_ref(&a.id), Millis(1))).unwrap();
        let connection = |name: &str| SealedConnection {
            key: slack(name),
            sealed: Sealed::stored(format!("sealed {name}")),
        };
        block_on(save(&db, &a, &taken(2, vec![connection("gone")]))).unwrap();
        let now = vec![connection("SOC"), connection("O'Neil")];
        block_on(save(&db, &a, &taken(3, now))).unwrap();
        let listed = block_on(orgs::list(&db)).unwrap().remove(0);
        assert_eq!((listed.status, listed.items), (OrgStatus::Ready, Some(7)));
        let wanted = [slack("O'Neil"), slack("gone")];
        let found = block_on(connections(&db, &a.id, &wanted)).unwrap();
        assert_eq!(
            found,
            [(slack("O'Neil"), Sealed::stored("sealed O'Neil".into()))]
        );
    }
}
