//! How far a push is, and how long the rest of it takes.

use orgcast_shared::api::{OrgProgress, PushDetail};
use orgcast_shared::history::PushState;
use orgcast_shared::id::Millis;

/// How many of the writes are done with, and of how many. An org that has ended is done with all of its
/// own; what came of them is another question.
pub(super) fn writes(orgs: &[OrgProgress]) -> (u64, u64) {
    let done = |org: &OrgProgress| {
        if org.state.is_final() {
            org.writes
        } else {
            org.written.min(org.writes)
        }
    };
    let all = orgs.iter().map(|org| org.writes).sum();
    (orgs.iter().map(done).sum(), all)
}

/// How far it is, and how far that goes: in writes, or in orgs where there is nothing to write.
pub(super) fn share(orgs: &[OrgProgress]) -> (u64, u64) {
    match writes(orgs) {
        (_, 0) => (finished(orgs), (orgs.len() as u64).max(1)),
        share => share,
    }
}

/// How many orgs have come to their end.
pub(super) fn finished(orgs: &[OrgProgress]) -> u64 {
    orgs.iter().filter(|org| org.state.is_final()).count() as u64
}

/// How long the rest takes at least. The planner says what the calls take at least; where the push is
/// slower than that, its own pace counts. `None` where neither says anything.
pub(super) fn left(detail: &PushDetail, now: Millis) -> Option<Millis> {
    if detail.push.state != PushState::Running {
        return None;
    }
    let so_far = (now - detail.push.started_at).0;
    let (done, all) = writes(&detail.orgs);
    let planned = detail.push.expected.map_or(0, |expected| expected.0);
    // The first writes come late, since an org is read before: they say little about the pace.
    let is_telling = done * 20 >= all && done < all && so_far >= 3_000;
    let left = if is_telling && done > 0 {
        let whole = planned.max(so_far * all / done);
        whole * (all - done) / all
    } else {
        planned.saturating_sub(so_far)
    };
    (left > 0).then_some(Millis(left))
}

#[cfg(test)]
mod tests {
    use orgcast_shared::history::{OrgState, OutcomeCounts};

    use super::super::view::tests::{detail, org};
    use super::*;

    /// A push that the planner gives ten seconds, to an org that is at work and one that has ended.
    fn running(written: u64) -> PushDetail {
        let mut orgs = vec![
            org("a", OutcomeCounts::default()),
            org("b", OutcomeCounts::default()),
        ];
        (orgs[0].state, orgs[0].writes, orgs[0].written) = (OrgState::Writing, 90, written);
        (orgs[1].writes, orgs[1].written) = (10, 4);
        let mut detail = detail(orgs);
        detail.push.expected = Some(Millis(10_000));
        detail
    }

    #[test]
    fn progress_is_counted_in_writes_and_goes_on_within_an_org() {
        assert_eq!(share(&running(0).orgs), (10, 100));
        assert_eq!(share(&running(15).orgs), (25, 100));
        assert_eq!(
            share(&running(95).orgs),
            (100, 100),
            "a run that began again"
        );
        let mut nothing = running(0).orgs;
        for org in &mut nothing {
            org.writes = 0;
        }
        assert_eq!(share(&nothing), (1, 2));
        assert_eq!(share(&[]), (0, 1));
    }

    #[test]
    fn the_rest_takes_what_the_planner_says_or_longer_by_the_pace_so_far() {
        let left = |written, seconds| left(&running(written), Millis::from_secs(seconds));
        assert_eq!(left(15, 1), Some(Millis(9_000)), "too early for a pace");
        assert_eq!(left(40, 4), Some(Millis(5_000)), "as fast as planned");
        assert_eq!(left(40, 20), Some(Millis(20_000)), "slower than planned");
        assert_eq!(left(90, 4), Some(Millis(6_000)), "what is left is reading");
        assert_eq!(left(90, 11), None);
        let mut resting = running(40);
        resting.push.state = PushState::Paused;
        assert_eq!(super::left(&resting, Millis::from_secs(4)), None);
        let mut uncounted = running(0);
        uncounted.push.expected = None;
        uncounted.orgs[1].state = OrgState::Writing;
        assert_eq!(super::left(&uncounted, Millis::from_secs(4)), None);
    }
}
