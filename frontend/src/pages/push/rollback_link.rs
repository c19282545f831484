use orgcast_shared::api::Push;
use orgcast_shared::history::Outcome;
use orgcast_shared::id::PushId;
use yew::prelude::*;

use crate::components::NavLink;
use crate::routes::Route;
use crate::text::rollback as text;

/// Ways to the preview of a rollback: of the push, where it may have written something, and of the one
/// that it rolls back, where something of that is missing.
pub(super) fn rollback_links(push: &Push) -> Html {
    let has = |holds: fn(Outcome) -> bool| {
        let mut due = Outcome::ALL.into_iter().filter(|outcome| holds(*outcome));
        due.any(|outcome| push.outcomes.get(outcome) > 0)
    };
    let again = push.rollback_of.as_ref();
    let again = again.filter(|_| has(Outcome::can_be_retried));
    html! {
        <>
            { for again.map(|of| link(of, text::AGAIN)) }
            if has(Outcome::may_be_written) {
                { link(&push.id, text::OPEN) }
            }
        </>
    }
}

fn link(push: &PushId, word: &'static str) -> Html {
    let id = push.to_string();
    html! { <NavLink class="button" to={Route::Rollback { id }}>{ word }</NavLink> }
}
