//! Reads of orgs that are going on or failed.

use orgcast_shared::id::{Millis, OrgId};

use super::{Database, Statement, StoreError, json_chunks, run};

/// Reads were asked for; one that is going on already stays as it is.
///
/// # Errors
///
/// Also when one of the orgs isn't connected ([`StoreError::is_unknown`]): then none is begun.
pub async fn begin(db: &impl Database, orgs: &[OrgId], now: Millis) -> Result<(), StoreError> {
    let insert = || {
        Statement::new(
            "INSERT INTO reads (org, started_at) SELECT value, ? FROM json_each(?) WHERE true
             ON CONFLICT (org) DO UPDATE SET started_at = excluded.started_at, items = 0, calls = 0,
               failed_at = NULL, message = '' WHERE failed_at IS NOT NULL",
        )
    };
    let chunks = json_chunks(orgs)?.into_iter();
    let statements = chunks.map(|chunk| insert().bind(now).bind(chunk));
    db.batch(statements.collect()).await.map(drop)
}

/// How far the read that is going on is; without a number of items, that one stays.
pub async fn progress(
    db: &impl Database,
    org: &OrgId,
    items: Option<u64>,
    calls: u64,
) -> Result<(), StoreError> {
    let update =
        Statement::new("UPDATE reads SET items = coalesce(?, items), calls = ? WHERE org = ?");
    run(db, update.bind(items).bind(calls).bind(org)).await
}

/// The read failed; an older snapshot stays in use.
pub async fn fail(
    db: &impl Database,
    org: &OrgId,
    now: Millis,
    message: &str,
) -> Result<(), StoreError> {
    let update = Statement::new("UPDATE reads SET failed_at = ?, message = ? WHERE org = ?");
    run(db, update.bind(now).bind(message).bind(org)).await
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::api::{OrgStatus, ReadFailure, ReadProgress};
    use orgcast_shared::id::AccessId;

    use super::*;
    use crate::store::memory::Memory;
    use crate::store::orgs::{StoredOrg, add, list};
    use crate::vault::Sealed;

    #[test]
    fn a_read_goes_on_fails_and_starts_again() {
        let db = Memory::migrated();
        let org = OrgId::new("a").unwrap();
        let stored = StoredOrg {
            id: org.clone(),
            name: "A".into(),
            endpoint: "us2".into(),
            access_id: AccessId::new("1").unwrap(),
            sealed_key: Sealed::stored(String::new()),
            protected: false,
            base: None,
        };
        block_on(add(&db, &stored)).unwrap();
        let one = std::slice::from_ref(&org);
        let status = || block_on(list(&db)).unwrap().remove(0).status;
        let reading = |started_at, items, calls| {
            let started_at = Millis(started_at);
            OrgStatus::Reading(ReadProgress {
                started_at,
                items,
                calls,
            })
        };
        block_on(begin(&db, one, Millis(1))).unwrap();
        block_on(progress(&db, &org, Some(5), 1)).unwrap();
        block_on(progress(&db, &org, None, 2)).unwrap();
        block_on(begin(&db, one, Millis(2))).unwrap();
        assert_eq!(status(), reading(1, 5, 2));
        block_on(fail(&db, &org, Millis(3), "why")).unwrap();
        let failure = ReadFailure {
            at: Millis(3),
            message: "why".into(),
        };
        assert_eq!(status(), OrgStatus::Failed(failure));
        block_on(begin(&db, one, Millis(4))).unwrap();
        assert_eq!(status(), reading(4, 0, 0));
        let with_unknown = [org.clone(), OrgId::new("unknown").unwrap()];
        let error = block_on(begin(&db, &with_unknown, Millis(5))).unwrap_err();
        assert!(error.is_unknown(), "{error}");
    }
}
