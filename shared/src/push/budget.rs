use super::retry::LONGEST_ASKED_WAIT;
use super::sabotage::{self, Sabotage};
use crate::id::Millis;
use crate::plan::{MAX_REQUESTS_IN_FLIGHT, MAX_REQUESTS_PER_SECOND};
use crate::sumo::{ApiAnswer, ApiRequest};

/// Why a call may not start yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// As many calls as may arrive within a second; this is the time to ask again, or when one of them is
    /// answered.
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
///
/// The org counts arrivals, and when a call arrives isn't known here: it is after the call was started
/// and before it is answered. So a call is counted until a second after its answer, which keeps the limit
/// also where its way, or the runtime that sends it, takes up to two seconds.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// By when each of the newest calls has arrived for certain, and when it was started; at most
    /// [`Budget::PER_SECOND`], the earliest first.
    newest: Vec<(Millis, Millis)>,
    in_flight: usize,
    is_used: bool,
    /// Until then the org has asked to be left alone.
    rests_until: Millis,
}

impl Budget {
    /// How many calls may arrive within a second.
    pub const PER_SECOND: usize = MAX_REQUESTS_PER_SECOND;
    /// How many calls may be under way at once.
    pub const MAX_IN_FLIGHT: usize = MAX_REQUESTS_IN_FLIGHT;
    /// What isn't answered after so long is taken to have arrived. Without that, four slow answers would
    /// keep every other call waiting.
    pub const LONGEST_WAY: Millis = Millis(2_000);
    /// How long to wait before the first call of a budget, as those that were made before it count for
    /// the org's limits all the same. Their connections broke with who made them, so the way is short.
    pub const BEGINNING: Millis = Millis(1_100);
    /// A second, and a little more, since clocks aren't that exact.
    const SECOND: Millis = Millis(1_010);

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
        self.newest
            .retain(|(arrived, _)| *arrived + Self::SECOND > now);
        if let Some((earliest, _)) = self.newest.first()
            && self.newest.len() >= Self::PER_SECOND
        {
            return Err(Hold::Rate(*earliest + Self::SECOND));
        }
        self.newest.push((now + Self::LONGEST_WAY, now));
        self.in_flight += 1;
        self.is_used = true;
        Ok(())
    }

    /// Whether no call was ever made under it; see [`Budget::BEGINNING`].
    pub fn is_unused(&self) -> bool {
        !self.is_used
    }

    /// The call that was started at `started` is answered at `now`, so it has arrived.
    ///
    /// A refusal may ask for more: with `Retry-After` an org wants to be left alone by every call, not only
    /// by the one that it refused. No call starts before that time is over; it is a minute at most.
    pub fn answered(&mut self, started: Millis, now: Millis, answer: &ApiAnswer) {
        let call = self
            .newest
            .iter_mut()
            .find(|call| call.1 == started && call.0 > now);
        if let Some((arrived, _)) = call {
            *arrived = now;
            self.newest.sort_unstable();
        }
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

    fn answered(budget: &mut Budget, started: Millis, now: Millis) {
        budget.answered(started, now, &answer(None));
        budget.end();
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
        budget.answered(Millis(0), Millis(1_000), &asks(7));
        budget.answered(Millis(0), Millis(2_000), &asks(2));
        budget.answered(Millis(0), Millis(3_000), &answer(None));
        let end = Millis(8_000);
        let rest = |wait| Err(Hold::Rest(wait));
        assert_eq!(start(&mut budget, Millis(7_999)), rest(Millis(1)));
        assert_eq!(start(&mut budget, end), Ok(()));
        budget.answered(end, end, &asks(86_400));
        assert_eq!(start(&mut budget, end), rest(LONGEST_ASKED_WAIT));
        let mut told = answer(Some(Millis::from_secs(7)));
        told.status = 202;
        let mut budget = Budget::default();
        budget.answered(end, end, &told);
        assert_eq!(start(&mut budget, end), Ok(()));
    }

    #[test]
    fn a_call_counts_until_a_second_after_its_answer() {
        let mut budget = Budget::default();
        for _ in 0..4 {
            assert_eq!(start(&mut budget, Millis(0)), Ok(()));
        }
        let unanswered = Err(Hold::Rate(Budget::LONGEST_WAY + Millis(1_010)));
        assert_eq!(start(&mut budget, Millis(10)), unanswered);
        answered(&mut budget, Millis(0), Millis(80));
        answered(&mut budget, Millis(0), Millis(90));
        let (free, later) = (Millis(1_090), Err(Hold::Rate(Millis(1_100))));
        assert_eq!(start(&mut budget, Millis(1_089)), Err(Hold::Rate(free)));
        assert_eq!(start(&mut budget, free), Ok(()));
        assert_eq!(start(&mut budget, free), later);
    }

    proptest! {
        /// Whatever the ways there and back take, and whenever calls come.
        #[test]
        fn no_second_sees_more_than_four_arrivals(
            calls in prop::collection::vec((0_u64..300, 0..=Budget::LONGEST_WAY.0, 0_u64..3_000), 1..80),
        ) {
            let (mut budget, mut now) = (Budget::default(), Millis(0));
            let (mut under_way, mut arrivals) = (Vec::new(), Vec::new());
            for (gap, way, back) in calls {
                now = now + Millis(gap);
                while let Err(hold) = start(&mut budget, now) {
                    let soonest = under_way.iter().map(|(at, _)| *at).min();
                    now = match hold {
                        Hold::Rate(free) => {
                            prop_assert!(free > now);
                            soonest.map_or(free, |at| free.min(now.max(at)))
                        }
                        _ => now.max(soonest.unwrap()),
                    };
                    under_way.retain(|(at, started)| {
                        let is_over = *at <= now;
                        if is_over {
                            answered(&mut budget, *started, now);
                        }
                        !is_over
                    });
                }
                arrivals.push(now + Millis(way));
                under_way.push((now + Millis(way + back), now));
            }
            arrivals.sort_unstable();
            for five in arrivals.windows(5) {
                prop_assert!(five[4] - five[0] >= Millis(1_000), "{five:?}");
            }
        }
    }

    #[test]
    fn ten_calls_at_once_and_no_more() {
        let mut budget = Budget::default();
        for call in 0..10 {
            assert_eq!(start(&mut budget, Millis(call * 3_000)), Ok(()));
        }
        assert_eq!(start(&mut budget, Millis(99_000)), Err(Hold::Crowd));
        budget.end();
        assert_eq!(start(&mut budget, Millis(99_000)), Ok(()));
    }
}
