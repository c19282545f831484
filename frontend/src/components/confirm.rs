use yew::prelude::*;

use super::{Dialog, failure};
use crate::api::ApiError;
use crate::text::common;

#[derive(Properties, PartialEq)]
pub(crate) struct ConfirmProps {
    /// The question.
    pub(crate) title: AttrValue,
    /// What will happen.
    pub(crate) text: AttrValue,
    /// The answer that goes ahead.
    pub(crate) yes: AttrValue,
    /// The answer that doesn't.
    #[prop_or(AttrValue::Static(common::CANCEL))]
    pub(crate) no: AttrValue,
    pub(crate) busy: bool,
    pub(crate) error: Option<ApiError>,
    pub(crate) on_yes: Callback<()>,
    pub(crate) on_close: Callback<()>,
}

/// Asks once before something that can't be taken back.
#[component]
pub(crate) fn Confirm(props: &ConfirmProps) -> Html {
    let footer = html! {
        <>
            <button type="button" class="button" onclick={props.on_close.reform(|_: MouseEvent| ())}>
                { &props.no }
            </button>
            <button
                type="button"
                class="button button-danger"
                disabled={props.busy}
                onclick={props.on_yes.reform(|_: MouseEvent| ())}
            >
                { &props.yes }
            </button>
        </>
    };
    html! {
        <Dialog title={&props.title} on_close={&props.on_close} {footer}>
            <p>{ &props.text }</p>
            if let Some(error) = &props.error {
                { failure(error) }
            }
        </Dialog>
    }
}
