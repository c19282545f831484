use std::collections::VecDeque;

use super::retry::LONGEST_ASKED_WAIT;
use super::sabotage::{self, Sabotage};
use crate::id::Millis;
use crate::plan::{MAX_REQUESTS_IN_FLIGHT, MAX_REQUESTS_PER_SECOND};
use crate::sumo::{ApiAnswer, ApiRequest};

/// Why a call may not start yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// As many calls as may have started within a window; this is the earliest time to ask again.
    Rate(Millis),
    /// As many calls as may be are under way; it depends on their ends.
    Crowd,
    /// The org has asked to be left alone for so long. That is so long that a call may not be wanted any
    /// more by then, so nobody waits for it in line.
    Rest(Millis),
}

/// Keeps the calls to one org within Sumo Logic's limits: 4 requests a second for a user, 10 at
/// once for an access key. Everything that talks to the org shares one budget, polls included.
/// Source: *Rate limiting* in the vendor's API documentation.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// When the newest calls were made, oldest first; at most [`Budget::PER_WINDOW`].
    made: VecDeque<Millis>,
    in_flight: usize,
    /// Until then the org has asked to be left alone.
    rests_until: Millis,
}

impl Budget {
    /// How many calls may start within one window.
    pub const PER_WINDOW: usize = MAX_REQUESTS_PER_SECOND;
    /// The window: a second, and a little more, because requests don't all take equally long to
    /// arrive, and it is their arrival that counts.
    pub const WINDOW: Millis = Millis(1_100);
    /// How many calls may be under way at once.
    pub const MAX_IN_FLIGHT: usize = MAX_REQUESTS_IN_FLIGHT;

    /// Whether a call may start at `now`: then it is counted, whatever it asks for.
    pub fn start(&mut self, now: Millis, request: &ApiRequest) -> Result<(), Hold> {
        if sabotage::is(Sabotage::FreePolls) && request.path.ends_with("/status") {
            return Ok(());
        }
        if self.rests_until > now {
            return Err(Hold::Rest(self.rests_until - now));
        }
        if self.in_flight >= Self::MAX_IN_FLIGHT {
            return Err(Hold::Crowd);
        }
        if self.made.len() >= Self::PER_WINDOW {
            let free = self
                .made
                .front()
                .map_or(now, |oldest| *oldest + Self::WINDOW);
            if free > now {
                return Err(Hold::Rate(free));
            }
            self.made.pop_front();
        }
        self.made.push_back(now);
        self.in_flight += 1;
        Ok(())
    }

    /// Whether no call was ever made under it. What called before it was made counts for the org's
    /// limits all the same.
    pub fn is_unused(&self) -> bool {
        self.made.is_empty()
    }

    /// What a refusal asks for: with `Retry-After` an org wants to be left alone by every call, not only
    /// by the one that it refused. No call starts before that time is over; it is a minute at most.
    pub fn obey(&mut self, now: Millis, answer: &ApiAnswer) {
        if let (Some(asked), Err(_)) = (answer.retry_after, answer.success())
            && !sabotage::is(Sabotage::RestAlone)
        {
            self.rests_until = self.rests_until.max(now + asked.min(LONGEST_ASKED_WAIT));
        }
    }

    /// A call came to its end.
    pub fn end(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sumo::connections;

    fn start(budget: &mut Budget, now: Millis) -> Result<(), Hold> {
        budget.start(now, &connections::list(None))
    }

    fn answer(retry_after: Option<Millis>) -> ApiAnswer {
        ApiAnswer {
            status: 429,
            content_type: "application/json".to_owned(),
            location: None,
            retry_after,
            body: Vec::new(),
        }
    }

    #[test]
    fn an_org_that_asks_to_be_left_alone_is_left_alone_by_every_call() {
        let mut budget = Budget::default();
        let asks = |seconds| answer(Some(Millis::from_secs(seconds)));
        budget.obey(Millis(1_000), &asks(7));
        budget.obey(Millis(2_000), &asks(2));
        budget.obey(Millis(3_000), &answer(None));
        let end = Millis(8_000);
        let rest = |wait| Err(Hold::Rest(wait));
        assert_eq!(start(&mut budget, Millis(7_999)), rest(Millis(1)));
        assert_eq!(start(&mut budget, end), Ok(()));
        budget.obey(end, &asks(86_400));
        assert_eq!(start(&mut budget, end), rest(LONGEST_ASKED_WAIT));
        let mut told = answer(Some(Millis::from_secs(7)));
        told.status = 202;
        let mut budget = Budget::default();
        budget.obey(end, &told);
        assert_eq!(start(&mut budget, end), Ok(()));
    }

    proptest! {
        #[test]
        fn no_second_sees_more_than_four_calls(gaps in prop::collection::vec(0_u64..400, 1..80)) {
            let (mut budget, mut now, mut made) = (Budget::default(), Millis(0), Vec::new());
            for gap in gaps {
                now = now + Millis(gap);
                match start(&mut budget, now) {
                    Ok(()) => { made.push(now); budget.end(); }
                    Err(Hold::Rate(free)) => prop_assert!(free > now),
                    Err(other) => prop_assert!(false, "{:?}", other),
                }
            }
            for (i, first) in made.iter().enumerate() {
                let within = made[i..].iter().filter(|at| **at - *first < Millis(1_000)).count();
                prop_assert!(within <= 4);
            }
        }
    }

    #[test]
    fn ten_calls_at_once_and_no_more() {
        let mut budget = Budget::default();
        for call in 0..10 {
            assert_eq!(start(&mut budget, Millis(call * 1_100)), Ok(()));
        }
        assert_eq!(start(&mut budget, Millis(99_000)), Err(Hold::Crowd));
        budget.end();
        assert_eq!(start(&mut budget, Millis(99_000)), Ok(()));
    }
}
