use std::rc::Rc;

use orgcast_shared::api::{Push, PushDetail};
use orgcast_shared::history::PushState;
use orgcast_shared::org::Capability;
use yew::prelude::*;

use crate::api::{self, Tell};
use crate::components::{Confirm, confirm, failure};
use crate::state::{use_action, use_session};
use crate::text::push as text;

#[derive(Properties, PartialEq)]
pub(super) struct ControlsProps {
    pub(super) detail: Rc<PushDetail>,
}

/// What a person can do with a push that is open: have it rest, have it go on, and stop it after
/// asking once.
#[component]
pub(super) fn Controls(props: &ControlsProps) -> Html {
    let session = use_session();
    let asking = use_state(|| false);
    let push = &props.detail.push;
    let tell = use_action(
        {
            let id = push.id.clone();
            move |tell: Tell| {
                let id = id.clone();
                async move { api::tell(&id, tell).await }
            }
        },
        {
            let asking = asking.clone();
            move |_: Push| asking.set(false)
        },
    );
    if !session.may(Capability::ManageOrganizations) {
        return html! {};
    }
    let (word, what) = match push.state {
        PushState::Running => (text::PAUSE, Tell::Pause),
        PushState::Paused => (text::RESUME, Tell::resume(push)),
        PushState::Waiting | PushState::Halted => (text::CONTINUE, Tell::resume(push)),
        _ => return html! {},
    };
    let ask = |open: bool| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(open))
    };
    html! {
        <div class="retry">
            if let Some(error) = tell.error.as_ref().filter(|_| !*asking) {
                { failure(error) }
            }
            <button
                type="button"
                class="button"
                disabled={tell.busy}
                onclick={tell.run.reform(move |_: MouseEvent| what)}
            >
                { word }
            </button>
            <button
                type="button"
                class="button button-danger"
                onclick={ask(true).reform(|_: MouseEvent| ())}
            >
                { text::STOP }
            </button>
            if *asking {
                { confirm(Confirm {
                    title: text::STOP_TITLE.to_owned(),
                    text: text::STOP_TEXT.to_owned(),
                    yes: text::STOP,
                    no: text::STOP_NO,
                    is_busy: tell.busy,
                    error: tell.error.as_ref(),
                    on_yes: tell.run.reform(|()| Tell::Stop),
                    on_close: ask(false),
                }) }
            }
        </div>
    }
}
