//! People and their sessions.

use orgcast_shared::api::{Person, Session};
use orgcast_shared::id::{Digest, Millis};
use orgcast_shared::org::Capabilities;

use super::{Database, Statement, StoreError, first, run};

/// Whoever signs in by a link is this person.
pub const LOCAL_OPERATOR: &str = "local";

/// Marks a one-time token as used; says whether this was its first use. Tokens that have expired
/// are forgotten on the way.
pub async fn use_token(
    db: &impl Database,
    nonce: &str,
    expires_at: Millis,
    now: Millis,
) -> Result<bool, StoreError> {
    let sweep = Statement::new("DELETE FROM used_tokens WHERE expires_at <= ?").bind(now);
    let insert = Statement::new(
        "INSERT INTO used_tokens (nonce, expires_at) VALUES (?, ?)
         ON CONFLICT DO NOTHING RETURNING nonce AS row",
    );
    let results = db
        .batch(vec![sweep, insert.bind(nonce).bind(expires_at)])
        .await?;
    Ok(results.last().is_some_and(|rows| !rows.is_empty()))
}

/// Starts a session; sessions that have expired are forgotten on the way.
pub async fn start_session(
    db: &impl Database,
    id: &Digest,
    person: &str,
    expires_at: Millis,
    now: Millis,
) -> Result<(), StoreError> {
    let sweep = Statement::new("DELETE FROM sessions WHERE expires_at <= ?").bind(now);
    let insert = Statement::new("INSERT INTO sessions (id, person, expires_at) VALUES (?, ?, ?)");
    db.batch(vec![sweep, insert.bind(id).bind(person).bind(expires_at)])
        .await
        .map(drop)
}

/// The session of this id, unless it has expired.
pub async fn session(
    db: &impl Database,
    id: &Digest,
    now: Millis,
) -> Result<Option<Session>, StoreError> {
    let select = Statement::new(
        "SELECT json_array(people.name, json(people.capabilities_json), sessions.expires_at) AS row
         FROM sessions JOIN people ON people.id = sessions.person
         WHERE sessions.id = ? AND sessions.expires_at > ?",
    );
    let found: Option<(String, Capabilities, Millis)> =
        first(db, select.bind(id).bind(now)).await?;
    Ok(found.map(|(name, capabilities, expires_at)| Session {
        person: Person { name, capabilities },
        expires_at,
    }))
}

/// Ends a session.
pub async fn end_session(db: &impl Database, id: &Digest) -> Result<(), StoreError> {
    run(
        db,
        Statement::new("DELETE FROM sessions WHERE id = ?").bind(id),
    )
    .await
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;
    use crate::store::memory::Memory;

    #[test]
    fn a_token_is_used_once() {
        let db = Memory::migrated();
        let using = |nonce, now| block_on(use_token(&db, nonce, Millis(100), Millis(now))).unwrap();
        assert!(using("a", 1));
        assert!(!using("a", 2));
        assert!(using("b", 3));
    }

    #[test]
    fn a_session_ends_by_time_or_by_hand() {
        let db = Memory::migrated();
        let id = Digest::of(b"session");
        block_on(start_session(
            &db,
            &id,
            LOCAL_OPERATOR,
            Millis(100),
            Millis(0),
        ))
        .unwrap();
        let at = |now| block_on(session(&db, &id, Millis(now))).unwrap();
        let found = at(99).unwrap();
        assert_eq!(found.person.name, "Local operator");
        assert_eq!(found.person.capabilities.len(), 3);
        assert_eq!(at(100), None);
        block_on(end_session(&db, &id)).unwrap();
        assert_eq!(at(1), None);
    }
}
