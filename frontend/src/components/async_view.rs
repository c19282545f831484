use std::rc::Rc;

use yew::prelude::*;

use super::{NoticeKind, notice};
use crate::state::Fetched;
use crate::text::common;

/// Something fetched: a skeleton while it is on its way, the error with a way to try again, and what
/// is known as soon as it is.
pub(crate) fn async_view<T>(
    fetched: &Fetched<T>,
    retry: &Callback<()>,
    view: impl FnOnce(&Rc<T>) -> Html,
) -> Html {
    let trouble = fetched.error.as_ref().map(|error| {
        let retry = retry.reform(|_: MouseEvent| ());
        html! {
            { notice(NoticeKind::Error, html! {
                <>
                    <p>{ error.sentence() }</p>
                    <button type="button" class="button" onclick={retry} disabled={fetched.loading}>
                        { common::TRY_AGAIN }
                    </button>
                </>
            }) }
        }
    });
    let content = match &fetched.value {
        Some(value) => view(value),
        None if fetched.error.is_none() => skeleton(),
        None => html! {},
    };
    html! { <>{ trouble }{ content }</> }
}

fn skeleton() -> Html {
    html! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{ common::LOADING }</span>
            for row in 0..6 {
                <div key={row} class="skeleton-row" aria-hidden="true"></div>
            }
        </div>
    }
}
