use orgcast_shared::api::{OrgProgress, Push, PushDetail};
use orgcast_shared::history::{Course, OutcomeCounts, PushState};
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
use orgcast_shared::push::{Coordinator, CoordinatorCommand, CoordinatorEvent};
use orgcast_shared::select::Choices;

use crate::ask::{OrgAsk, PushOrder};
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
    /// What the database knows of the push.
    stored: (PushState, OutcomeCounts, Course),
    /// Orgs of which the database doesn't know the newest.
    dirty: Vec<OrgId>,
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
        Ok(Some(Self {
            stored: (push.state, push.outcomes, push.course),
            dirty: Vec::new(),
            coordinator: Coordinator::new(&push, orgs),
            push,
            choices,
            names,
            orders,
        }))
    }

    /// Takes one event in at the time `now`; gives the commands that concern agents.
    pub fn handle(&mut self, event: CoordinatorEvent, now: Millis) -> Vec<CoordinatorCommand> {
        let mut commands = self.coordinator.handle(event, now);
        commands.retain(|command| {
            if let CoordinatorCommand::Show(org) = command {
                if !self.dirty.contains(org) {
                    self.dirty.push(org.clone());
                }
                return false;
            }
            true
        });
        self.push.state = self.coordinator.state();
        self.push.outcomes = self.coordinator.outcomes();
        self.push.course = self.coordinator.course();
        if self.push.state.is_final() && self.push.ended_at.is_none() {
            self.push.ended_at = Some(now);
        }
        commands
    }

    /// What the database doesn't know yet.
    pub fn changes(&self) -> Option<(Push, Vec<OrgProgress>)> {
        let orgs = self.dirty.iter().filter_map(|org| self.org(org).cloned());
        let known = self.dirty.is_empty()
            && self.stored == (self.push.state, self.push.outcomes, self.push.course);
        (!known).then(|| (self.push.clone(), orgs.collect()))
    }

    /// The database knows these changes now; there may be newer ones.
    pub fn stored(&mut self, push: &Push, orgs: &[OrgProgress]) {
        self.stored = (push.state, push.outcomes, push.course);
        let coordinator = &self.coordinator;
        self.dirty
            .retain(|id| !orgs.iter().any(|org| coordinator.org(id) == Some(org)));
    }

    /// Whether the push has ended, and the database knows it.
    pub fn has_ended(&self) -> bool {
        self.stored.0.is_final()
    }

    /// Whether something goes on that an eye has to be kept on.
    pub fn goes_on(&self) -> bool {
        !self.has_ended() && !self.coordinator.is_at_rest()
    }

    /// When there is something to do by the time alone.
    pub fn due(&self) -> Option<Millis> {
        self.coordinator.due()
    }

    /// Whether an org belongs to the push and hasn't ended.
    pub fn is_open(&self, org: &OrgId) -> bool {
        self.org(org).is_some_and(|org| !org.state.is_final())
    }

    /// Where the push stands.
    pub fn push(&self) -> &Push {
        &self.push
    }

    /// Where one of its orgs stands.
    pub fn org(&self, org: &OrgId) -> Option<&OrgProgress> {
        self.coordinator.org(org)
    }

    /// What an agent is to be asked; nothing when its org has ended.
    pub fn ask(&self, command: CoordinatorCommand) -> Option<(OrgId, OrgAsk)> {
        let push = self.push.id.clone();
        let (org, ask) = match command {
            CoordinatorCommand::StartOrg(org) => {
                let (_, order) = self.orders.iter().find(|(of, _)| *of == org)?;
                let (order, source) = (*order, self.push.source.clone());
                let order = PushOrder {
                    push,
                    source,
                    order,
                };
                (org, OrgAsk::Push(order))
            }
            CoordinatorCommand::PauseOrg(org) => (org, OrgAsk::Pause(push)),
            CoordinatorCommand::StopOrg(org) => (org, OrgAsk::Stop(push)),
            CoordinatorCommand::Show(_) => return None,
        };
        self.is_open(&org).then_some((org, ask))
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
