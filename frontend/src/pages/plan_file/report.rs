use yew::prelude::*;

use crate::components::{NoticeKind, notice};
use crate::preview::OpenedFile;
use crate::state::Orgs;
use crate::text::{common, plan_file as text};

/// What the file's plan left out or could not know, and what a file doesn't have.
pub(super) fn report(file: &OpenedFile, orgs: &Orgs) -> Html {
    let unread: Vec<_> = file.unread.iter().map(|org| orgs.name(org)).collect();
    let gone: Vec<_> = file.not_in_source.iter().map(common::place).collect();
    let known = file.groups.iter().map(|group| group.orgs.len()).sum();
    html! {
        <>
            if !unread.is_empty() {
                { notice(NoticeKind::Warning, html! { <p>{ text::unread(&unread) }</p> }) }
            }
            if !gone.is_empty() {
                { notice(NoticeKind::Warning, html! { <p>{ text::not_in_source(&gone) }</p> }) }
            }
            <p class="quiet">
                if file.without_base > 0 {
                    { text::without_base(file.without_base, known) }{ " " }
                }
                { text::NOT_IN_FILE }
            </p>
        </>
    }
}
