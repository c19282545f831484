//! What holds of a coordinator whatever happens, and wherever it is made anew in between.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::coordinator_examples::{ended, org, push};
use super::{Coordinator, CoordinatorCommand, CoordinatorEvent};
use crate::api::{OrgProgress, Push, ResumePush};
use crate::history::{OrgState, PushState};
use crate::id::Millis;
use crate::select::{Gate, Tolerance};

/// Something that happens to a push; the number picks an org.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Begins(usize),
    Rests(usize),
    Succeeds(usize),
    Fails(usize),
    Paused,
    Resumed,
    Stopped,
    TimePasses,
    /// The runtime ends and starts again.
    Restarts,
}

fn arb_happening() -> impl Strategy<Value = Happening> {
    use Happening::{
        Begins, Fails, Paused, Restarts, Rests, Resumed, Stopped, Succeeds, TimePasses,
    };
    prop_oneof![
        4 => (0..9_usize).prop_map(Begins),
        1 => (0..9_usize).prop_map(Rests),
        4 => (0..9_usize).prop_map(Succeeds),
        2 => (0..9_usize).prop_map(Fails),
        1 => Just(Paused),
        2 => Just(Resumed),
        1 => prop::bool::weighted(0.3).prop_map(|stop| if stop { Stopped } else { TimePasses }),
        2 => Just(TimePasses),
        2 => Just(Restarts),
    ]
}

fn arb_rollout() -> impl Strategy<Value = Value> {
    let gate = prop_oneof![
        Just(json!("open")),
        Just(json!("hand")),
        Just(json!({ "wait": { "seconds": 20 } }))
    ];
    let tolerance = prop_oneof![
        Just(Value::Null),
        (0..3_u32).prop_map(|orgs| json!({ "orgs": orgs })),
        (0..=100_u8).prop_map(|percent| json!({ "percent": percent }))
    ];
    (gate, tolerance).prop_map(|(gate, tolerance)| json!({ "gate": gate, "tolerance": tolerance }))
}

const ORGS: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
/// How much time passes at once.
const SPAN: Millis = Millis(7_000);

/// A push with what its orgs' agents were asked, and what somebody else would expect of it.
struct Watched {
    push: Push,
    coordinator: Coordinator,
    now: Millis,
    asked: [bool; 9],
    begun: [bool; 9],
    accepted: u64,
    /// When the wave was over.
    over_at: Option<Millis>,
}

impl Watched {
    fn new((push, orgs): (Push, Vec<OrgProgress>)) -> Self {
        Self {
            coordinator: Coordinator::new(&push, orgs),
            push,
            now: Millis(0),
            asked: [false; 9],
            begun: [false; 9],
            accepted: 0,
            over_at: None,
        }
    }

    fn org(&self, number: usize) -> &OrgProgress {
        self.coordinator.org(&org(ORGS[number])).unwrap()
    }

    fn orgs(&self) -> impl Iterator<Item = &OrgProgress> {
        (0..9).map(|number| self.org(number))
    }

    fn failed(&self) -> u64 {
        let wave = self.coordinator.course().wave;
        let failed = |org: &&OrgProgress| org.wave == wave && org.state == OrgState::Failed;
        self.orgs().filter(failed).count() as u64
    }

    fn tolerated(&self) -> u64 {
        let wave = self.coordinator.course().wave;
        let of_wave = self.orgs().filter(|org| org.wave == wave).count() as u64;
        match self.push.rollout.tolerance {
            None => u64::MAX,
            Some(Tolerance::Orgs(orgs)) => orgs.into(),
            Some(Tolerance::Percent(percent)) => of_wave * u64::from(percent) / 100,
        }
    }

    /// As the object does after an end of the runtime: all it has is what is stored.
    fn restart(&mut self) {
        self.push.state = self.coordinator.state();
        self.push.course = self.coordinator.course();
        let orgs: Vec<_> = self.orgs().cloned().collect();
        self.coordinator = Coordinator::new(&self.push, orgs);
        self.tell(CoordinatorEvent::Start);
    }

    fn happens(&mut self, happening: Happening, restarts: bool) {
        use Happening::{
            Begins, Fails, Paused, Restarts, Rests, Resumed, Stopped, Succeeds, TimePasses,
        };
        let entered = |number: usize, state| CoordinatorEvent::Entered(org(ORGS[number]), state);
        match happening {
            // An agent looks at where the push stands before it begins.
            Begins(number) => {
                let state = self.coordinator.state();
                let may = matches!(state, PushState::Running | PushState::Stopping);
                if self.asked[number] && may && !self.org(number).state.is_final() {
                    self.begun[number] = true;
                    self.tell(entered(number, OrgState::Writing));
                }
            }
            Rests(number) => {
                let is_paused = self.coordinator.state() == PushState::Paused;
                if is_paused && self.org(number).state.is_at_work() {
                    self.tell(entered(number, OrgState::Paused));
                }
            }
            Succeeds(number) | Fails(number) => {
                if self.begun[number] && self.org(number).state != OrgState::Paused {
                    let is_stopping = self.coordinator.state() == PushState::Stopping;
                    let state = match happening {
                        Fails(_) => OrgState::Failed,
                        _ if is_stopping => OrgState::Stopped,
                        _ => OrgState::Done,
                    };
                    self.tell(ended(ORGS[number], state));
                }
            }
            Paused => self.tell(CoordinatorEvent::Pause),
            Resumed => {
                let (state, wave) = (self.coordinator.state(), self.coordinator.course().wave);
                if state == PushState::Halted {
                    self.accepted = self.failed();
                }
                self.tell(CoordinatorEvent::Resume(ResumePush { state, wave }));
            }
            Stopped => self.tell(CoordinatorEvent::Stop),
            TimePasses => {
                self.now = self.now + SPAN;
                self.tell(CoordinatorEvent::Start);
            }
            Restarts if restarts => self.restart(),
            Restarts => self.tell(CoordinatorEvent::Start),
        }
    }

    fn tell(&mut self, event: CoordinatorEvent) {
        let by_hand = matches!(event, CoordinatorEvent::Resume(_));
        let before = self.coordinator.course();
        let commands = self.coordinator.handle(event, self.now);
        let course = self.coordinator.course();
        let is_stopping = self.coordinator.state() == PushState::Stopping;
        if course.wave != before.wave {
            let open = match self.push.rollout.gate {
                Gate::Open => true,
                Gate::Hand => by_hand,
                Gate::Wait { seconds } => {
                    let wait = Millis::from_secs(seconds.into());
                    by_hand || self.over_at.is_some_and(|over| over + wait <= self.now)
                }
            };
            assert!(open, "the gate was shut");
            (self.accepted, self.over_at) = (0, None);
        }
        let is_over = self
            .orgs()
            .all(|org| org.wave > course.wave || org.state.is_final());
        if is_over && self.failed() <= self.accepted.saturating_add(self.tolerated()) {
            self.over_at.get_or_insert(self.now);
        }
        for command in commands {
            let CoordinatorCommand::StartOrg(id) = command else {
                continue;
            };
            let number = ORGS.iter().position(|name| *name == id.as_str()).unwrap();
            let started = self.org(number);
            assert!(!started.state.is_final(), "{id} has ended");
            if !is_stopping {
                assert_ne!(self.coordinator.state(), PushState::Paused);
                assert!(started.wave <= course.wave);
                let earlier = self.orgs().filter(|org| org.wave < started.wave);
                assert!(earlier.into_iter().all(|org| org.state.is_final()));
                if started.state == OrgState::Waiting {
                    let failed = self.failed().saturating_sub(self.accepted);
                    assert!(
                        failed <= self.tolerated(),
                        "{id} begins after {failed} failures"
                    );
                }
            }
            self.asked[number] = true;
        }
    }

    /// Whatever is waited for happens.
    fn finish(&mut self) {
        for _ in 0..40 {
            self.happens(Happening::Resumed, false);
            self.happens(Happening::TimePasses, false);
            (0..9).for_each(|number| self.happens(Happening::Begins(number), false));
            (0..9).for_each(|number| self.happens(Happening::Succeeds(number), false));
        }
    }
}

proptest! {
    #[test]
    fn waves_gates_tolerance_and_pauses_hold_whatever_happens_and_every_push_ends(
        rollout in arb_rollout(),
        cuts in prop::collection::btree_set(1..9_usize, 0..4),
        history in prop::collection::vec(arb_happening(), 0..80),
    ) {
        let mut waves: Vec<&[&str]> = Vec::new();
        let mut rest = &ORGS[..];
        for cut in cuts.iter().rev() {
            let (before, after) = rest.split_at(*cut);
            waves.insert(0, after);
            rest = before;
        }
        waves.insert(0, rest);
        let mut through = Watched::new(push(&rollout, &waves));
        let mut interrupted = Watched::new(push(&rollout, &waves));
        through.tell(CoordinatorEvent::Start);
        interrupted.tell(CoordinatorEvent::Start);
        for happening in history {
            through.happens(happening, false);
            interrupted.happens(happening, true);
            let stands = |watched: &Watched| {
                let orgs: Vec<_> = watched.orgs().cloned().collect();
                (watched.coordinator.state(), watched.coordinator.course(), orgs)
            };
            prop_assert_eq!(stands(&through), stands(&interrupted), "{:?}", happening);
        }
        interrupted.finish();
        prop_assert!(interrupted.coordinator.state().is_final());
        prop_assert!(interrupted.orgs().all(|org| org.state.is_final()));
    }
}
