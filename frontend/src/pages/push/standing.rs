use orgcast_shared::api::PushDetail;
use orgcast_shared::history::{OrgState, PushState};
use orgcast_shared::id::Millis;
use yew::prelude::*;

use crate::components::{NoticeKind, notice};
use crate::text::{push as text, time};

/// Why nothing new begins, and what to do about it; nothing where the push goes on.
pub(super) fn standing(detail: &PushDetail, now: Millis) -> Html {
    let Some(words) = words(detail, now) else {
        return html! {};
    };
    let kind = match detail.push.state {
        PushState::Halted => NoticeKind::Warning,
        _ => NoticeKind::Info,
    };
    notice(kind, html! { <p>{ words }</p> })
}

fn words(detail: &PushDetail, now: Millis) -> Option<String> {
    let (push, course) = (&detail.push, detail.push.course);
    let orgs = detail.orgs.iter();
    match push.state {
        PushState::Halted => {
            let of_wave = orgs.filter(|org| org.wave == course.wave);
            let (failed, others): (Vec<_>, Vec<_>) =
                of_wave.partition(|org| org.state == OrgState::Failed && !org.is_only_changed());
            let all = failed.len() + others.len();
            Some(text::halted(push, failed.len(), all))
        }
        PushState::Waiting => {
            let left = course.opens_at.map(|at| time::span(at - now));
            Some(text::waiting(course, left.as_deref()))
        }
        PushState::Paused => {
            let at_work = orgs.filter(|org| org.state.is_at_work());
            Some(text::paused(at_work.count()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::history::Course;

    use super::super::view::tests::{detail, org};
    use super::*;

    #[test]
    fn a_push_that_does_not_go_on_says_why() {
        let org = |name: &str, wave, state| {
            let mut org = org(name, orgcast_shared::history::OutcomeCounts::default());
            (org.wave, org.state) = (wave, state);
            org
        };
        let mut detail = detail(vec![
            org("a", 1, OrgState::Failed),
            org("b", 1, OrgState::Writing),
            org("c", 2, OrgState::Waiting),
        ]);
        let mut said = |state, opens_at| {
            detail.push.state = state;
            detail.push.course = Course {
                opens_at,
                ..Course::of(2)
            };
            words(&detail, Millis(1_000)).unwrap_or_default()
        };
        assert_eq!(said(PushState::Running, None), "");
        let halted = said(PushState::Halted, None);
        assert!(
            halted.contains("1 of 2 organizations in wave 1"),
            "{halted}"
        );
        let waiting = said(PushState::Waiting, Some(Millis(31_000)));
        assert!(
            waiting.contains("1 of 2") && waiting.contains("30 s"),
            "{waiting}"
        );
        assert!(said(PushState::Waiting, None).contains("Continue"));
        assert!(said(PushState::Paused, None).contains("1 organization"));
        detail.push.state = PushState::Halted;
        let halted = words(&detail, Millis(1_000)).unwrap();
        assert!(halted.contains("Stop Push and retry"), "{halted}");
        detail.push.rollback_of = Some(detail.push.id.clone());
        let halted = words(&detail, Millis(1_000)).unwrap();
        assert!(halted.contains("Stop Rollback and roll back"), "{halted}");
    }
}
