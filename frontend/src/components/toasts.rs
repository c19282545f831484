use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::{Shape, icon};
use crate::state::{Toast, ToastKind, use_toasts};
use crate::text::common;

const SHOWN_MS: u32 = 6_000;

/// Where messages appear. The region is always there, so that assistive technology notices what is
/// put into it.
#[component]
pub(crate) fn ToastRegion() -> Html {
    let toasts = use_toasts();
    let close = {
        let toasts = toasts.clone();
        Callback::from(move |id| toasts.close(id))
    };
    html! {
        <div class="toasts" role="status" aria-live="polite">
            for toast in toasts.all().iter() {
                <ToastItem key={toast.id} toast={toast.clone()} on_close={&close} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ToastItemProps {
    toast: Toast,
    on_close: Callback<u32>,
}

#[component]
fn ToastItem(props: &ToastItemProps) -> Html {
    let Toast { id, kind, text } = props.toast.clone();
    let close = props.on_close.reform(move |()| id);
    use_effect_with(id, {
        let close = close.clone();
        move |_| {
            let timer =
                (kind == ToastKind::Done).then(|| Timeout::new(SHOWN_MS, move || close.emit(())));
            move || drop(timer)
        }
    });
    let (class, shape) = match kind {
        ToastKind::Done => ("toast tone-new", Shape::Check),
        ToastKind::Failed => ("toast tone-blocked", Shape::Cross),
    };
    html! {
        <div {class}>
            { icon(shape) }
            <p>{ text }</p>
            <button
                type="button"
                class="button button-plain button-icon"
                aria-label={common::CLOSE}
                onclick={close.reform(|_: MouseEvent| ())}
            >
                { icon(Shape::Cross) }
            </button>
        </div>
    }
}
