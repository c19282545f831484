use std::cell::{Cell, RefCell};
use std::pin::pin;

use futures_channel::oneshot;
use futures_util::future::select;
use futures_util::lock::Mutex;
use orgcast_shared::id::Millis;
use orgcast_shared::push::{Budget, Hold};
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, TransportFault};

use super::{Login, quiet};
use crate::platform::Platform;
use crate::problem::chain;
use crate::store::{Database, StoreError};

/// Lets calls to one org through as its budget allows, in the order they came.
#[derive(Debug, Default)]
pub struct Gate {
    budget: RefCell<Budget>,
    turn: Mutex<()>,
    waiting: RefCell<Option<oneshot::Sender<()>>>,
    /// Since when there had been no calls when the first user came.
    quiet_since: Cell<Option<Millis>>,
    users: Cell<usize>,
}

/// Who may make calls; dropping it says nothing of the calls that were made.
#[derive(Debug)]
pub struct User<'a>(&'a Gate);

/// A call that was let through; it ends when this is dropped.
#[derive(Debug)]
struct Pass<'a> {
    gate: &'a Gate,
    started: Millis,
}

impl Gate {
    /// Somebody is about to make calls. `own` is the object's database: another object may have made some
    /// before.
    pub async fn enter(&self, own: &impl Database) -> Result<User<'_>, StoreError> {
        self.users.set(self.users.get() + 1);
        let user = User(self);
        let since = quiet::end(own).await?;
        if self.users.get() == 1 && self.budget.borrow().is_unused() {
            self.quiet_since.set(since);
        }
        Ok(user)
    }

    /// Makes a call when its turn comes. Where the org asks to be left alone, no call is made.
    pub async fn call<P: Platform>(
        &self,
        platform: &P,
        login: &Login,
        request: &ApiRequest,
    ) -> Result<ApiAnswer, TransportFault> {
        let passed = self.pass(platform, request).await;
        let pass = passed.map_err(TransportFault::LeftAlone)?;
        let answer = platform.fetch(login.call(request)).await;
        if let Ok(answer) = &answer {
            let mut budget = self.budget.borrow_mut();
            budget.answered(pass.started, platform.now(), answer);
        }
        answer
    }

    /// Waits until a call may start. Where the org has asked to be left alone, it gives for how long.
    async fn pass<P: Platform>(
        &self,
        platform: &P,
        request: &ApiRequest,
    ) -> Result<Pass<'_>, Millis> {
        let _turn = self.turn.lock().await;
        if self.budget.borrow().is_unused() {
            let now = platform.now();
            let since = self.quiet_since.get().map_or(now, |since| since.min(now));
            let begin = since + Budget::BEGINNING;
            if begin > now {
                platform.sleep_until(begin).await;
            }
        }
        loop {
            let started = platform.now();
            let hold = match self.budget.borrow_mut().start(started, request) {
                Ok(()) => {
                    return Ok(Pass {
                        gate: self,
                        started,
                    });
                }
                Err(Hold::Rest(wait)) => return Err(wait),
                Err(hold) => hold,
            };
            let (sender, ended) = oneshot::channel();
            self.waiting.replace(Some(sender));
            match hold {
                Hold::Rate(time) => {
                    select(pin!(platform.sleep_until(time)), ended).await;
                }
                _ => {
                    // An end that isn't told can only mean that the gate itself is gone.
                    let _ = ended.await;
                }
            }
        }
    }
}

impl User<'_> {
    /// All of their calls have ended. If nobody else makes any, this is noted for the object that comes
    /// after this one.
    pub async fn leave(self, own: &impl Database, now: Millis) {
        if self.0.users.get() > 1 {
            return;
        }
        if let Err(error) = quiet::begin(own, now).await {
            // The next object waits for a second then.
            crate::log::error(&chain(&error));
        }
    }
}

impl Drop for User<'_> {
    fn drop(&mut self) {
        self.0.users.set(self.0.users.get() - 1);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.gate.budget.borrow_mut().end();
        if let Some(waiting) = self.gate.waiting.borrow_mut().take() {
            let _ = waiting.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use futures_util::FutureExt;
    use orgcast_shared::sumo::connections;

    use super::*;
    use crate::agent::Queue;
    use crate::store::memory::Memory;
    use crate::testing::TestPlatform;

    fn answer() -> ApiAnswer {
        ApiAnswer {
            status: 200,
            content_type: "application/json".to_owned(),
            location: None,
            retry_after: None,
            body: Vec::new(),
        }
    }

    #[test]
    fn a_new_object_waits_for_the_calls_of_the_one_before_it() {
        let (platform, own) = (TestPlatform::new(), Memory::empty());
        block_on(Queue::open(&own)).unwrap();
        let request = connections::list(None);
        let wait = |leave: bool, pause: u64| {
            let gate = Gate::default();
            platform.advance(pause);
            let begun = platform.now();
            let user = block_on(gate.enter(&own)).unwrap();
            drop(block_on(gate.pass(&platform, &request)).unwrap());
            let waited = platform.now() - begun;
            if leave {
                block_on(user.leave(&own, platform.now()));
            }
            waited
        };
        let whole = Budget::BEGINNING;
        assert_eq!(wait(true, 0), whole, "nobody knows of the first one");
        assert_eq!(wait(true, 300), whole - Millis(300));
        assert_eq!(wait(false, 60_000), Millis(0));
        assert_eq!(wait(true, 60_000), whole, "the last one was lost");
    }

    #[test]
    fn who_leaves_while_another_one_makes_calls_notes_nothing() {
        let own = Memory::empty();
        block_on(Queue::open(&own)).unwrap();
        let gate = Gate::default();
        let enter = || block_on(gate.enter(&own)).unwrap();
        let (one, other) = (enter(), enter());
        block_on(one.leave(&own, Millis(1)));
        assert_eq!(block_on(quiet::end(&own)).unwrap(), None);
        block_on(other.leave(&own, Millis(2)));
        assert_eq!(block_on(quiet::end(&own)).unwrap(), Some(Millis(2)));
    }

    #[test]
    fn a_slot_is_free_a_second_after_an_answer() {
        let platform = TestPlatform::new();
        let (gate, request) = (Gate::default(), connections::list(None));
        let begun = platform.now();
        let pass = || gate.pass(&platform, &request);
        let four: Vec<_> = (0..4).map(|_| block_on(pass()).unwrap()).collect();
        assert_eq!(platform.now(), begun + Budget::BEGINNING);
        platform.advance(80);
        for pass in four {
            let mut budget = gate.budget.borrow_mut();
            budget.answered(pass.started, platform.now(), &answer());
            drop(budget);
            drop(pass);
        }
        let _fifth = block_on(pass()).unwrap();
        assert_eq!(platform.now(), begun + Budget::BEGINNING + Millis(1_090));
    }

    #[test]
    fn the_eleventh_call_waits_for_an_end() {
        let platform = TestPlatform::new();
        let (gate, request) = (Gate::default(), connections::list(None));
        let pass = |_| block_on(gate.pass(&platform, &request)).unwrap();
        let mut under_way: Vec<_> = (0..10).map(pass).collect();
        let mut eleventh = Box::pin(gate.pass(&platform, &request));
        platform.advance(60_000);
        assert!(eleventh.as_mut().now_or_never().is_none());
        under_way.pop();
        assert!(eleventh.as_mut().now_or_never().is_some());
    }
}
