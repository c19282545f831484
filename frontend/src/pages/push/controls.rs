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
    let offered = offered(push);
    if offered.is_empty() {
        return html! {};
    }
    let stop = text::stop(push);
    let ask = |open: bool| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(open))
    };
    html! {
        <div class="retry">
            if let Some(error) = tell.error.as_ref().filter(|_| !*asking) {
                { failure(error) }
            }
            for (word, what) in offered {
                <button
                    key={word}
                    type="button"
                    class="button"
                    disabled={tell.busy}
                    onclick={tell.run.reform(move |_: MouseEvent| what)}
                >
                    { word }
                </button>
            }
            <button
                type="button"
                class="button button-danger"
                onclick={ask(true).reform(|_: MouseEvent| ())}
            >
                { stop.yes }
            </button>
            if *asking {
                { confirm(Confirm {
                    title: stop.title.to_owned(),
                    text: stop.text.to_owned(),
                    yes: stop.yes,
                    no: stop.no,
                    is_busy: tell.busy,
                    error: tell.error.as_ref(),
                    on_yes: tell.run.reform(|()| Tell::Stop),
                    on_close: ask(false),
                }) }
            }
        </div>
    }
}

/// What a push can be told besides to stop, with its word. One that waits for a time goes on by itself, so
/// it can be paused as well.
fn offered(push: &Push) -> Vec<(&'static str, Tell)> {
    let pause = (text::PAUSE, Tell::Pause);
    let go_on = |word| (word, Tell::resume(push));
    match push.state {
        PushState::Running => vec![pause],
        PushState::Paused => vec![go_on(text::RESUME)],
        PushState::Waiting if push.course.opens_at.is_some() => {
            vec![go_on(text::CONTINUE), pause]
        }
        PushState::Waiting | PushState::Halted => vec![go_on(text::CONTINUE)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::id::Millis;

    use super::super::view::tests::detail;
    use super::*;

    #[test]
    fn what_goes_on_by_itself_can_be_paused() {
        let words = |state, opens_at| -> Vec<_> {
            let mut push = detail(Vec::new()).push;
            (push.state, push.course.opens_at) = (state, opens_at);
            offered(&push).into_iter().map(|(word, _)| word).collect()
        };
        assert_eq!(words(PushState::Running, None), [text::PAUSE]);
        let timed = words(PushState::Waiting, Some(Millis(1)));
        assert_eq!(timed, [text::CONTINUE, text::PAUSE]);
        assert_eq!(words(PushState::Waiting, None), [text::CONTINUE]);
        // The time stays as it is while the push rests.
        assert_eq!(words(PushState::Paused, Some(Millis(1))), [text::RESUME]);
        assert!(words(PushState::Stopping, None).is_empty());
    }
}
