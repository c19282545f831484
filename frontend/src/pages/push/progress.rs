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

/// How long the rest takes at least: the part of the planner's cost that goes to the writes that aren't done
/// with. The time so far says nothing about the pace, since nobody records how long the push rested.
/// `None` where it rests, and where nothing is known.
pub(super) fn left(detail: &PushDetail) -> Option<Millis> {
    if detail.push.state != PushState::Running {
        return None;
    }
    let (done, all) = share(&detail.orgs);
    let left = detail.push.expected?.0 * (all - done) / all;
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
    fn the_rest_takes_its_part_of_what_the_planner_says_however_long_the_push_rested() {
        assert_eq!(left(&running(0)), Some(Millis(9_000)));
        assert_eq!(left(&running(40)), Some(Millis(5_000)));
        assert_eq!(left(&running(90)), None, "what is left is reading");
        let mut resting = running(40);
        resting.push.state = PushState::Paused;
        assert_eq!(left(&resting), None);
        let mut uncounted = running(0);
        uncounted.push.expected = None;
        assert_eq!(left(&uncounted), None);
    }
}
