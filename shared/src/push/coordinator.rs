use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::OrgProgress;
use crate::history::{CellRecord, OrgState, OutcomeCounts, PushState};
use crate::id::OrgId;

/// Keeps one push together: which orgs are to be started, where each of them stands, and how the
/// push as a whole ends. One org's trouble never touches another's. It can be stored and taken up
/// again at any point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Coordinator {
    version: u8,
    stopping: bool,
    orgs: BTreeMap<OrgId, OrgProgress>,
}

/// One org of a push at its beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgStart {
    /// Which org.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// How many cells it has.
    pub cells: u64,
    /// How many of them will be written.
    pub writes: u64,
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
    /// Show where an org stands now.
    Show(OrgId),
    /// The push came to its end.
    End(PushState),
}

impl Coordinator {
    const VERSION: u8 = 1;

    /// A push to these orgs.
    pub fn new(orgs: impl IntoIterator<Item = OrgStart>) -> Self {
        let waiting = |start: OrgStart| OrgProgress {
            org: start.org,
            name: start.name,
            state: OrgState::Waiting,
            cells: start.cells,
            writes: start.writes,
            written: 0,
            outcomes: OutcomeCounts::default(),
            message: String::new(),
        };
        let orgs = orgs
            .into_iter()
            .map(|start| (start.org.clone(), waiting(start)))
            .collect();
        Self {
            version: Self::VERSION,
            stopping: false,
            orgs,
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
        if open.is_empty() {
            return vec![CoordinatorCommand::End(self.state())];
        }
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
        let Some(progress) = self.orgs.get_mut(org).filter(|org| !org.state.is_final()) else {
            return Vec::new();
        };
        change(progress);
        let mut commands = vec![CoordinatorCommand::Show(org.clone())];
        if self.open().next().is_none() {
            commands.push(CoordinatorCommand::End(self.state()));
        }
        commands
    }

    fn open(&self) -> impl Iterator<Item = &OrgId> {
        self.orgs
            .iter()
            .filter(|(_, org)| !org.state.is_final())
            .map(|(id, _)| id)
    }

    /// Where the push stands.
    pub fn state(&self) -> PushState {
        let any = |state: OrgState| self.orgs.values().any(|org| org.state == state);
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

    /// Where each org stands, by id.
    pub fn orgs(&self) -> impl Iterator<Item = &OrgProgress> {
        self.orgs.values()
    }

    /// Where one org stands.
    pub fn org(&self, org: &OrgId) -> Option<&OrgProgress> {
        self.orgs.get(org)
    }

    /// What came of all orgs so far.
    pub fn outcomes(&self) -> OutcomeCounts {
        let mut all = OutcomeCounts::default();
        self.orgs.values().for_each(|org| all.merge(&org.outcomes));
        all
    }

    /// Whether this version of Orgcast can go on with it.
    pub fn is_current(&self) -> bool {
        self.version == Self::VERSION
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
        Coordinator::new(orgs.iter().map(|org| OrgStart {
            org: OrgId::new(*org).unwrap(),
            name: (*org).to_owned(),
            cells: 1,
            writes: 1,
        }))
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
        let last = push.handle(ended("b", OrgState::Done));
        assert_eq!(
            last.last(),
            Some(&CoordinatorCommand::End(PushState::Failed))
        );
        assert_eq!(push.handle(ended("b", OrgState::Done)), []);
    }

    #[test]
    fn a_restart_starts_what_has_not_ended() {
        let mut push = coordinator(&["a", "b"]);
        push.handle(ended("a", OrgState::Done));
        let text = serde_json::to_string(&push).unwrap();
        let mut again: Coordinator = serde_json::from_str(&text).unwrap();
        let b = OrgId::new("b").unwrap();
        assert_eq!(
            again.handle(CoordinatorEvent::Start),
            [CoordinatorCommand::StartOrg(b)]
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
    fn a_push_to_nobody_ends_at_once() {
        let mut push = coordinator(&[]);
        let end = CoordinatorCommand::End(PushState::Succeeded);
        assert_eq!(push.handle(CoordinatorEvent::Start), [end]);
    }
}
