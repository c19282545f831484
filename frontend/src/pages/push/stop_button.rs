use orgcast_shared::api::Push;
use orgcast_shared::id::PushId;
use orgcast_shared::org::Capability;
use yew::prelude::*;

use crate::api;
use crate::components::{Confirm, confirm};
use crate::state::{use_action, use_session};
use crate::text::push as text;

#[derive(Properties, PartialEq)]
pub(super) struct StopButtonProps {
    pub(super) id: PushId,
}

/// Stops the push, after asking once.
#[component]
pub(super) fn StopButton(props: &StopButtonProps) -> Html {
    let session = use_session();
    let asking = use_state(|| false);
    let close = use_callback(asking.clone(), |(), asking| asking.set(false));
    let stop = use_action(|id: PushId| async move { api::stop(&id).await }, {
        let close = close.clone();
        move |_: Push| close.emit(())
    });
    if !session.may(Capability::ManageOrganizations) {
        return html! {};
    }
    html! {
        <>
            <button
                type="button"
                class="button button-danger"
                onclick={ let asking = asking.clone(); Callback::from(move |_: MouseEvent| asking.set(true)) }
            >
                { text::STOP }
            </button>
            if *asking {
                { confirm(Confirm {
                    title: text::STOP_TITLE.to_owned(),
                    text: text::STOP_TEXT.to_owned(),
                    yes: text::STOP,
                    no: text::STOP_NO,
                    is_busy: stop.busy,
                    error: stop.error.as_ref(),
                    on_yes: { let id = props.id.clone(); stop.run.reform(move |()| id.clone()) },
                    on_close: close,
                }) }
            }
        </>
    }
}
