use orgcast_shared::api::{
    OrgProgress, Person, PlanMismatch, PlanSide, ProblemCode, Push, StartRollback,
};
use orgcast_shared::history::{Course, OrgState, OutcomeCounts, PushState};
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
use orgcast_shared::plan::rollback::{RollbackCounts, rollback_digest};
use orgcast_shared::push::OrgOrder;

use super::rollback::{digest_of, refuse_other};
use super::start_push::{begin, refuse_unless_key, refuse_unless_rollout, used_up};
use super::{Answer, json};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::rolling_back::{RollingBack, prepare};
use crate::store::bodies;
use crate::store::pushes::{self, NewPush, StoredPush};

/// Plans the rollback again from what is stored, and starts it as a push of its own if that gives the
/// plan that was approved.
pub(super) async fn start<P: Platform>(
    edge: &P,
    person: &Person,
    push: &PushId,
    body: &[u8],
) -> Result<Answer, EdgeError> {
    let asked: StartRollback = json::read(body)?;
    refuse_other(push, &asked.choices)?;
    refuse_unless_key(&asked.idempotency_key)?;
    let mut rolling_back = prepare(edge, &asked.choices).await?;
    let source = rolling_back.push.source.clone();
    let chosen = StoredPush::pack(&asked.choices.recorded(source))?;
    if let Some(known) = repeated(edge, &asked, &chosen.0).await? {
        return begin(edge, known).await;
    }
    let sides = sides(edge, &mut rolling_back).await?;
    refuse_other_plan(&asked, &sides)?;
    let goes_to = |id: &OrgId| sides.iter().any(|side| side.org == *id);
    refuse_unless_rollout(&asked.rollout, goes_to)?;
    let mut counts = RollbackCounts::default();
    for side in &sides {
        counts += side.counts;
    }
    if counts.writes() == 0 {
        let detail = "There is nothing to roll back.";
        return Err(EdgeError::refuse(ProblemCode::NotPushable, detail));
    }
    let mut orgs = store_orders(edge, &asked, &mut rolling_back).await?;
    let waves = asked.rollout.waves(orgs.iter().map(|(org, _)| &org.org));
    for (org, _) in &mut orgs {
        let wave = waves.iter().position(|wave| wave.contains(&org.org));
        org.wave += wave.unwrap_or_default() as u64;
    }
    let choices = chosen.0;
    let written = sides.iter().filter(|side| side.counts.writes() > 0);
    bodies::save(edge.db(), edge.bodies(), vec![chosen]).await?;
    let id = crate::id::random_hex(edge)?;
    let former = rolling_back.push;
    let new = NewPush {
        push: Push {
            id: PushId::new(id).map_err(|error| EdgeError::Object(error.to_string()))?,
            by: person.name.clone(),
            started_at: edge.now(),
            ended_at: None,
            state: PushState::Running,
            source: former.source,
            source_name: former.source_name,
            plan: asked.plan,
            planned: counts.recorded(),
            outcomes: OutcomeCounts::default(),
            orgs: orgs.len() as u64,
            items: orgs
                .iter()
                .map(|(org, _)| org.cells)
                .max()
                .unwrap_or_default(),
            expected: None,
            retry_of: None,
            rollback_of: Some(former.id),
            rollout: asked.rollout.clone(),
            course: Course::of(waves.len() as u64),
        },
        idempotency_key: asked.idempotency_key.clone(),
        read_at: written.map(|side| side.taken_at).min(),
        choices,
        orgs,
    };
    if pushes::insert(edge.db(), &new).await? {
        return begin(edge, new.push).await;
    }
    // Another request with this key came in at the same time, and was faster.
    if let Some(known) = repeated(edge, &asked, &choices).await? {
        return begin(edge, known).await;
    }
    let user = pushes::user_of(edge.db(), &asked.plan, new.read_at).await?;
    let user = user.ok_or_else(|| EdgeError::Object("a push is gone".into()))?;
    Err(EdgeError::refuse(ProblemCode::Conflict, used_up(&user)))
}

/// The push that this request started before.
async fn repeated<P: Platform>(
    edge: &P,
    asked: &StartRollback,
    chosen: &Digest,
) -> Result<Option<Push>, EdgeError> {
    let found = pushes::by_key(edge.db(), &asked.idempotency_key).await?;
    let Some(StoredPush { push, choices }) = found else {
        return Ok(None);
    };
    let is_same = push.rollback_of.as_ref() == Some(&asked.choices.push)
        && push.plan == asked.plan
        && push.rollout == asked.rollout
        && choices == *chosen;
    if is_same {
        return Ok(Some(push));
    }
    let detail = "Another push was started with this idempotency key.";
    Err(EdgeError::refuse(ProblemCode::Conflict, detail))
}

/// What is planned for one org.
struct Side {
    org: OrgId,
    digest: Digest,
    taken_at: Millis,
    counts: RollbackCounts,
}

async fn sides<P: Platform>(
    edge: &P,
    rolling_back: &mut RollingBack,
) -> Result<Vec<Side>, EdgeError> {
    let mut sides = Vec::new();
    loop {
        let parts = rolling_back.next(edge, None).await?;
        if parts.is_empty() {
            return Ok(sides);
        }
        for part in parts {
            let found = digest_of(&part);
            let decided = part.rollback.ok().flatten();
            let side = found.zip(decided).map(|((org, digest), decided)| Side {
                org,
                digest,
                taken_at: part.taken_at.unwrap_or_default(),
                counts: decided.rollback.counts,
            });
            sides.extend(side);
        }
    }
}

fn refuse_other_plan(asked: &StartRollback, sides: &[Side]) -> Result<(), EdgeError> {
    let digests: Vec<_> = sides
        .iter()
        .map(|side| (side.org.clone(), side.digest))
        .collect();
    let current = rollback_digest(&asked.choices, &digests);
    if current == asked.plan {
        return Ok(());
    }
    let side = |side: &Side| PlanSide {
        org: side.org.clone(),
        digest: side.digest,
        taken_at: side.taken_at,
        counts: side.counts.recorded(),
    };
    Err(EdgeError::plan_changed(PlanMismatch {
        approved: asked.plan,
        current,
        orgs: sides.iter().map(side).collect(),
    }))
}

/// Plans once more and stores the orgs' orders, so that only a few of them are held at a time. An org
/// that was read in between is planned from the same read.
async fn store_orders<P: Platform>(
    edge: &P,
    asked: &StartRollback,
    rolling_back: &mut RollingBack,
) -> Result<Vec<(OrgProgress, Digest)>, EdgeError> {
    let (mut orgs, mut digests) = (Vec::new(), Vec::new());
    rolling_back.rewind();
    loop {
        let parts = rolling_back.next(edge, None).await?;
        if parts.is_empty() {
            break;
        }
        let mut orders = Vec::new();
        for part in parts {
            let (Some(digest), Ok(Some(decided))) = (digest_of(&part), part.rollback) else {
                continue;
            };
            let (known, base) = (rolling_back.nodes(), part.pushed.roots.base);
            let order = OrgOrder::of_rollback(&decided.rollback, known, &decided.before, base)
                .map_err(|error| EdgeError::Object(error.to_string()))?;
            let text = serde_json::to_vec(&order)
                .map_err(|_| EdgeError::Object("an order can't be written as JSON".into()))?;
            let stored = Digest::of(&text);
            let counts = decided.rollback.counts;
            let progress = OrgProgress {
                org: part.pushed.org,
                name: part.pushed.name,
                wave: 1,
                state: OrgState::Waiting,
                cells: counts.cells(),
                writes: counts.writes(),
                written: 0,
                outcomes: OutcomeCounts::default(),
                message: String::new(),
            };
            orders.push((stored, text));
            orgs.push((progress, stored));
            digests.push(digest);
        }
        bodies::save(edge.db(), edge.bodies(), orders).await?;
    }
    if rollback_digest(&asked.choices, &digests) != asked.plan {
        return Err(EdgeError::Object(
            "a rollback was planned in two ways".into(),
        ));
    }
    Ok(orgs)
}
