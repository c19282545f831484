use orgcast_shared::api::PushDetail;
use orgcast_shared::history::Outcome;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::components::NavLink;
use crate::pages::rollback::prepare_again;
use crate::routes::Route;
use crate::text::rollback as text;

/// Ways to the preview of a rollback: of the push, where it may have written something, and of the one
/// that it rolls back, where something of that is missing; that begins with the same choices.
pub(super) fn rollback_links(detail: &PushDetail, navigator: &Navigator) -> Html {
    let push = &detail.push;
    let has = |holds: fn(Outcome) -> bool| {
        let mut due = Outcome::ALL.into_iter().filter(|outcome| holds(*outcome));
        due.any(|outcome| push.outcomes.get(outcome) > 0)
    };
    let again = push.rollback_of.as_ref();
    let again = again.filter(|_| has(Outcome::can_be_retried)).map(|first| {
        let (first, choices) = (first.clone(), detail.choices.clone());
        let navigator = navigator.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            prepare_again(&first, &choices);
            let id = first.to_string();
            navigator.push(&Route::Rollback { id });
        });
        html! {
            <button type="button" class="button" {onclick}>{ text::AGAIN }</button>
        }
    });
    let id = push.id.to_string();
    html! {
        <>
            { again.unwrap_or_default() }
            if has(Outcome::may_be_written) {
                <NavLink class="button" to={Route::Rollback { id }}>{ text::OPEN }</NavLink>
            }
        </>
    }
}
