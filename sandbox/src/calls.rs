//! What was asked of an org, for tests that count.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use serde::Serialize;

use crate::clock::Millis;

/// Whether a call changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Effect {
    /// Starting an export or a listing counts as reading.
    Read,
    Write,
}

/// Counts of the requests of one org since the start or the last reset.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Calls {
    total: u64,
    reads: u64,
    writes: u64,
    /// Requests that no route takes.
    unknown: u64,
    /// `GET /v2/content/folders/{id}` and so on.
    by_route: BTreeMap<String, u64>,
    /// Answers by HTTP status.
    by_status: BTreeMap<u16, u64>,
    /// The most requests that arrived within any 1,000 ms, refused ones included.
    max_per_second: usize,
    in_flight: usize,
    max_in_flight: usize,
    /// Answers with 429.
    throttled: u64,
    /// Requests that carried an `Origin` header.
    with_origin: u64,
    /// Requests that came although the org had asked to be left alone, but for those of the first second,
    /// which may have been under way.
    during_rest: u64,
    #[serde(skip)]
    rest: Range<Millis>,
    #[serde(skip)]
    recent: VecDeque<Millis>,
}

impl Calls {
    /// A request has arrived.
    pub(crate) fn arrive(
        &mut self,
        route: Option<(&str, &str, Effect)>,
        with_origin: bool,
        now: Millis,
    ) {
        self.total += 1;
        self.during_rest += u64::from(self.rest.contains(&now));
        match route {
            Some((method, template, effect)) => {
                *self
                    .by_route
                    .entry(format!("{method} {template}"))
                    .or_insert(0) += 1;
                match effect {
                    Effect::Read => self.reads += 1,
                    Effect::Write => self.writes += 1,
                }
            }
            None => self.unknown += 1,
        }
        self.with_origin += u64::from(with_origin);
        while self
            .recent
            .front()
            .is_some_and(|at| now.saturating_sub(*at) >= 1_000)
        {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        self.max_per_second = self.max_per_second.max(self.recent.len());
        self.in_flight += 1;
        self.max_in_flight = self.max_in_flight.max(self.in_flight);
    }

    /// The org has asked to be left alone for so many seconds.
    pub(crate) fn rest(&mut self, now: Millis, seconds: u64) {
        self.rest = now + 1_000..now + seconds * 1_000;
    }

    /// The answer to a request is known.
    pub(crate) fn answer(&mut self, status: u16) {
        *self.by_status.entry(status).or_insert(0) += 1;
        self.throttled += u64::from(status == 429);
    }

    /// A request has been answered.
    pub(crate) fn leave(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Starts counting again; what is under way stays counted as such.
    pub(crate) fn reset(&mut self) {
        *self = Self {
            in_flight: self.in_flight,
            max_in_flight: self.in_flight,
            ..Self::default()
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_during_a_rest_is_counted() {
        let mut calls = Calls::default();
        calls.rest(10_000, 3);
        for at in [10_500, 11_000, 12_999, 13_000] {
            calls.arrive(None, false, at);
        }
        assert_eq!(calls.during_rest, 2);
    }

    #[test]
    fn the_busiest_second_is_kept() {
        let mut calls = Calls::default();
        for at in [0, 400, 999, 1_000, 1_399, 5_000] {
            calls.arrive(Some(("GET", "/v1/connections", Effect::Read)), false, at);
            calls.leave();
        }
        assert_eq!(calls.max_per_second, 4);
        assert_eq!((calls.total, calls.reads, calls.max_in_flight), (6, 6, 1));
        calls.reset();
        assert_eq!((calls.total, calls.max_per_second), (0, 0));
    }
}
