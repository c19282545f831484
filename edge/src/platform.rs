//! What the edge needs from where it runs: storage, the time, randomness, the orgs, and the Durable
//! Objects.

use std::cell::RefCell;

use orgcast_shared::content::Memo;
use orgcast_shared::id::{Millis, OrgId, PushId};
use orgcast_shared::sumo::{ApiAnswer, TransportFault};

use crate::ask::{OrgAsk, OrgReply, PushAsk};
use crate::problem::EdgeError;
use crate::settings::Settings;
use crate::store::bodies::Bucket;
use crate::store::{Database, Remembered};
use crate::sumo_fetch::SumoCall;

/// Where the edge runs.
pub trait Platform {
    /// The database.
    type Db: Database;
    /// The place for bodies.
    type Bodies: Bucket;

    /// The database.
    fn db(&self) -> &Self::Db;

    /// The place for bodies.
    fn bodies(&self) -> &Self::Bodies;

    /// What is known to be stored.
    fn remembered(&self) -> &RefCell<Remembered>;

    /// What items came to that were read lately.
    fn memo(&self) -> &Memo;

    /// The settings.
    fn settings(&self) -> &Settings;

    /// The time.
    fn now(&self) -> Millis;

    /// Waits.
    fn sleep_until(&self, time: Millis) -> impl Future<Output = ()>;

    /// Random bytes, fit for secrets.
    fn random<const N: usize>(&self) -> Result<[u8; N], EdgeError>;

    /// Makes a call to an org.
    fn fetch(&self, call: SumoCall<'_>) -> impl Future<Output = Result<ApiAnswer, TransportFault>>;

    /// Asks the one object that talks to an org.
    fn ask_org(
        &self,
        org: &OrgId,
        ask: OrgAsk,
    ) -> impl Future<Output = Result<OrgReply, EdgeError>>;

    /// Asks the one object that runs a push.
    fn ask_push(&self, push: &PushId, ask: PushAsk) -> impl Future<Output = Result<(), EdgeError>>;
}
