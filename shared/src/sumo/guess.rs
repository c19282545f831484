//! What the vendor doesn't document and nobody could confirm. Each guess stands here alone, and
//! what rests on it stays harmless if it is wrong.

use crate::id::Millis;

/// How long a call that creates so many objects and was never answered may still be working. Nothing is
/// written again before that time is over and the target was read.
///
/// Sumo Logic gives half an hour for 15,201 rules of its own feature, 118 ms for each.
pub fn lost_write_may_run(objects: usize) -> Millis {
    let objects = u64::try_from(objects).unwrap_or(u64::MAX);
    Millis(objects.saturating_mul(120).saturating_add(20_000))
}

/// How many jobs of one org may be under way at the same time. No limit on jobs is documented, only
/// those on requests; a job that is refused for the moment is started again later like any other call.
pub const JOBS_AT_ONCE: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_write_is_given_no_less_than_the_vendor_takes_for_its_own() {
        let half_an_hour = Millis::from_secs(30 * 60);
        assert!(lost_write_may_run(15_201) >= half_an_hour);
        assert!(lost_write_may_run(1) >= Millis::from_secs(20));
        assert!(lost_write_may_run(usize::MAX) > half_an_hour);
    }
}
