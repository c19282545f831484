//! What keeps a push together: the coordinator over what the database knows, as at the edge.

use std::collections::BTreeMap;

use orgcast_shared::api::{self, OrgProgress, ResumePush};
use orgcast_shared::history::{Course, OrgState, OutcomeCounts, PushState};
use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
use orgcast_shared::plan::Counts;
use orgcast_shared::push::{Coordinator, CoordinatorCommand, CoordinatorEvent};
use orgcast_shared::select::{Choices, Rollout};

use super::fault::{Fault, Temper};
use super::state::{Ask, Due, End, History, Interrupt, Order, Push, Undoes};

/// How often a push that goes on looks after its orgs.
const WATCH: Millis = Millis::from_secs(60);

/// A push that is to begin.
pub(super) struct NewPush {
    pub(super) plan: Digest,
    pub(super) planned: Counts,
    pub(super) choices: Choices,
    pub(super) rollout: Rollout,
    /// By the places of the orgs.
    pub(super) orders: Vec<(usize, Order)>,
    pub(super) retry_of: Option<usize>,
    pub(super) undoes: Option<Undoes>,
}

impl History {
    /// Stores a push and begins it.
    pub(super) fn start_push(&mut self, new: NewPush) {
        let NewPush {
            rollout, orders, ..
        } = new;
        let waves = rollout.waves(orders.iter().map(|(org, _)| &self.orgs[*org].id));
        let wave = |org: &OrgId| {
            let wave = waves.iter().position(|wave| wave.contains(org));
            wave.expect("an org of the push") as u64 + 1
        };
        let waiting = |(org, order): &(usize, Order)| OrgProgress {
            org: self.orgs[*org].id.clone(),
            name: self.orgs[*org].name.clone(),
            state: OrgState::Waiting,
            wave: wave(&self.orgs[*org].id),
            cells: order.order.cells.len() as u64,
            writes: order.order.writes().count() as u64,
            written: 0,
            outcomes: OutcomeCounts::default(),
            message: String::new(),
        };
        let progress: Vec<_> = orders.iter().map(waiting).collect();
        let push = self.pushes.len();
        let id = |push: usize| PushId::new(format!("p{push}")).expect("an id");
        let read_since = orders.iter().map(|(org, _)| (*org, self.read_since[*org]));
        let stored = api::Push {
            id: id(push),
            by: "soc@provider.test".to_owned(),
            started_at: self.now,
            ended_at: None,
            state: PushState::Running,
            source: self.orgs[0].id.clone(),
            source_name: self.orgs[0].name.clone(),
            plan: new.plan,
            planned: new.planned,
            outcomes: OutcomeCounts::default(),
            orgs: orders.len() as u64,
            items: 0,
            expected: None,
            retry_of: new.retry_of.map(id),
            rollback_of: new.undoes.as_ref().map(|undoes| id(undoes.of)),
            rollout,
            course: Course::of(waves.len() as u64),
        };
        let is_open = |push: &Push| !push.stored.state.is_final();
        self.figures.together += u64::from(self.pushes.iter().any(is_open));
        self.figures.in_waves += u64::from(waves.len() > 1);
        self.figures.pushes += 1;
        self.figures.retries += u64::from(new.retry_of.is_some());
        self.pushes.push(Push {
            stored,
            choices: new.choices,
            undoes: new.undoes,
            read_since: read_since.collect(),
            progress,
            orders: orders.into_iter().collect(),
            stopped: false,
            ends: BTreeMap::new(),
            bases: BTreeMap::new(),
            coordinator: None,
        });
        self.agenda.add(self.now, Due::Ring(push));
    }

    /// The alarm: orgs that haven't ended are asked for, and gates open.
    pub(super) fn ring(&mut self, push: usize) {
        if self.state_of(push).is_final() {
            return;
        }
        self.tell(push, CoordinatorEvent::Start);
        if !self.state_of(push).is_final() {
            let coordinator = self.pushes[push].coordinator.as_ref();
            let due = coordinator.and_then(Coordinator::due);
            let next = due.map_or(self.now + WATCH, |due| due.max(self.now + Millis(1)));
            self.agenda.add(next, Due::Ring(push));
        }
    }

    /// Somebody pauses a push.
    pub(super) fn pause(&mut self, push: usize) {
        if !self.state_of(push).is_final() {
            self.note(|| format!("push {push} is paused"));
            self.tell(push, CoordinatorEvent::Pause);
        }
    }

    /// Somebody has a push go on that waits for that, or stops it.
    pub(super) fn go_on(&mut self, push: usize) {
        let stored = &self.pushes[push].stored;
        let (state, wave) = (stored.state, stored.course.wave);
        if !matches!(
            state,
            PushState::Waiting | PushState::Halted | PushState::Paused
        ) {
            return;
        }
        if state == PushState::Halted && self.dice.chance(300) {
            return self.stop(push);
        }
        self.note(|| format!("push {push} goes on"));
        self.tell(push, CoordinatorEvent::Resume(ResumePush { state, wave }));
    }

    /// Somebody stops a push.
    pub(super) fn stop(&mut self, push: usize) {
        if self.state_of(push).is_final() {
            return;
        }
        self.note(|| format!("push {push} is stopped"));
        self.pushes[push].stopped = true;
        self.tell(push, CoordinatorEvent::Stop);
    }

    /// An org entered another phase; whether that was heard.
    pub(super) fn entered(&mut self, push: usize, org: usize, state: OrgState) -> bool {
        let id = self.orgs[org].id.clone();
        let heard = !self.is_lost(org);
        if heard {
            self.tell(push, CoordinatorEvent::Entered(id, state));
        }
        heard
    }

    /// An org's part has ended; whether that was heard.
    pub(super) fn report(&mut self, push: usize, org: usize, end: &End) -> bool {
        if self.is_lost(org) {
            return false;
        }
        if !self.progress(push, org).state.is_final() {
            // The cells first: an org that has ended has them all.
            self.pushes[push].ends.insert(org, end.clone());
            let id = self.orgs[org].id.clone();
            let counts: OutcomeCounts = end.cells.iter().collect();
            let message = end.message.clone();
            self.tell(
                push,
                CoordinatorEvent::Ended(id, end.state, counts, message),
            );
        }
        // It may have been heard and not answered.
        !self.is_lost(org)
    }

    fn tell(&mut self, push: usize, event: CoordinatorEvent) {
        let known = &mut self.pushes[push];
        let Push {
            stored, progress, ..
        } = known;
        let anew = || Coordinator::new(stored, progress.iter().cloned());
        let coordinator = known.coordinator.get_or_insert_with(anew);
        let commands = coordinator.handle(event, self.now);
        let state = coordinator.state();
        known.stored.state = state;
        known.stored.outcomes = coordinator.outcomes();
        known.stored.course = coordinator.course();
        for part in &mut known.progress {
            if let Some(newest) = coordinator.org(&part.org) {
                part.clone_from(newest);
            }
        }
        for command in commands {
            let (id, ask) = match command {
                CoordinatorCommand::StartOrg(org) => (org, Ask::Start),
                CoordinatorCommand::PauseOrg(org) => (org, Ask::Interrupt(Interrupt::Pause)),
                CoordinatorCommand::StopOrg(org) => (org, Ask::Interrupt(Interrupt::Stop)),
                CoordinatorCommand::Show(_) => continue,
            };
            let org = self.orgs.iter().position(|org| org.id == id);
            let org = org.expect("an org of the push");
            if !self.is_lost(org) {
                let at = self.after(1, 50);
                self.agenda.add(at, Due::Ask(org, push, ask));
            }
        }
    }

    /// Whether a message between an agent and a coordinator is lost.
    fn is_lost(&mut self, org: usize) -> bool {
        let calm = self.agents[org].temper == Temper::Calm;
        let lost = !calm && self.weather.strikes(Fault::LostMessage, &mut self.dice);
        if lost {
            self.figures.count(Fault::LostMessage);
        }
        lost
    }

    /// Where a push stands.
    pub(super) fn state_of(&self, push: usize) -> PushState {
        self.pushes[push].stored.state
    }

    /// Where an org stands in a push.
    pub(super) fn progress(&self, push: usize, org: usize) -> &OrgProgress {
        let id = &self.orgs[org].id;
        let mut progress = self.pushes[push].progress.iter();
        progress
            .find(|part| part.org == *id)
            .expect("an org of the push")
    }
}
