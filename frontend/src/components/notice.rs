use yew::prelude::*;

use super::{Shape, icon};
use crate::api::ApiError;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// Something failed.
    Error,
    /// Something to look at.
    Warning,
    /// Something worth knowing.
    Info,
}

/// A message that stays where it is about. An error interrupts, the others wait.
pub(crate) fn notice(kind: NoticeKind, message: Html) -> Html {
    let (class, shape, role) = match kind {
        NoticeKind::Error => ("notice notice-error", Shape::Cross, "alert"),
        NoticeKind::Warning => ("notice notice-warning", Shape::Warning, "status"),
        NoticeKind::Info => ("notice notice-info", Shape::Clock, "status"),
    };
    html! {
        <div {class} {role}>
            { icon(shape) }
            <div class="notice-body">{ message }</div>
        </div>
    }
}

/// A failure, in a sentence.
pub(crate) fn failure(error: &ApiError) -> Html {
    notice(NoticeKind::Error, html! { <p>{ error.sentence() }</p> })
}
