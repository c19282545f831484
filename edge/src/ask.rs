//! What the Worker and its Durable Objects ask each other, and what they answer: JSON inside the
//! Worker, never seen outside.

use orgcast_shared::api::{LogLine, ResumePush, Stage};
use orgcast_shared::history::{CellRecord, OrgState};
use orgcast_shared::id::{Digest, ItemPath, OrgId, PushId};
use serde::{Deserialize, Serialize};

use crate::store::orgs::StoredOrg;

/// Asked of the one object that talks to an org.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrgAsk {
    /// Try these credentials, which aren't saved yet. The key travels sealed.
    Try(StoredOrg),
    /// Read the org when what is going on is done.
    Read,
    /// Carry out an order when what is going on is done. One that was asked for before goes on, also
    /// where it rests.
    Push(PushOrder),
    /// Have the org's part of a push rest after the calls in flight.
    Pause(PushId),
    /// End the org's part of a push after the calls in flight.
    Stop(PushId),
    /// Say how far the cells of the org's part of a push are.
    Stages(PushId),
    /// The org was deleted: forget everything.
    Forget,
}

/// One org's part of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushOrder {
    /// Which push.
    pub push: PushId,
    /// The source org, whose connections may have to be created.
    pub source: OrgId,
    /// What the order is stored under.
    pub order: Digest,
}

/// The answer to an [`OrgAsk`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrgReply {
    /// It will be done.
    Accepted,
    /// To [`OrgAsk::Try`].
    Tried(Trial),
    /// To [`OrgAsk::Stages`]: every cell whose writing has begun, by path; nothing where the push has
    /// come to its end there.
    Stages(Option<Vec<(ItemPath, Stage)>>),
}

/// What came of trying credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Trial {
    /// They work, for everything that a push needs to read.
    Accepted,
    /// Sumo Logic refused them; why and what to do, in a sentence.
    Refused(String),
    /// It couldn't be found out; why, in a sentence.
    Unavailable(String),
}

/// Asked of the one object that runs a push.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PushAsk {
    /// Begin; the push is stored already. Asking twice changes nothing.
    Start,
    /// Rest after the calls in flight.
    Pause,
    /// Go on from where somebody saw it stand.
    Resume(ResumePush),
    /// End after the calls in flight.
    Stop,
    /// News from an org. It may come twice.
    Report(OrgReport),
}

/// News from an org about its part of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgReport {
    /// Which org.
    pub org: OrgId,
    /// The phase it entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<OrgState>,
    /// How many cells have been written so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<u64>,
    /// New lines for the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<LogLine>,
    /// Its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<OrgEnd>,
}

impl OrgReport {
    /// No news from an org.
    pub fn about(org: &OrgId) -> Self {
        Self {
            org: org.clone(),
            state: None,
            written: None,
            log: Vec::new(),
            end: None,
        }
    }
}

/// How an org's part of a push ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgEnd {
    /// How.
    pub state: OrgState,
    /// Every cell with its outcome.
    pub cells: Vec<CellRecord>,
    /// Why the org as a whole failed; empty when it didn't.
    pub message: String,
    /// The root of what it held before anything was written, if it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Digest>,
    /// The root of what was read back, if anything was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Digest>,
    /// The root of its base before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Digest>,
}
