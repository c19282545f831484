use yew::prelude::*;

use super::{Icon, Shape};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// Something failed.
    Error,
    /// Something to look at.
    Warning,
    /// Something worth knowing.
    Info,
}

#[derive(Properties, PartialEq)]
pub(crate) struct NoticeProps {
    pub(crate) kind: NoticeKind,
    pub(crate) children: Html,
}

/// A message that stays where it is about. An error interrupts, the others wait.
#[component]
pub(crate) fn Notice(props: &NoticeProps) -> Html {
    let (class, shape, role) = match props.kind {
        NoticeKind::Error => ("notice notice-error", Shape::Cross, "alert"),
        NoticeKind::Warning => ("notice notice-warning", Shape::Warning, "status"),
        NoticeKind::Info => ("notice notice-info", Shape::Clock, "status"),
    };
    html! {
        <div {class} {role}>
            <Icon {shape} />
            <div class="notice-body">{ props.children.clone() }</div>
        </div>
    }
}
