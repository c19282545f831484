use crate::id::{Hasher, Millis};

/// How often a call is tried in all.
pub(super) const MAX_TRIES: u32 = 6;

/// How often a call that is refused for its credentials is tried in all: Sumo Logic throttles
/// authentication and refuses good keys for a moment, but a bad key stays bad.
pub(super) const MAX_AUTH_TRIES: u32 = 3;

const FIRST_WAIT_MS: u64 = 500;
const LONGEST_WAIT_MS: u64 = 30_000;

/// The longest wait that an answer's `Retry-After` may ask for.
pub(super) const LONGEST_ASKED_WAIT: Millis = Millis::from_secs(60);

/// How long to wait before try number `tries + 1`: doubling from half a second up to half a minute,
/// of which a part drawn from `seed` is taken off, so that many orgs don't come back at once.
pub(super) fn backoff(seed: u64, call: u64, tries: u32) -> Millis {
    let doubled = FIRST_WAIT_MS << tries.saturating_sub(1).min(16);
    let whole = doubled.min(LONGEST_WAIT_MS);
    let mut hasher = Hasher::new("orgcast backoff");
    hasher
        .bytes(&seed.to_be_bytes())
        .bytes(&call.to_be_bytes())
        .count(tries as usize);
    let drawn = hasher.finish().bytes().first().copied().unwrap_or_default();
    Millis(whole - whole / 4 * u64::from(drawn) / 255)
}

/// How long to wait before a job is asked for its state again that was at work after this time: a
/// quarter of that, from a quarter of a second to five seconds, since every question costs one of four
/// calls a second.
pub(super) fn next_wait(after: Millis) -> Millis {
    Millis((after.0 / 4).clamp(250, 5_000))
}

/// How long a job may take.
pub(super) const JOB_TIME_LIMIT: Millis = Millis::from_secs(15 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_are_bounded_and_differ_by_seed() {
        let waits: Vec<_> = (1..12).map(|tries| backoff(7, 0, tries).0).collect();
        assert!(
            waits
                .iter()
                .all(|wait| (375..=LONGEST_WAIT_MS).contains(wait))
        );
        assert!(waits.windows(2).take(5).all(|pair| pair[0] < pair[1]));
        assert_ne!(backoff(7, 0, 3), backoff(8, 0, 3));
        assert_eq!(backoff(7, 0, 3), backoff(7, 0, 3));
    }
}
