use std::cell::RefCell;

use futures_channel::oneshot;
use futures_util::lock::Mutex;
use orgcast_shared::id::Millis;
use orgcast_shared::push::{Budget, Hold};
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, TransportFault};

use super::Login;
use crate::platform::Platform;

/// Lets calls to one org through as its budget allows, in the order they came.
#[derive(Debug, Default)]
pub struct Gate {
    budget: RefCell<Budget>,
    turn: Mutex<()>,
    waiting: RefCell<Option<oneshot::Sender<()>>>,
}

/// A call that was let through; it ends when this is dropped.
#[derive(Debug)]
struct Pass<'a>(&'a Gate);

impl Gate {
    /// Makes a call when its turn comes, and has the org left alone where its answer asks for that. While
    /// it does, no call is made.
    pub async fn call<P: Platform>(
        &self,
        platform: &P,
        login: &Login,
        request: &ApiRequest,
    ) -> Result<ApiAnswer, TransportFault> {
        let passed = self.pass(platform, request).await;
        let _pass = passed.map_err(TransportFault::LeftAlone)?;
        let answer = platform.fetch(login.call(request)).await;
        if let Ok(answer) = &answer {
            self.budget.borrow_mut().obey(platform.now(), answer);
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
            // The calls that were made before this object was count for the rate limit too.
            platform.sleep_until(platform.now() + Budget::WINDOW).await;
        }
        loop {
            let started = self.budget.borrow_mut().start(platform.now(), request);
            match started {
                Ok(()) => return Ok(Pass(self)),
                Err(Hold::Rest(wait)) => return Err(wait),
                Err(Hold::Rate(time)) => platform.sleep_until(time).await,
                Err(Hold::Crowd) => {
                    let (sender, freed) = oneshot::channel();
                    self.waiting.replace(Some(sender));
                    // An end that isn't told can only mean that the gate itself is gone.
                    let _ = freed.await;
                }
            }
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.budget.borrow_mut().end();
        if let Some(waiting) = self.0.waiting.borrow_mut().take() {
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
    use crate::testing::TestPlatform;

    #[test]
    fn calls_are_spread_by_the_budget() {
        let platform = TestPlatform::new();
        let (gate, request) = (Gate::default(), connections::list(None));
        let started: Vec<u64> = (0..9)
            .map(|_| {
                let _pass = block_on(gate.pass(&platform, &request)).unwrap();
                platform.now().0
            })
            .collect();
        let window = Budget::WINDOW.0;
        let first = started[0];
        let since: Vec<_> = started.iter().map(|at| at - first).collect();
        assert_eq!(
            since,
            [0, 0, 0, 0, window, window, window, window, 2 * window]
        );
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
