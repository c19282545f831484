use orgcast_shared::api::{
    OrgProgress, Person, PlanMismatch, PlanSide, ProblemCode, Push, StartPush,
};
use orgcast_shared::history::{Course, OrgState, OutcomeCounts, PushState};
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
use orgcast_shared::plan::{Dependency, Exceeded, Finding, Plan, check};
use orgcast_shared::push::OrgOrder;
use orgcast_shared::select::Rollout;

use super::retry::first_push;
use super::{Answer, json};
use crate::ask::PushAsk;
use crate::planning::{Planning, prepare};
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::pushes::{self, NewPush, StoredPush};
use crate::store::{bodies, orgs};

/// Plans again from what is stored, and starts the push if that gives the plan that was approved.
pub(super) async fn start<P: Platform>(
    edge: &P,
    person: &Person,
    body: &[u8],
) -> Result<Answer, EdgeError> {
    let mut asked: StartPush = json::read(body)?;
    refuse_unless_key(&asked.idempotency_key)?;
    if let Some(retried) = asked.retry_of {
        let found = pushes::get(edge.db(), &retried).await?;
        let found = found.ok_or_else(|| EdgeError::not_found("push to retry"))?;
        asked.retry_of = Some(first_push(found.push));
    }
    if let Some(known) = repeated(edge, &asked).await? {
        return begin(edge, known).await;
    }
    let planning = prepare(edge, &asked.choices).await?;
    let plan = planning.plan()?;
    if plan.digest() != asked.plan {
        return Err(EdgeError::plan_changed(mismatch(&asked, &planning, &plan)));
    }
    refuse_if_unsound(&planning, &plan)?;
    refuse_if_over_budget(&plan)?;
    refuse_unless_rollout(&asked.rollout, |org| plan.org(org).is_some())?;
    let new = new_push(edge, person, &asked, &planning, &plan).await?;
    if pushes::insert(edge.db(), &new).await? {
        return begin(edge, new.push).await;
    }
    // Another request with this key came in at the same time, and was faster.
    if let Some(known) = repeated(edge, &asked).await? {
        return begin(edge, known).await;
    }
    let user = pushes::user_of(edge.db(), &asked.plan, new.read_at).await?;
    let user = user.ok_or_else(|| EdgeError::Object("a push is gone".into()))?;
    Err(EdgeError::refuse(ProblemCode::Conflict, used_up(&user)))
}

/// A plan is carried out once: what that changed isn't in the reads that it rests on.
pub(super) fn used_up(by: &Push) -> String {
    let id = &by.id;
    if by.state.is_final() && by.rollback_of.is_some() {
        format!(
            "Rollback {id} has carried this out. Preview it again, without the organizations that can't \
             be read."
        )
    } else if by.state.is_final() {
        format!(
            "Push {id} has carried this plan out. Read the organizations and preview again, or retry \
             what is missing of that push."
        )
    } else {
        format!("Push {id} is carrying this plan out.")
    }
}

/// The key has the form of an id.
pub(super) fn refuse_unless_key(key: &str) -> Result<(), EdgeError> {
    if PushId::new(key).is_ok() {
        return Ok(());
    }
    Err(EdgeError::bad_request(
        "An idempotency key has 1 to 64 letters, digits, hyphens or underscores.",
    ))
}

/// The rollout makes sense for a push that goes to the orgs for which `goes_to` says so.
pub(super) fn refuse_unless_rollout(
    rollout: &Rollout,
    goes_to: impl Fn(&OrgId) -> bool,
) -> Result<(), EdgeError> {
    let checked = rollout.check(goes_to);
    checked.map_err(|error| EdgeError::bad_request(format!("The rollout can't be used: {error}.")))
}

/// The push that this request started before.
async fn repeated<P: Platform>(edge: &P, asked: &StartPush) -> Result<Option<Push>, EdgeError> {
    let Some(StoredPush { push, choices }) =
        pushes::by_key(edge.db(), &asked.idempotency_key).await?
    else {
        return Ok(None);
    };
    let is_same = push.plan == asked.plan
        && push.rollout == asked.rollout
        && push.retry_of == asked.retry_of
        && choices == StoredPush::pack(&asked.choices)?.0;
    if is_same {
        return Ok(Some(push));
    }
    let detail = "Another push was started with this idempotency key.";
    Err(EdgeError::refuse(ProblemCode::Conflict, detail))
}

/// Has the push run. It may be running already: then it goes on.
pub(super) async fn begin<P: Platform>(edge: &P, push: Push) -> Result<Answer, EdgeError> {
    if !push.state.is_final() {
        edge.ask_push(&push.id, PushAsk::Start).await?;
    }
    Answer::json(201, &push)
}

fn mismatch(asked: &StartPush, planning: &Planning, plan: &Plan) -> PlanMismatch {
    let side = |(org, part): (&OrgId, &orgcast_shared::plan::OrgPlan)| PlanSide {
        org: org.clone(),
        digest: plan.org_digest(org).unwrap_or(plan.digest()),
        taken_at: planning.taken_at(org),
        counts: part.counts,
    };
    PlanMismatch {
        approved: asked.plan,
        current: plan.digest(),
        orgs: plan.orgs().map(side).collect(),
    }
}

fn refuse_if_unsound(planning: &Planning, plan: &Plan) -> Result<(), EdgeError> {
    let not_pushable = |detail: &str| Err(EdgeError::refuse(ProblemCode::NotPushable, detail));
    if plan.orgs().next().is_none() {
        return not_pushable("No organization to push to has been read.");
    }
    if plan.counts().cells() == 0 {
        return not_pushable("Nothing is selected.");
    }
    let findings: Vec<Finding> = check(&planning.input(), plan);
    let Some(first) = findings.first() else {
        return Ok(());
    };
    crate::log::error(&format!("a plan is unsound: {}", chain(first)));
    not_pushable("The plan contradicts itself. This is a fault of Orgcast; its log has more.")
}

fn refuse_if_over_budget(plan: &Plan) -> Result<(), EdgeError> {
    let exceeded = plan.exceeded();
    if exceeded.is_empty() {
        return Ok(());
    }
    let sentences: Vec<String> = exceeded.iter().map(Exceeded::sentence).collect();
    Err(EdgeError::refuse(
        ProblemCode::OverBudget,
        format!("The plan goes beyond its policy: {}.", sentences.join("; ")),
    ))
}

async fn new_push<P: Platform>(
    edge: &P,
    person: &Person,
    asked: &StartPush,
    planning: &Planning,
    plan: &Plan,
) -> Result<NewPush, EdgeError> {
    let known = orgs::list(edge.db()).await?;
    let name = |id: &OrgId| {
        let org = known.iter().find(|org| org.id == *id);
        org.map(|org| org.name.clone()).unwrap_or_default()
    };
    let (choices, text) = StoredPush::pack(&asked.choices)?;
    let orders = store_orders(edge, planning, plan, vec![(choices, text)]).await?;
    let waves = asked.rollout.waves(plan.orgs().map(|(org, _)| org));
    let progress = |(org, part): (&OrgId, &orgcast_shared::plan::OrgPlan)| {
        let (_, order) = orders.iter().find(|(of, _)| of == org)?;
        let wave = waves.iter().position(|wave| wave.contains(org))?;
        let progress = OrgProgress {
            org: org.clone(),
            name: name(org),
            wave: wave as u64 + 1,
            state: OrgState::Waiting,
            cells: part.counts.cells(),
            writes: part.counts.writes(),
            written: 0,
            outcomes: OutcomeCounts::default(),
            message: String::new(),
        };
        Some((progress, *order))
    };
    let orgs: Vec<_> = plan.orgs().filter_map(progress).collect();
    let items = plan
        .orgs()
        .map(|(_, part)| part.counts.cells())
        .max()
        .unwrap_or_default();
    let id = crate::id::random_hex(edge)?;
    let push = Push {
        id: PushId::new(id).map_err(|error| EdgeError::Object(error.to_string()))?,
        by: person.name.clone(),
        started_at: edge.now(),
        ended_at: None,
        state: PushState::Running,
        source: asked.choices.source.clone(),
        source_name: name(&asked.choices.source),
        plan: asked.plan,
        planned: plan.counts(),
        outcomes: OutcomeCounts::default(),
        orgs: orgs.len() as u64,
        items,
        expected: Some(expected(plan, &asked.rollout)),
        retry_of: asked.retry_of.clone(),
        rollback_of: None,
        rollout: asked.rollout.clone(),
        course: Course::of(waves.len() as u64),
    };
    let written = plan.orgs().filter(|(_, part)| part.counts.writes() > 0);
    Ok(NewPush {
        push,
        idempotency_key: asked.idempotency_key.clone(),
        choices,
        read_at: written.map(|(org, _)| planning.taken_at(org)).min(),
        orgs,
    })
}

/// How long the calls take at least, one wave after the other.
fn expected(plan: &Plan, rollout: &Rollout) -> Millis {
    let waves = plan.waves(rollout);
    let seconds = waves.iter().map(|wave| plan.cost_over(wave).seconds);
    Millis::from_secs(seconds.sum())
}

/// So many bytes of orders are held at most, by and large, before they are stored.
const BYTES_AT_ONCE: usize = 8 << 20;

/// Stores each org's part of the plan under its digest, and `pending` with them: orgs with equal
/// cells and dependencies share one.
async fn store_orders<P: Platform>(
    edge: &P,
    planning: &Planning,
    plan: &Plan,
    mut pending: Vec<(Digest, Vec<u8>)>,
) -> Result<Vec<(OrgId, Digest)>, EdgeError> {
    let mut orders = Vec::new();
    let mut bytes = 0;
    let mut known = Vec::new();
    for (org, mut open) in plan.dependencies_by_org() {
        // What these say about the cells is no part of the digest.
        open.retain(Dependency::is_open);
        let cells = (plan.cells_digest(org), open);
        if let Some((_, digest)) = known.iter().find(|(known, _)| *known == cells) {
            orders.push((org.clone(), *digest));
            continue;
        }
        let order = OrgOrder::new(plan, org, planning.nodes(), planning.source_root())
            .map_err(|error| EdgeError::Object(error.to_string()))?;
        let text = serde_json::to_vec(&order)
            .map_err(|_| EdgeError::Object("an order can't be written as JSON".into()))?;
        let digest = Digest::of(&text);
        bytes += text.len();
        pending.push((digest, text));
        orders.push((org.clone(), digest));
        known.push((cells, digest));
        if bytes >= BYTES_AT_ONCE {
            bodies::save(edge.db(), edge.bodies(), std::mem::take(&mut pending)).await?;
            bytes = 0;
        }
    }
    bodies::save(edge.db(), edge.bodies(), pending).await?;
    Ok(orders)
}
