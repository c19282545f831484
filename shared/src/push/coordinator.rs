use crate::api::OrgProgress;
use crate::history::{CellRecord, OrgState, OutcomeCounts, PushState};
use crate::id::OrgId;
use crate::sorted::sorted;

/// Keeps one push together: which orgs are to be started, where each of them stands, and how the
/// push as a whole ends. One org's trouble never touches another's. It can be made anew at any point
/// from where the orgs stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordinator {
    stopping: bool,
    /// By id.
    orgs: Vec<OrgProgress>,
}

/// What a coordinator is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoordinatorEvent {
    /// Begin, or go on after a restart: orgs that haven't ended are started (again).
    Start,
    /// An org entered another phase.
    Entered(OrgId, OrgState),
    /// This many cells of an org have been written so far.
    Written(OrgId, u64),
    /// An org came to its end.
    Ended(OrgId, OrgState, OutcomeCounts, String),
    /// Somebody stops the push.
    Stop,
}

/// What a coordinator wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoordinatorCommand {
    /// Let the org's agent carry out its order. It may have begun already: then it goes on.
    StartOrg(OrgId),
    /// Tell the org's agent to stop.
    StopOrg(OrgId),
    /// Store and show where an org stands now.
    Show(OrgId),
}

impl Coordinator {
    /// A push to these orgs; `stopping`: whether somebody has stopped it before.
    pub fn new(stopping: bool, orgs: impl IntoIterator<Item = OrgProgress>) -> Self {
        Self {
            stopping,
            orgs: sorted(orgs.into_iter().collect(), |a, b| a.org.cmp(&b.org)),
        }
    }

    /// Takes one event in. Events about orgs that have ended, or that aren't part of the push,
    /// change nothing: they may come twice after a restart.
    pub fn handle(&mut self, event: CoordinatorEvent) -> Vec<CoordinatorCommand> {
        match event {
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
            CoordinatorEvent::Stop => self.stop(),
        }
    }

    fn start(&mut self) -> Vec<CoordinatorCommand> {
        let open: Vec<_> = self.open().cloned().collect();
        // A push that was being stopped is stopped in orgs that haven't begun, too: the agent
        // records what became of each cell.
        let mut commands: Vec<_> = open
            .iter()
            .cloned()
            .map(CoordinatorCommand::StartOrg)
            .collect();
        if self.stopping {
            commands.extend(open.into_iter().map(CoordinatorCommand::StopOrg));
        }
        commands
    }

    fn stop(&mut self) -> Vec<CoordinatorCommand> {
        self.stopping = true;
        self.open()
            .cloned()
            .map(CoordinatorCommand::StopOrg)
            .collect()
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

    fn open(&self) -> impl Iterator<Item = &OrgId> {
        let open = self.orgs.iter().filter(|org| !org.state.is_final());
        open.map(|org| &org.org)
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

/// Counts the outcomes of cells.
impl<'a> FromIterator<&'a CellRecord> for OutcomeCounts {
    fn from_iter<I: IntoIterator<Item = &'a CellRecord>>(cells: I) -> Self {
        let mut counts = Self::default();
        cells.into_iter().for_each(|cell| counts.add(cell.outcome));
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coordinator(orgs: &[&str]) -> Coordinator {
        let waiting = |org: &&str| OrgProgress {
            org: OrgId::new(*org).unwrap(),
            name: (*org).to_owned(),
            state: OrgState::Waiting,
            cells: 1,
            writes: 1,
            written: 0,
            outcomes: OutcomeCounts::default(),
            message: String::new(),
        };
        Coordinator::new(false, orgs.iter().map(waiting))
    }

    fn ended(org: &str, state: OrgState) -> CoordinatorEvent {
        let org = OrgId::new(org).unwrap();
        CoordinatorEvent::Ended(org, state, OutcomeCounts::default(), String::new())
    }

    #[test]
    fn a_push_ends_with_its_last_org_and_once() {
        let mut push = coordinator(&["a", "b"]);
        assert_eq!(push.handle(CoordinatorEvent::Start).len(), 2);
        assert_eq!(push.handle(ended("a", OrgState::Failed)).len(), 1);
        assert_eq!(push.state(), PushState::Running);
        let b = OrgId::new("b").unwrap();
        let last = push.handle(ended("b", OrgState::Done));
        assert_eq!(last, [CoordinatorCommand::Show(b)]);
        assert_eq!(push.state(), PushState::Failed);
        assert_eq!(push.handle(ended("b", OrgState::Done)), []);
        assert_eq!(push.handle(CoordinatorEvent::Start), []);
    }

    #[test]
    fn one_that_is_made_anew_starts_what_has_not_ended() {
        let mut push = coordinator(&["a", "b"]);
        push.handle(ended("a", OrgState::Done));
        let mut again = Coordinator::new(true, push.orgs);
        let b = OrgId::new("b").unwrap();
        assert_eq!(
            again.handle(CoordinatorEvent::Start),
            [
                CoordinatorCommand::StartOrg(b.clone()),
                CoordinatorCommand::StopOrg(b)
            ]
        );
    }

    #[test]
    fn stopping_reaches_every_open_org() {
        let mut push = coordinator(&["a", "b"]);
        push.handle(ended("a", OrgState::Done));
        let b = OrgId::new("b").unwrap();
        assert_eq!(
            push.handle(CoordinatorEvent::Stop),
            [CoordinatorCommand::StopOrg(b)]
        );
        assert_eq!(push.state(), PushState::Stopping);
        push.handle(ended("b", OrgState::Stopped));
        assert_eq!(push.state(), PushState::Stopped);
    }

    #[test]
    fn a_push_to_nobody_has_ended() {
        let mut push = coordinator(&[]);
        assert_eq!(push.handle(CoordinatorEvent::Start), []);
        assert_eq!(push.state(), PushState::Succeeded);
    }
}
