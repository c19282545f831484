use std::rc::Rc;

use orgcast_shared::api::PushDetail;
use orgcast_shared::history::Outcome;
use orgcast_shared::id::OrgId;
use orgcast_shared::org::Capability;
use yew::prelude::*;
use yew_router::prelude::*;

use super::refresh::refresh;
use crate::components::failure;
use crate::routes::Route;
use crate::state::{use_action, use_orgs, use_session};
use crate::text::rollback as text;

#[derive(Properties, PartialEq)]
pub(super) struct RollbackButtonProps {
    pub(super) detail: Rc<PushDetail>,
    /// Leads to the rollback of the push that this one rolls back, instead of its own.
    pub(super) again: bool,
}

/// Leads to the preview of a rollback. The orgs are read anew first.
#[component]
pub(super) fn RollbackButton(props: &RollbackButtonProps) -> Html {
    let (orgs, session) = (use_orgs(), use_session());
    let navigator = use_navigator().expect("every page is below the router");
    let push = &props.detail.push;
    let (id, word) = match (&push.rollback_of, props.again) {
        (Some(of), true) => (of, text::AGAIN),
        _ => (&push.id, text::OPEN),
    };
    let route = Route::Rollback { id: id.to_string() };
    let open = use_action(
        |orgs: Vec<OrgId>| async move { refresh(&orgs, |_| {}).await },
        move |_| navigator.push(&route),
    );
    let is_due = |outcome: &Outcome| {
        if props.again {
            outcome.can_be_retried()
        } else {
            outcome.may_be_written()
        }
    };
    let mut due = Outcome::ALL.into_iter().filter(is_due);
    let is_useful = due.any(|outcome| push.outcomes.get(outcome) > 0);
    if !is_useful || !session.may(Capability::ManageOrganizations) {
        return html! {};
    }
    let known = props.detail.orgs.iter().map(|org| org.org.clone());
    let known: Vec<OrgId> = known.filter(|org| orgs.get(org).is_some()).collect();
    html! {
        <>
            <button
                type="button"
                class="button"
                disabled={open.busy}
                onclick={open.run.reform(move |_: MouseEvent| known.clone())}
            >
                { word }
            </button>
            if let Some(error) = &open.error {
                { failure(error) }
            }
        </>
    }
}
