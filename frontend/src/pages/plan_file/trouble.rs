use yew::prelude::*;

use crate::components::{NoticeKind, notice};
use crate::preview::FileTrouble;
use crate::text::{content, plan_file as text};

/// Why a plan file isn't shown or compared.
pub(super) fn trouble(trouble: &FileTrouble) -> Html {
    let sentence = match trouble {
        FileTrouble::Unreadable(why) => text::cant_open(why),
        FileTrouble::Worker(trouble) => content::trouble(trouble),
    };
    notice(NoticeKind::Error, html! { <p>{ sentence }</p> })
}
