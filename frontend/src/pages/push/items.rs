use orgcast_shared::api::{OrgProgress, OrgResult};
use orgcast_shared::id::{OrgId, PushId};
use yew::prelude::*;

use super::view::{Category, Filter, open_rows, rows};
use crate::api;
use crate::components::{NoticeKind, async_view, cell_table, notice, search_field};
use crate::state::use_fetched;
use crate::text::push as text;

#[derive(Properties, PartialEq)]
pub(super) struct ItemsProps {
    pub(super) push: PushId,
    pub(super) org: OrgProgress,
    pub(super) filter: Filter,
}

/// What became of every item in one org.
#[component]
pub(super) fn Items(props: &ItemsProps) -> Html {
    let (result, reload) = use_fetched(
        (props.push.clone(), props.org.org.clone()),
        |(push, org): (PushId, OrgId)| async move { api::org_result(&push, &org).await },
    );
    // The first fetch is the hook's own; later ones follow the org's progress.
    let search = use_state(String::new);
    let seen = use_mut_ref(|| props.org.clone());
    use_effect_with(props.org.clone(), {
        let reload = reload.clone();
        move |org| {
            if seen.replace(org.clone()) != *org {
                reload.emit(());
            }
        }
    });
    let filter = props.filter;
    let shown = |result: &OrgResult| {
        let mut shown = rows(&result.cells, filter, &search);
        if filter.category == Category::All {
            shown.extend(open_rows(&result.open, &search));
        }
        shown
    };
    html! {
        <section class="push-items" aria-label={text::items_in(&props.org.name)}>
            <div class="pane-tools">
                <h2>{ &props.org.name }</h2>
                { search_field(text::SEARCH_ITEMS, &search) }
            </div>
            if !props.org.message.is_empty() {
                { notice(NoticeKind::Warning, html! { <p>{ &props.org.message }</p> }) }
            }
            { async_view(&result, &reload, |result| cell_table(
                &text::items_in(&props.org.name),
                shown(result),
                if props.org.state.is_final() { text::NO_ITEM } else { text::NO_ITEM_YET },
            )) }
        </section>
    }
}
