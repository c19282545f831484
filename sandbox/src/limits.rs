//! The request rate of a user and the requests of a key that are under way.

use std::collections::BTreeMap;

use crate::clock::Millis;
use crate::guesses::{BURST, IN_FLIGHT_PER_KEY, REQUESTS_PER_SECOND};
use crate::ids::HexId;

/// A token is a thousand parts, so that every millisecond refills a whole number of them.
const TOKEN: u64 = 1_000;

/// One token bucket per user and one count per access key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Limits {
    buckets: BTreeMap<HexId, Bucket>,
    in_flight: BTreeMap<String, usize>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    level: u64,
    at: Millis,
}

impl Limits {
    /// Takes a request in, or refuses it. A refused request costs nothing.
    ///
    /// The bucket holds [`BURST`] tokens, starts full and gains [`REQUESTS_PER_SECOND`] tokens a second,
    /// evenly; a request takes one.
    pub(crate) fn admit(&mut self, user: HexId, access_id: &str, now: Millis) -> bool {
        let bucket = self.buckets.entry(user).or_insert(Bucket {
            level: BURST * TOKEN,
            at: now,
        });
        let gained = now
            .saturating_sub(bucket.at)
            .saturating_mul(REQUESTS_PER_SECOND);
        bucket.level = bucket.level.saturating_add(gained).min(BURST * TOKEN);
        bucket.at = bucket.at.max(now);
        let under_way = self.in_flight.entry(access_id.to_owned()).or_insert(0);
        if bucket.level < TOKEN || *under_way >= IN_FLIGHT_PER_KEY {
            return false;
        }
        bucket.level -= TOKEN;
        *under_way += 1;
        true
    }

    /// Takes a request in without a limit, for a sandbox that was started without them.
    pub(crate) fn admit_freely(&mut self, access_id: &str) {
        *self.in_flight.entry(access_id.to_owned()).or_insert(0) += 1;
    }

    /// An admitted request has been answered.
    pub(crate) fn finish(&mut self, access_id: &str) {
        if let Some(under_way) = self.in_flight.get_mut(access_id) {
            *under_way = under_way.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: HexId = HexId(1);

    fn send(limits: &mut Limits, now: Millis) -> bool {
        let admitted = limits.admit(USER, "su1", now);
        if admitted {
            limits.finish("su1");
        }
        admitted
    }

    #[test]
    fn four_requests_pass_at_once_and_four_more_each_second() {
        let mut limits = Limits::default();
        let passed = |limits: &mut Limits, now| (0..20).filter(|_| send(limits, now)).count();
        assert_eq!(passed(&mut limits, 1_000), 4);
        assert_eq!(passed(&mut limits, 1_249), 0);
        assert_eq!(passed(&mut limits, 1_250), 1);
        assert_eq!(passed(&mut limits, 2_250), 4);
        assert_eq!(passed(&mut limits, 60_000), 4);
    }

    #[test]
    fn a_steady_four_a_second_is_never_refused() {
        let mut limits = Limits::default();
        assert!((0..1_000).all(|i| send(&mut limits, i * 250)));
    }

    #[test]
    fn ten_may_be_under_way() {
        let mut limits = Limits::default();
        for i in 0..10 {
            assert!(limits.admit(USER, "su1", i * 1_000));
        }
        assert!(!limits.admit(USER, "su1", 60_000));
        assert!(
            limits.admit(USER, "su2", 60_000),
            "another key of the same user has its own count"
        );
        limits.finish("su1");
        assert!(limits.admit(USER, "su1", 61_000));
    }
}
