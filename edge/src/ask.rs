//! What the Worker asks its Durable Objects, and what they answer: JSON inside the Worker, never
//! seen outside.

use orgcast_shared::id::PushId;
use serde::{Deserialize, Serialize};

use crate::store::orgs::StoredOrg;

/// Asked of the one object that talks to an org.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrgAsk {
    /// Try these credentials, which aren't saved yet. The key travels sealed.
    Try(StoredOrg),
    /// Read the org as soon as what is going on is done.
    Read,
    /// The org is going to be deleted: forget everything.
    Forget,
}

/// The answer to an [`OrgAsk`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrgReply {
    /// It will be done.
    Accepted,
    /// Not now: a push is going on.
    Busy,
    /// To [`OrgAsk::Try`].
    Tried(Trial),
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
    /// Begin; the push is stored already.
    Start {
        /// Which push.
        push: PushId,
    },
    /// End after the calls in flight.
    Stop,
}
