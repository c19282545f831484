//! What the edge needs from where it runs: storage, the time, randomness, and the Durable Objects.

use orgcast_shared::id::{Millis, OrgId, PushId};

use crate::ask::{OrgAsk, OrgReply, PushAsk};
use crate::problem::EdgeError;
use crate::settings::Settings;
use crate::store::Database;
use crate::store::bodies::Bucket;

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

    /// The settings.
    fn settings(&self) -> &Settings;

    /// The time.
    fn now(&self) -> Millis;

    /// Random bytes, fit for secrets.
    fn random<const N: usize>(&self) -> Result<[u8; N], EdgeError>;

    /// Asks the one object that talks to an org.
    fn ask_org(
        &self,
        org: &OrgId,
        ask: OrgAsk,
    ) -> impl Future<Output = Result<OrgReply, EdgeError>>;

    /// Asks the one object that runs a push.
    fn ask_push(&self, push: &PushId, ask: PushAsk) -> impl Future<Output = Result<(), EdgeError>>;
}
