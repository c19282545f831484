use yew::prelude::*;

use super::{Dialog, failure};
use crate::api::ApiError;

/// A question before something that can't be taken back.
pub(crate) struct Confirm<'a> {
    /// The question.
    pub(crate) title: String,
    /// What will happen.
    pub(crate) text: String,
    /// The answer that goes ahead.
    pub(crate) yes: &'static str,
    /// The answer that doesn't.
    pub(crate) no: &'static str,
    pub(crate) is_busy: bool,
    pub(crate) error: Option<&'a ApiError>,
    pub(crate) on_yes: Callback<()>,
    pub(crate) on_close: Callback<()>,
}

/// Asks once.
pub(crate) fn confirm(question: Confirm<'_>) -> Html {
    let footer = html! {
        <>
            <button
                type="button"
                class="button"
                onclick={question.on_close.reform(|_: MouseEvent| ())}
            >
                { question.no }
            </button>
            <button
                type="button"
                class="button button-danger"
                disabled={question.is_busy}
                onclick={question.on_yes.reform(|_: MouseEvent| ())}
            >
                { question.yes }
            </button>
        </>
    };
    html! {
        <Dialog title={question.title} on_close={question.on_close} {footer}>
            <p>{ question.text }</p>
            if let Some(error) = question.error {
                { failure(error) }
            }
        </Dialog>
    }
}
