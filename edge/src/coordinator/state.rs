use orgcast_shared::api::{OrgProgress, Push, PushDetail};
use orgcast_shared::history::PushState;
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
use orgcast_shared::push::{Coordinator, CoordinatorCommand, CoordinatorEvent, OrgStart};
use orgcast_shared::select::Choices;

use crate::ask::PushOrder;
use crate::store::pushes::{self, StoredPush};
use crate::store::{Database, StoreError};

/// A push as it is being run. The database has all of it, so that it can be taken up again.
#[derive(Debug)]
pub struct PushRun {
    push: Push,
    choices: Digest,
    /// The orgs by name.
    names: Vec<OrgId>,
    orders: Vec<(OrgId, Digest)>,
    coordinator: Coordinator,
}

impl PushRun {
    /// Takes a push up from the database; `None` when there is no such push.
    pub async fn load(db: &impl Database, id: &PushId) -> Result<Option<Self>, StoreError> {
        let Some(StoredPush { push, choices }) = pushes::get(db, id).await? else {
            return Ok(None);
        };
        let orgs = pushes::orgs(db, id).await?;
        let names = orgs.iter().map(|org| org.org.clone()).collect();
        let orders = pushes::orders(db, id).await?;
        let coordinator = take_up(push.state, orgs);
        Ok(Some(Self {
            push,
            choices,
            names,
            orders,
            coordinator,
        }))
    }

    /// Takes one event in at the time `now`.
    pub fn handle(&mut self, event: CoordinatorEvent, now: Millis) -> Vec<CoordinatorCommand> {
        let commands = self.coordinator.handle(event);
        self.push.state = self.coordinator.state();
        self.push.outcomes = self.coordinator.outcomes();
        if self.push.state.is_final() && self.push.ended_at.is_none() {
            self.push.ended_at = Some(now);
        }
        commands
    }

    /// Where the push stands.
    pub fn push(&self) -> &Push {
        &self.push
    }

    /// Where one of its orgs stands.
    pub fn org(&self, org: &OrgId) -> Option<&OrgProgress> {
        self.coordinator.org(org)
    }

    /// What one of its orgs has to do.
    pub fn order(&self, org: &OrgId) -> Option<PushOrder> {
        let (_, order) = self.orders.iter().find(|(of, _)| of == org)?;
        let (push, source) = (self.push.id.clone(), self.push.source.clone());
        Some(PushOrder {
            push,
            source,
            order: *order,
        })
    }

    /// The digest of what was chosen.
    pub fn choices(&self) -> Digest {
        self.choices
    }

    /// Everything there is to know now; what was chosen has to be loaded for it.
    pub fn detail(&self, choices: Choices) -> PushDetail {
        let orgs = self
            .names
            .iter()
            .filter_map(|org| self.org(org).cloned())
            .collect();
        PushDetail {
            push: self.push.clone(),
            choices,
            orgs,
        }
    }
}

/// A coordinator that has heard what is known already. What it wants done about that was done.
fn take_up(state: PushState, orgs: Vec<OrgProgress>) -> Coordinator {
    let start = |org: &OrgProgress| OrgStart {
        org: org.org.clone(),
        name: org.name.clone(),
        cells: org.cells,
        writes: org.writes,
    };
    let mut coordinator = Coordinator::new(orgs.iter().map(start));
    for OrgProgress {
        org,
        state,
        written,
        outcomes,
        message,
        ..
    } in orgs
    {
        coordinator.handle(CoordinatorEvent::Written(org.clone(), written));
        let event = if state.is_final() {
            CoordinatorEvent::Ended(org, state, outcomes, message)
        } else {
            CoordinatorEvent::Entered(org, state)
        };
        coordinator.handle(event);
    }
    if matches!(state, PushState::Stopping | PushState::Stopped) {
        coordinator.handle(CoordinatorEvent::Stop);
    }
    coordinator
}
