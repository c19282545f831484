use crate::api::{OrgProgress, Push, ResumePush};
use crate::history::{Course, OrgState, OutcomeCounts, PushState};
use crate::id::{Millis, OrgId};
use crate::select::{Gate, Rollout};
use crate::sorted::sorted;

/// Keeps one push together: which orgs are to be started and when, where each of them stands, and how
/// the push as a whole ends. One org's trouble never touches another's, unless the rollout says so.
///
/// Its orgs go wave by wave. A wave is over when all its orgs have come to their end; then the gate
/// opens, and the next one begins. When more orgs of a wave fail than may, nothing new begins: what is
/// at work goes on to its end, and somebody decides how to go on.
///
/// All it needs to know stands in the push and its orgs, which are stored: it can be made anew at any
/// point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordinator {
    rollout: Rollout,
    course: Course,
    paused: bool,
    stopping: bool,
    /// By id.
    orgs: Vec<OrgProgress>,
}

/// What a coordinator is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoordinatorEvent {
    /// Begin, go on after a restart, or look what the time says: orgs that haven't ended are started
    /// (again).
    Start,
    /// An org entered another phase.
    Entered(OrgId, OrgState),
    /// This many cells of an org have been written so far.
    Written(OrgId, u64),
    /// An org came to its end.
    Ended(OrgId, OrgState, OutcomeCounts, String),
    /// Somebody pauses the push.
    Pause,
    /// Somebody has it go on.
    Resume(ResumePush),
    /// Somebody stops the push.
    Stop,
}

/// What a coordinator wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoordinatorCommand {
    /// Let the org's agent carry out its order. It may have begun already: then it goes on.
    StartOrg(OrgId),
    /// Tell the org's agent to rest.
    PauseOrg(OrgId),
    /// Tell the org's agent to stop.
    StopOrg(OrgId),
    /// Store and show where an org stands now.
    Show(OrgId),
}

impl Coordinator {
    /// Takes a push up from where it and its orgs stand.
    pub fn new(push: &Push, orgs: impl IntoIterator<Item = OrgProgress>) -> Self {
        Self {
            rollout: push.rollout.clone(),
            course: push.course,
            paused: push.state == PushState::Paused,
            stopping: matches!(push.state, PushState::Stopping | PushState::Stopped),
            orgs: sorted(orgs.into_iter().collect(), |a, b| a.org.cmp(&b.org)),
        }
    }

    /// Takes one event in at the time `now`. Events about orgs that have ended, or that aren't part of
    /// the push, change nothing: they may come twice after a restart.
    pub fn handle(&mut self, event: CoordinatorEvent, now: Millis) -> Vec<CoordinatorCommand> {
        let mut commands = match event {
            CoordinatorEvent::Start => self.start(),
            CoordinatorEvent::Entered(org, state) => {
                self.change(&org, |progress| progress.state = state)
            }
            CoordinatorEvent::Written(org, cells) => {
                self.change(&org, |progress| progress.written = cells)
            }
            CoordinatorEvent::Ended(org, state, outcomes, message) => {
                self.change(&org, |progress| {
                    progress.state = state;
                    progress.outcomes = outcomes;
                    progress.message = message;
                })
            }
            CoordinatorEvent::Pause => self.pause(),
            CoordinatorEvent::Resume(seen) => self.resume(seen),
            CoordinatorEvent::Stop => {
                (self.stopping, self.paused) = (true, false);
                self.start()
            }
        };
        commands.extend(self.pass_gates(now));
        commands
    }

    fn start(&self) -> Vec<CoordinatorCommand> {
        use CoordinatorCommand::{PauseOrg, StartOrg, StopOrg};
        match self.state() {
            // Orgs that haven't begun are stopped, too: the agent records what became of each cell.
            PushState::Stopping => {
                let open = || self.open().map(|org| org.org.clone());
                open().map(StartOrg).chain(open().map(StopOrg)).collect()
            }
            PushState::Paused => self.begun(|_| true).map(PauseOrg).collect(),
            PushState::Halted => self.begun(OrgState::is_at_work).map(StartOrg).collect(),
            _ => self.begun(|_| true).map(StartOrg).collect(),
        }
    }

    fn pause(&mut self) -> Vec<CoordinatorCommand> {
        if self.stopping {
            return Vec::new();
        }
        self.paused = true;
        self.start()
    }

    fn resume(&mut self, seen: ResumePush) -> Vec<CoordinatorCommand> {
        let state = self.state();
        if (seen.state, seen.wave) != (state, self.course.wave) {
            return Vec::new();
        }
        let mut commands = Vec::new();
        match state {
            PushState::Paused => {
                self.paused = false;
                for org in &mut self.orgs {
                    if org.state == OrgState::Paused {
                        org.state = OrgState::Waiting;
                        commands.push(CoordinatorCommand::Show(org.org.clone()));
                    }
                }
            }
            PushState::Halted => self.course.accepted = self.failed(),
            PushState::Waiting => self.open_gate(),
            _ => return commands,
        }
        commands.extend(self.start());
        commands
    }

    /// Begins the next wave, and those after it, where nothing is in the way.
    fn pass_gates(&mut self, now: Millis) -> Vec<CoordinatorCommand> {
        let mut commands = Vec::new();
        while self.is_between_waves() {
            let is_open = match self.rollout.gate {
                Gate::Open => true,
                Gate::Hand => false,
                Gate::Wait { seconds } => {
                    let wait = Millis::from_secs(seconds.into());
                    *self.course.opens_at.get_or_insert(now + wait) <= now
                }
            };
            if !is_open || self.paused {
                break;
            }
            self.open_gate();
            commands.extend(self.start());
        }
        commands
    }

    /// Whether a wave is over and another one is to come.
    fn is_between_waves(&self) -> bool {
        let has_ended = |org: &OrgProgress| org.wave > self.course.wave || org.state.is_final();
        !self.stopping
            && self.course.wave < self.course.waves
            && !self.is_halted()
            && self.orgs.iter().all(has_ended)
    }

    fn open_gate(&mut self) {
        self.course = Course {
            wave: self.course.wave + 1,
            waves: self.course.waves,
            ..Course::default()
        };
    }

    /// Whether too many orgs of the wave failed, and something is left that could begin.
    fn is_halted(&self) -> bool {
        let Some(tolerance) = self.rollout.tolerance else {
            return false;
        };
        let tolerated = tolerance.of(self.of_wave().count() as u64);
        self.failed().saturating_sub(self.course.accepted) > tolerated
            && self.orgs.iter().any(|org| org.state == OrgState::Waiting)
    }

    /// How many orgs of the wave have failed, as far as the tolerance goes.
    fn failed(&self) -> u64 {
        let failed = self.of_wave().filter(|org| org.state == OrgState::Failed);
        failed.filter(|org| !org.is_only_changed()).count() as u64
    }

    fn of_wave(&self) -> impl Iterator<Item = &OrgProgress> {
        let wave = self.course.wave;
        self.orgs.iter().filter(move |org| org.wave == wave)
    }

    fn change(
        &mut self,
        org: &OrgId,
        change: impl FnOnce(&mut OrgProgress),
    ) -> Vec<CoordinatorCommand> {
        let place = self.place(org);
        let progress = place.and_then(|place| self.orgs.get_mut(place));
        let Some(progress) = progress.filter(|org| !org.state.is_final()) else {
            return Vec::new();
        };
        change(progress);
        vec![CoordinatorCommand::Show(org.clone())]
    }

    fn open(&self) -> impl Iterator<Item = &OrgProgress> {
        self.orgs.iter().filter(|org| !org.state.is_final())
    }

    /// The orgs in such a state that haven't ended and whose wave has begun.
    fn begun(&self, is: impl Fn(OrgState) -> bool) -> impl Iterator<Item = OrgId> {
        let begun = self.open().filter(|org| org.wave <= self.course.wave);
        let these = begun.filter(move |org| is(org.state));
        these.map(|org| org.org.clone())
    }

    fn place(&self, org: &OrgId) -> Option<usize> {
        self.orgs.binary_search_by(|known| known.org.cmp(org)).ok()
    }

    /// Where the push stands.
    pub fn state(&self) -> PushState {
        let any = |state: OrgState| self.orgs.iter().any(|org| org.state == state);
        if self.open().next().is_some() {
            if self.stopping {
                PushState::Stopping
            } else if self.paused {
                PushState::Paused
            } else if self.is_halted() {
                PushState::Halted
            } else if self.is_between_waves() {
                PushState::Waiting
            } else {
                PushState::Running
            }
        } else if any(OrgState::Stopped) {
            PushState::Stopped
        } else if any(OrgState::Failed) {
            PushState::Failed
        } else {
            PushState::Succeeded
        }
    }

    /// How far it has come along its waves.
    pub fn course(&self) -> Course {
        self.course
    }

    /// When there is something to do by the time alone.
    pub fn due(&self) -> Option<Millis> {
        let is_waiting = self.state() == PushState::Waiting;
        self.course.opens_at.filter(|_| is_waiting)
    }

    /// Whether nothing goes on until the time has come or somebody acts.
    pub fn is_at_rest(&self) -> bool {
        match self.state() {
            PushState::Running | PushState::Stopping => false,
            PushState::Halted | PushState::Paused => {
                !self.orgs.iter().any(|org| org.state.is_at_work())
            }
            _ => true,
        }
    }

    /// Where one org stands.
    pub fn org(&self, org: &OrgId) -> Option<&OrgProgress> {
        self.orgs.get(self.place(org)?)
    }

    /// What came of all orgs so far.
    pub fn outcomes(&self) -> OutcomeCounts {
        let mut all = OutcomeCounts::default();
        self.orgs.iter().for_each(|org| all.merge(&org.outcomes));
        all
    }
}
