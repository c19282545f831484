//! What a push leaves behind for its rollback.

use orgcast_shared::history::{CellRecord, Outcome, OutcomeCounts};
use orgcast_shared::id::{Digest, OrgId, PushId};
use serde::Deserialize;

use super::{Database, Statement, StoreError, all};

/// An org of a push, as far as a rollback needs it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PushedOrg {
    /// Which org.
    pub org: OrgId,
    /// Its name at the time.
    pub name: String,
    /// The digest of its order.
    pub order: Digest,
    /// What became of its cells.
    pub outcomes: OutcomeCounts,
    /// Its trees.
    pub roots: Roots,
}

/// The roots of an org's trees around a push, as far as they are known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Roots {
    /// Of its content before anything was written.
    pub before: Option<Digest>,
    /// Of its content as it was read back.
    pub after: Option<Digest>,
    /// Of its base before.
    pub base: Option<Digest>,
}

/// A statement that stores the roots of an org's trees before a push wrote there and when it had ended
/// there.
pub fn trees_of(push: &PushId, org: &OrgId, roots: &Roots) -> Statement {
    let update = Statement::new(
        "UPDATE push_orgs SET before_root = ?, after_root = ?, base_root = ?
         WHERE push = ? AND org = ?",
    );
    let Roots {
        before,
        after,
        base,
    } = roots;
    let update = update.bind(before.as_ref()).bind(after.as_ref());
    let update = update.bind(base.as_ref());
    update.bind(push).bind(org)
}

/// The orgs of a push that it may have written to, by name.
pub async fn orgs(db: &impl Database, push: &PushId) -> Result<Vec<PushedOrg>, StoreError> {
    let select = Statement::new(
        "SELECT json_object('org', org, 'name', name, 'order', org_order,
           'outcomes', json(outcomes_json), 'roots',
           json_object('before', before_root, 'after', after_root, 'base', base_root)) AS row
         FROM push_orgs WHERE push = ? ORDER BY name COLLATE NOCASE, org",
    );
    let mut found: Vec<PushedOrg> = all(db, select.bind(push)).await?;
    let is_written = |org: &PushedOrg| writing().any(|outcome| org.outcomes.get(outcome) > 0);
    found.retain(is_written);
    Ok(found)
}

/// The cells of these orgs that the push may have written.
pub async fn written(
    db: &impl Database,
    push: &PushId,
    orgs: &[&OrgId],
) -> Result<Vec<(OrgId, CellRecord)>, StoreError> {
    let list = |error| StoreError::new(format!("a list can't be written as JSON: {error}"));
    let outcomes: Vec<Outcome> = writing().collect();
    let outcomes = serde_json::to_string(&outcomes).map_err(list)?;
    let orgs = serde_json::to_string(orgs).map_err(list)?;
    let select = Statement::new(
        "SELECT json_array(org, json(record_json)) AS row FROM cells
         WHERE push = ? AND org IN (SELECT value FROM json_each(?))
           AND record_json ->> '$.outcome' IN (SELECT value FROM json_each(?))",
    );
    all(db, select.bind(push).bind(orgs).bind(outcomes)).await
}

/// The outcomes of what may have been written.
fn writing() -> impl Iterator<Item = Outcome> {
    let all = Outcome::ALL.into_iter();
    all.filter(|outcome| outcome.may_be_written())
}
