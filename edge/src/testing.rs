//! The in-memory twin of the platform, for native tests: a clock that moves only when somebody
//! waits, and objects that note what they are asked.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::task::Poll;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_executor::block_on;
use orgcast_shared::api::{OrgProgress, Push, Stage};
use orgcast_shared::content::Memo;
use orgcast_shared::history::{Course, OrgState, OutcomeCounts, PushState};
use orgcast_shared::id::{Digest, ItemPath, Millis, OrgId, PushId};
use orgcast_shared::plan::Counts;
use orgcast_shared::select::{Choices, Destinations, Options, Policy, Rollout, Selection};
use orgcast_shared::sumo::{ApiAnswer, TransportFault};
use serde_json::Value;

use crate::ask::{OrgAsk, OrgReply, PushAsk, Trial};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::settings::{ENDPOINTS, SIGN_IN_KEY, Settings, VAULT_KEY};
use crate::store::memory::{Memory, MemoryBucket};
use crate::store::pushes::{self, NewPush, StoredPush};
use crate::store::{Remembered, Statement, bodies, run};
use crate::sumo_fetch::SumoCall;

/// Where the edge runs in a native test.
#[derive(Debug)]
pub(crate) struct TestPlatform {
    db: Memory,
    bodies: MemoryBucket,
    remembered: RefCell<Remembered>,
    memo: Memo,
    settings: Settings,
    now: Cell<Millis>,
    random: Cell<u8>,
    /// Whether others get a turn while somebody sleeps.
    pub(crate) sleeps_long: Cell<bool>,
    /// What a trial of credentials comes to.
    pub(crate) trial: RefCell<Trial>,
    /// How far every org's cells are.
    pub(crate) stages: RefCell<Vec<(ItemPath, Stage)>>,
    /// What somebody else does to the database before an org's object answers the next time.
    pub(crate) meanwhile: RefCell<Option<Statement>>,
    /// How many of the next asks of orgs' objects fail.
    pub(crate) deaf: Cell<usize>,
    /// What the orgs' objects were asked.
    pub(crate) org_asks: RefCell<Vec<(OrgId, OrgAsk)>>,
    /// What the pushes' objects were asked.
    pub(crate) push_asks: RefCell<Vec<(PushId, PushAsk)>>,
    /// How many of the next asks of pushes' objects fail.
    pub(crate) deaf_pushes: Cell<usize>,
    /// The answers to calls, in order.
    pub(crate) answers: RefCell<VecDeque<Result<ApiAnswer, TransportFault>>>,
    /// The calls that were made: method and path.
    pub(crate) calls: RefCell<Vec<String>>,
}

impl TestPlatform {
    /// A platform whose clock says one million.
    pub(crate) fn new() -> Self {
        let settings = Settings::read(|name| match name {
            VAULT_KEY => STANDARD.encode([1; 32]),
            SIGN_IN_KEY => STANDARD.encode([2; 32]),
            ENDPOINTS => r#"[{"name": "sandbox", "url": "http://127.0.0.1:1/api"}]"#.to_owned(),
            _ => String::new(),
        });
        Self {
            db: Memory::migrated(),
            bodies: MemoryBucket::default(),
            remembered: RefCell::default(),
            memo: Memo::default(),
            settings: settings.unwrap(),
            now: Cell::new(Millis(1_000_000)),
            random: Cell::new(0),
            sleeps_long: Cell::default(),
            trial: RefCell::new(Trial::Accepted),
            stages: RefCell::default(),
            meanwhile: RefCell::default(),
            deaf: Cell::new(0),
            org_asks: RefCell::default(),
            push_asks: RefCell::default(),
            deaf_pushes: Cell::new(0),
            answers: RefCell::default(),
            calls: RefCell::default(),
        }
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, millis: u64) {
        self.now.set(self.now.get() + Millis(millis));
    }
}

/// A name of 255 characters that takes about as many bytes as one can.
pub(crate) fn long_name(number: usize) -> String {
    format!("{number:04} \"it's\" a/b\\c ")
        .chars()
        .chain(std::iter::repeat('🚨'))
        .take(255)
        .collect()
}

/// Stores a push to these orgs that has just been started, with one order for all.
pub(crate) fn store_push(platform: &TestPlatform, id: &PushId, orgs: &[&str], order: Digest) {
    store_waves(platform, id, &[orgs], Rollout::default(), order);
}

/// The same with orgs in waves.
pub(crate) fn store_waves(
    platform: &TestPlatform,
    id: &PushId,
    waves: &[&[&str]],
    rollout: Rollout,
    order: Digest,
) {
    let source = OrgId::new("source").unwrap();
    let waiting = |(wave, id): (usize, &&str)| {
        let progress = OrgProgress {
            org: OrgId::new(*id).unwrap(),
            name: (*id).to_owned(),
            wave: wave as u64 + 1,
            state: OrgState::Waiting,
            cells: 1,
            writes: 1,
            written: 0,
            outcomes: OutcomeCounts::default(),
            message: String::new(),
        };
        (progress, order)
    };
    let in_wave = |(wave, ids): (usize, &&[&str])| -> Vec<_> {
        ids.iter().map(|id| waiting((wave, id))).collect()
    };
    let orgs: Vec<_> = waves.iter().enumerate().flat_map(in_wave).collect();
    let chosen = Choices {
        source: source.clone(),
        selection: Selection::everything(),
        destinations: Destinations::default(),
        options: Options::default(),
        policy: Policy::default(),
        only: BTreeMap::new(),
    };
    let chosen = StoredPush::pack(&chosen).unwrap();
    let choices = chosen.0;
    block_on(bodies::save(platform.db(), platform.bodies(), vec![chosen])).unwrap();
    let new = NewPush {
        push: Push {
            id: id.clone(),
            by: "Local operator".into(),
            started_at: Millis(1),
            ended_at: None,
            state: PushState::Running,
            source,
            source_name: "Gold".into(),
            plan: Digest::of(id.as_str().as_bytes()),
            planned: Counts::default(),
            outcomes: OutcomeCounts::default(),
            orgs: orgs.len() as u64,
            items: 1,
            expected: None,
            retry_of: None,
            rollout,
            course: Course::of(waves.len() as u64),
            rollback_of: None,
        },
        idempotency_key: id.to_string(),
        read_at: None,
        choices,
        orgs,
    };
    assert!(block_on(pushes::insert(platform.db(), &new)).unwrap());
}

/// Whether a scripted answer is one to this call: calls that don't wait for each other come in any order.
fn suits(answer: &Result<ApiAnswer, TransportFault>, path: &str) -> bool {
    let Some(answer) = answer.as_ref().ok().filter(|answer| answer.status == 200) else {
        return true;
    };
    let Ok(Value::Object(body)) = serde_json::from_slice(&answer.body) else {
        return true;
    };
    let path = path.split('?').next().unwrap_or_default();
    let has = |field: &str| body.contains_key(field);
    let is_result = path.ends_with("/result");
    match () {
        () if has("data") => path.starts_with("/v1/connections"),
        () if has("status") => path.ends_with("/status"),
        () if has("type") => is_result && path.contains("/export/"),
        () if has("children") => is_result && path.contains("/adminRecommended/"),
        () => ["/adminRecommended", "/export", "/import"]
            .iter()
            .any(|start| path.ends_with(start)),
    }
}

/// Gives others a turn, where they are to have one.
pub(crate) async fn others_first(mut waits: bool) {
    poll_fn(|context| {
        context.waker().wake_by_ref();
        if std::mem::take(&mut waits) {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
}

impl Platform for TestPlatform {
    type Db = Memory;
    type Bodies = MemoryBucket;

    fn db(&self) -> &Memory {
        &self.db
    }

    fn bodies(&self) -> &MemoryBucket {
        &self.bodies
    }

    fn remembered(&self) -> &RefCell<Remembered> {
        &self.remembered
    }

    fn memo(&self) -> &Memo {
        &self.memo
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn now(&self) -> Millis {
        self.now.get()
    }

    async fn sleep_until(&self, time: Millis) {
        others_first(self.sleeps_long.get()).await;
        self.now.set(self.now.get().max(time));
    }

    fn random<const N: usize>(&self) -> Result<[u8; N], EdgeError> {
        self.random.set(self.random.get() + 1);
        Ok([self.random.get(); N])
    }

    async fn fetch(&self, call: SumoCall<'_>) -> Result<ApiAnswer, TransportFault> {
        let line = format!("{} {}", call.request.method.as_str(), call.request.path);
        self.calls.borrow_mut().push(line);
        let mut answers = self.answers.borrow_mut();
        let place = answers
            .iter()
            .position(|answer| suits(answer, &call.request.path));
        let answer = place.and_then(|place| answers.remove(place));
        answer.unwrap_or_else(|| Err(TransportFault::Broken("no answer was scripted".into())))
    }

    async fn ask_org(&self, org: &OrgId, ask: OrgAsk) -> Result<OrgReply, EdgeError> {
        let reply = match ask {
            OrgAsk::Try(_) => OrgReply::Tried(self.trial.borrow().clone()),
            OrgAsk::Stages(_) => OrgReply::Stages(Some(self.stages.borrow().clone())),
            _ => OrgReply::Accepted,
        };
        self.org_asks.borrow_mut().push((org.clone(), ask));
        let meanwhile = self.meanwhile.take();
        if let Some(statement) = meanwhile {
            run(&self.db, statement).await?;
        }
        if let Some(deaf) = self.deaf.get().checked_sub(1) {
            self.deaf.set(deaf);
            return Err(EdgeError::Object("it doesn't answer".into()));
        }
        Ok(reply)
    }

    async fn ask_push(&self, push: &PushId, ask: PushAsk) -> Result<(), EdgeError> {
        if let Some(deaf) = self.deaf_pushes.get().checked_sub(1) {
            self.deaf_pushes.set(deaf);
            return Err(EdgeError::Object("it doesn't answer".into()));
        }
        self.push_asks.borrow_mut().push((push.clone(), ask));
        Ok(())
    }
}
