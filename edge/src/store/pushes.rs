//! Pushes and their orgs.

use orgcast_shared::api::{OrgProgress, Push};
use orgcast_shared::history::{OrgState, PushState};
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
use orgcast_shared::select::Choices;
use serde::{Deserialize, Serialize};

use super::bodies::{self, Bucket};
use super::orgs::{StoredOrg, stored_org};
use super::{Database, Statement, StoreError, all, first, json_chunks};

/// A push that is about to begin.
#[derive(Debug, Clone)]
pub struct NewPush {
    /// The push.
    pub push: Push,
    /// The caller's key: one push for one key.
    pub idempotency_key: String,
    /// The digest of what was chosen.
    pub choices: Digest,
    /// When the oldest read was made of those that its plan writes by; `None` where it writes nothing.
    pub read_at: Option<Millis>,
    /// Its orgs, each with the digest of its order.
    pub orgs: Vec<(OrgProgress, Digest)>,
}

/// A push with the digest of what was chosen: that is too long for the database, and is stored with
/// the bodies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StoredPush {
    /// The push.
    pub push: Push,
    /// The digest of what was chosen.
    pub choices: Digest,
}

impl StoredPush {
    /// What was chosen, as bytes with their digest, ready to be stored with the bodies.
    pub fn pack(choices: &Choices) -> Result<(Digest, Vec<u8>), StoreError> {
        let text = json(choices)?.into_bytes();
        Ok((Digest::of(&text), text))
    }

    /// What was chosen.
    pub async fn unpack(bucket: &impl Bucket, choices: &Digest) -> Result<Choices, StoreError> {
        let found = bodies::load(bucket, std::slice::from_ref(choices)).await?;
        let text = found.values().next();
        text.and_then(|text| orgcast_shared::json::from_slice(text).ok())
            .ok_or_else(|| StoreError::new("what was chosen is missing or damaged"))
    }
}

macro_rules! select_push {
    ($rest:literal) => {
        concat!(
            "SELECT json_object('choices', choices, 'push', json_object('id', id,
               'by', started_by, 'startedAt', started_at, 'endedAt', ended_at, 'state', state,
               'source', source, 'sourceName', source_name, 'plan', plan,
               'planned', json(planned_json), 'outcomes', json(outcomes_json), 'orgs', orgs,
               'items', items, 'expected', expected_ms, 'retryOf', retry_of, 'rollbackOf', rollback_of,
               'rollout', json(rollout_json),
               'course', json(course_json))) AS row
             FROM pushes ",
            $rest
        )
    };
}

macro_rules! select_org {
    ($rest:literal) => {
        concat!(
            "SELECT json_object('org', org, 'name', name, 'wave', wave, 'state', state,
               'cells', cells, 'writes', writes, 'written', written, 'outcomes', json(outcomes_json),
               'message', message) AS row
             FROM push_orgs WHERE push = ? ",
            $rest
        )
    };
}

/// Stores a push; says whether its key was new and its plan isn't used up, see [`user_of`]. Otherwise
/// nothing is stored.
pub async fn insert(db: &impl Database, new: &NewPush) -> Result<bool, StoreError> {
    let push = &new.push;
    let insert = Statement::new(
        "INSERT INTO pushes (id, idempotency_key, started_by, started_at, ended_at, state, source,
           source_name, plan, planned_json, outcomes_json, orgs, items, retry_of, choices,
           rollout_json, course_json, rollback_of, expected_ms)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?19, ?20
         WHERE NOT EXISTS (SELECT 1 FROM pushes
                           WHERE plan = ?9 AND (ended_at IS NULL OR started_at >= ?18))",
    );
    let insert = insert
        .bind(&push.id)
        .bind(new.idempotency_key.as_str())
        .bind(push.by.as_str())
        .bind(push.started_at)
        .bind(push.ended_at)
        .bind(code(&push.state)?)
        .bind(&push.source)
        .bind(push.source_name.as_str())
        .bind(&push.plan)
        .bind(json(&push.planned)?)
        .bind(json(&push.outcomes)?)
        .bind(push.orgs)
        .bind(push.items)
        .bind(push.retry_of.as_ref())
        .bind(&new.choices)
        .bind(json(&push.rollout)?)
        .bind(json(&push.course)?)
        .bind(new.read_at)
        .bind(push.rollback_of.as_ref())
        .bind(push.expected);
    let mut statements = vec![insert];
    let rows: Vec<_> = new
        .orgs
        .iter()
        .map(|(org, order)| OrgRow { org, order })
        .collect();
    for chunk in json_chunks(&rows)? {
        let insert = Statement::new(
            "INSERT INTO push_orgs
               (push, org, name, org_order, wave, state, cells, writes, outcomes_json)
             SELECT ?, value ->> '$.org.org', value ->> '$.org.name', value ->> '$.order',
                    value ->> '$.org.wave', value ->> '$.org.state', value ->> '$.org.cells', value ->> '$.org.writes',
                    value -> '$.org.outcomes'
             FROM json_each(?)",
        );
        statements.push(insert.bind(&push.id).bind(chunk));
    }
    match db.batch(statements).await {
        Ok(_) => Ok(true),
        // Without the push there is nothing that its orgs could belong to.
        Err(error) if error.is_conflict() || error.is_unknown() => Ok(false),
        Err(error) => Err(error),
    }
}

/// The push that uses a plan up: one that goes on, or that began after `read_at`, when the oldest of the
/// reads was made that the plan would write by. Reads that are newer show what that push did.
pub async fn user_of(
    db: &impl Database,
    plan: &Digest,
    read_at: Option<Millis>,
) -> Result<Option<Push>, StoreError> {
    let select = Statement::new(select_push!(
        "WHERE plan = ? AND (ended_at IS NULL OR started_at >= ?) ORDER BY seq LIMIT 1"
    ));
    let found: Option<StoredPush> = first(db, select.bind(plan).bind(read_at)).await?;
    Ok(found.map(|found| found.push))
}

#[derive(Serialize)]
struct OrgRow<'a> {
    org: &'a OrgProgress,
    order: &'a Digest,
}

/// Stores where a push and some of its orgs stand.
pub async fn update(
    db: &impl Database,
    push: &Push,
    orgs: &[OrgProgress],
) -> Result<(), StoreError> {
    db.batch(updates(push, orgs)?).await.map(drop)
}

/// Statements that do so.
pub fn updates(push: &Push, orgs: &[OrgProgress]) -> Result<Vec<Statement>, StoreError> {
    let update = Statement::new(
        "UPDATE pushes SET state = ?, ended_at = ?, outcomes_json = ?, course_json = ?
             WHERE id = ?",
    );
    let mut statements = vec![
        update
            .bind(code(&push.state)?)
            .bind(push.ended_at)
            .bind(json(&push.outcomes)?)
            .bind(json(&push.course)?)
            .bind(&push.id),
    ];
    for chunk in json_chunks(orgs)? {
        let update = Statement::new(
            "UPDATE push_orgs SET state = value ->> '$.state', written = value ->> '$.written',
               outcomes_json = value -> '$.outcomes',
               message = coalesce(value ->> '$.message', '')
             FROM json_each(?) WHERE push = ? AND org = value ->> '$.org'",
        );
        statements.push(update.bind(chunk).bind(&push.id));
    }
    Ok(statements)
}

/// The push that was started with this key.
pub async fn by_key(db: &impl Database, key: &str) -> Result<Option<StoredPush>, StoreError> {
    first(
        db,
        Statement::new(select_push!("WHERE idempotency_key = ?")).bind(key),
    )
    .await
}

/// One push.
pub async fn get(db: &impl Database, push: &PushId) -> Result<Option<StoredPush>, StoreError> {
    first(db, Statement::new(select_push!("WHERE id = ?")).bind(push)).await
}

/// Pushes, newest first: at most `limit`, and only those older than `before`.
pub async fn list(
    db: &impl Database,
    before: Option<&PushId>,
    limit: u64,
) -> Result<Vec<Push>, StoreError> {
    let select = Statement::new(select_push!(
        "WHERE ?1 IS NULL OR seq < (SELECT seq FROM pushes WHERE id = ?1)
         ORDER BY seq DESC LIMIT ?2"
    ));
    let found: Vec<StoredPush> = all(db, select.bind(before).bind(limit)).await?;
    Ok(found.into_iter().map(|found| found.push).collect())
}

/// Pushes that retry this one or roll it back, newest first: at most `limit`.
pub async fn following(
    db: &impl Database,
    push: &PushId,
    limit: u64,
) -> Result<Vec<Push>, StoreError> {
    let select = Statement::new(select_push!(
        "WHERE retry_of = ?1 OR rollback_of = ?1 ORDER BY seq DESC LIMIT ?2"
    ));
    let found: Vec<StoredPush> = all(db, select.bind(push).bind(limit)).await?;
    Ok(found.into_iter().map(|found| found.push).collect())
}

/// The orgs of a push, by name.
pub async fn orgs(db: &impl Database, push: &PushId) -> Result<Vec<OrgProgress>, StoreError> {
    let select = Statement::new(select_org!("ORDER BY name COLLATE NOCASE, org"));
    all(db, select.bind(push)).await
}

/// One org of a push.
pub async fn org(
    db: &impl Database,
    push: &PushId,
    org: &OrgId,
) -> Result<Option<OrgProgress>, StoreError> {
    first(
        db,
        Statement::new(select_org!("AND org = ?"))
            .bind(push)
            .bind(org),
    )
    .await
}

/// Where a push and its part in an org stand, and the org, if it is connected still.
pub async fn part(
    db: &impl Database,
    push: &PushId,
    org: &OrgId,
) -> Result<Option<(PushState, OrgState, Option<StoredOrg>)>, StoreError> {
    let select = Statement::new(concat!(
        "SELECT json_array(pushes.state, push_orgs.state, json((SELECT ",
        stored_org!(),
        " FROM orgs WHERE id = org))) AS row
         FROM push_orgs JOIN pushes ON pushes.id = push WHERE push = ? AND org = ?"
    ));
    first(db, select.bind(push).bind(org)).await
}

/// The digest of one org's order.
pub async fn order(
    db: &impl Database,
    push: &PushId,
    org: &OrgId,
) -> Result<Option<Digest>, StoreError> {
    let select = Statement::new(
        "SELECT json_quote(org_order) AS row FROM push_orgs WHERE push = ? AND org = ?",
    );
    first(db, select.bind(push).bind(org)).await
}

/// The orgs of a push with the digests of their orders.
pub async fn orders(db: &impl Database, push: &PushId) -> Result<Vec<(OrgId, Digest)>, StoreError> {
    let select =
        Statement::new("SELECT json_array(org, org_order) AS row FROM push_orgs WHERE push = ?");
    all(db, select.bind(push)).await
}

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::new("a value can't be written as JSON"))
}

/// A closed enum's name, as its JSON without the quotes.
fn code(value: &impl Serialize) -> Result<String, StoreError> {
    Ok(json(value)?.trim_matches('"').to_owned())
}
