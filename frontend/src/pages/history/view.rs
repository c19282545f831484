use orgcast_shared::api::Push;
use orgcast_shared::history::PushState;

use crate::text::lower;

/// The states that the list can be narrowed to.
pub(super) const STATES: [PushState; 8] = [
    PushState::Running,
    PushState::Waiting,
    PushState::Halted,
    PushState::Paused,
    PushState::Stopping,
    PushState::Succeeded,
    PushState::Failed,
    PushState::Stopped,
];

/// The pushes of this state whose person or source org holds the text, in any case.
pub(super) fn matching<'a>(
    pushes: impl Iterator<Item = &'a Push>,
    text: &str,
    state: Option<PushState>,
) -> Vec<Push> {
    let text = lower(text.trim());
    let holds = |value: &str| lower(value).contains(&text);
    pushes
        .filter(|push| state.is_none_or(|state| push.state == state))
        .filter(|push| holds(&push.by) || holds(&push.source_name))
        .cloned()
        .collect()
}

/// The newest page, then the older ones that were loaded. A push that is on both, because new ones
/// came in between, is taken from the newest.
pub(super) fn joined<'a>(newest: &'a [Push], older: &'a [Push]) -> impl Iterator<Item = &'a Push> {
    let is_older = |push: &&Push| newest.iter().all(|new| new.id != push.id);
    newest.iter().chain(older.iter().filter(is_older))
}

#[cfg(test)]
mod tests {
    use orgcast_shared::history::{Course, OutcomeCounts};
    use orgcast_shared::id::{Digest, Millis, OrgId, PushId};
    use orgcast_shared::plan::Counts;
    use orgcast_shared::select::Rollout;

    use super::*;

    fn push(id: &str, by: &str, state: PushState) -> Push {
        Push {
            id: PushId::new(id).unwrap(),
            by: by.into(),
            started_at: Millis(1),
            ended_at: None,
            state,
            source: OrgId::new("gold").unwrap(),
            source_name: "Gold".into(),
            plan: Digest::of(b"plan"),
            planned: Counts::default(),
            outcomes: OutcomeCounts::default(),
            orgs: 1,
            items: 1,
            expected: None,
            retry_of: None,
            rollout: Rollout::default(),
            course: Course::default(),
            rollback_of: None,
        }
    }

    #[test]
    fn text_and_state_narrow_the_list() {
        let pushes = [
            push("a", "Kim", PushState::Failed),
            push("b", "Lee", PushState::Succeeded),
        ];
        let found = |text: &str, state| -> Vec<String> {
            matching(pushes.iter(), text, state)
                .into_iter()
                .map(|p| p.id.to_string())
                .collect()
        };
        assert_eq!(found("", None), ["a", "b"]);
        assert_eq!(found("kim", None), ["a"]);
        assert_eq!(found("GOLD", Some(PushState::Succeeded)), ["b"]);
    }

    #[test]
    fn a_push_on_two_pages_is_listed_once() {
        let newest = [
            push("c", "", PushState::Running),
            push("b", "", PushState::Succeeded),
        ];
        let older = [
            push("b", "", PushState::Running),
            push("a", "", PushState::Succeeded),
        ];
        let ids: Vec<_> = joined(&newest, &older)
            .map(|p| (p.id.as_str(), p.state))
            .collect();
        assert_eq!(
            ids,
            [
                ("c", PushState::Running),
                ("b", PushState::Succeeded),
                ("a", PushState::Succeeded)
            ]
        );
    }
}
