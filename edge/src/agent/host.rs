use std::cell::Cell;
use std::sync::Arc;

use futures_channel::mpsc::UnboundedSender;
use orgcast_shared::api::NodeRecord;
use orgcast_shared::content::{Bodies, FolderNode};
use orgcast_shared::id::{AccessId, Digest, Millis, Secret};
use orgcast_shared::org::Endpoint;
use orgcast_shared::push::{JournalEntry, Notice};
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, TransportFault};

use super::{Gate, journal};
use crate::drive::Host;
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::orgs::StoredOrg;
use crate::store::{Database, StoreError, bodies, nodes};
use crate::sumo_fetch::SumoCall;
use crate::vault::Purpose;

/// Where an org is and how to get in.
#[derive(Debug)]
pub struct Login {
    endpoint: Endpoint,
    access_id: AccessId,
    access_key: Secret,
}

impl Login {
    /// Opens an org's sealed key.
    pub fn open<P: Platform>(platform: &P, org: &StoredOrg) -> Result<Self, EdgeError> {
        let settings = platform.settings();
        let endpoint = settings.endpoints.get(&org.endpoint);
        let key = settings
            .vault
            .open(Purpose::AccessKey, &org.id, &org.sealed_key)?;
        Ok(Self {
            endpoint: endpoint
                .cloned()
                .map_err(|_| EdgeError::Setting(crate::settings::ENDPOINTS))?,
            access_id: org.access_id.clone(),
            access_key: Secret::new(key),
        })
    }

    /// A request, ready to be made.
    pub fn call<'a>(&'a self, request: &'a ApiRequest) -> SumoCall<'a> {
        SumoCall {
            endpoint: &self.endpoint,
            access_id: &self.access_id,
            access_key: &self.access_key,
            request,
        }
    }
}

/// Carries out the commands of one job's machine.
#[derive(Debug)]
pub struct AgentHost<'a, P, D> {
    /// Where the edge runs.
    pub platform: &'a P,
    /// The object's own database, for the journal.
    pub own: &'a D,
    /// The org's rate limits.
    pub gate: &'a Gate,
    /// The org.
    pub login: &'a Login,
    /// The job's place in the queue.
    pub seq: u64,
    /// Where news goes.
    pub news: UnboundedSender<Notice>,
    /// How many calls were made.
    pub calls: &'a Cell<u64>,
}

impl<P: Platform, D: Database> Host for AgentHost<'_, P, D> {
    fn now(&self) -> Millis {
        self.platform.now()
    }

    async fn call(&self, request: ApiRequest) -> Result<ApiAnswer, TransportFault> {
        let answer = self.gate.call(self.platform, self.login, &request).await;
        if !matches!(answer, Err(TransportFault::LeftAlone(_))) {
            self.calls.set(self.calls.get() + 1);
        }
        answer
    }

    async fn sleep_until(&self, time: Millis) {
        self.platform.sleep_until(time).await;
    }

    async fn store(
        &self,
        nodes: Vec<(Digest, Arc<FolderNode>)>,
        bodies: Vec<(Digest, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let remembered = self.platform.remembered();
        let is_new = |digest: &Digest| !remembered.borrow_mut().knows(digest);
        let record = |(digest, node): (Digest, Arc<FolderNode>)| NodeRecord {
            digest,
            node: (&*node).into(),
        };
        let new_nodes = nodes.into_iter().filter(|(digest, _)| is_new(digest));
        let records: Vec<NodeRecord> = new_nodes.map(record).collect();
        let bodies = bodies.into_iter().filter(|(digest, _)| is_new(digest));
        let bodies: Vec<_> = bodies.collect();
        let digests = records.iter().map(|record| record.digest);
        let digests = digests.chain(bodies.iter().map(|(digest, _)| *digest));
        let digests: Vec<Digest> = digests.collect();
        let (db, bucket) = (self.platform.db(), self.platform.bodies());
        nodes::save(db, bucket, &records).await?;
        bodies::save(db, bucket, bodies).await?;
        let mut remembered = remembered.borrow_mut();
        for digest in digests {
            remembered.add(digest);
        }
        Ok(())
    }

    async fn load(&self, digests: Vec<Digest>, room: usize) -> Result<Bodies, StoreError> {
        bodies::load_within(self.platform.bodies(), &digests, room).await
    }

    async fn journal(&self, entry: JournalEntry) -> Result<(), StoreError> {
        journal::append(self.own, self.seq, &entry).await
    }

    fn tell(&self, notice: Notice) {
        // It fails only when nobody listens any more.
        let _ = self.news.unbounded_send(notice);
    }
}
