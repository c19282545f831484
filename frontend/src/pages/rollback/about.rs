use orgcast_shared::api::RollbackPreview;
use yew::prelude::*;

use crate::components::{NoticeKind, notice};
use crate::text::{push_box, rollback as text};

/// What would happen as a whole, what doesn't come back, and where nothing can be done.
pub(super) fn about(preview: &RollbackPreview) -> Html {
    let connections = preview.orgs.iter();
    let connections = connections.map(|org| org.connections.len() as u64).sum();
    let mut notes = text::notes(&preview.counts, connections);
    let hindered = preview.orgs.iter().filter(|org| org.obstacle.is_some());
    notes.extend(text::hindered(hindered.count() as u64));
    html! {
        <>
            <p class="push-facts">
                <strong>{ text::summary(&preview.counts) }</strong>
                <code title={preview.plan.to_string()}>{ push_box::plan(&preview.plan.short()) }</code>
            </p>
            if !notes.is_empty() {
                { notice(NoticeKind::Warning, html! {
                    <ul>
                        for note in notes.iter() {
                            <li key={note.clone()}>{ note }</li>
                        }
                    </ul>
                }) }
            }
        </>
    }
}
