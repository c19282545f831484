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
    let search = use_state(String::new);
    // What was known of the org when the newest fetch began. The first one is the hook's own; later ones
    // follow the org's progress, one at a time: an answer that is overtaken is never shown.
    let asked = use_mut_ref(|| props.org.clone());
    use_effect_with((props.org.clone(), result.loading), {
        let reload = reload.clone();
        move |(org, is_loading): &(OrgProgress, bool)| {
            if is_due(&asked.borrow(), org, *is_loading) {
                asked.replace(org.clone());
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

/// Whether the items are to be fetched again, for an org that has got on since they were asked for.
fn is_due(asked: &OrgProgress, now: &OrgProgress, is_loading: bool) -> bool {
    !is_loading && asked != now
}

#[cfg(test)]
mod tests {
    use orgcast_shared::history::OutcomeCounts;

    use super::super::view::tests::org;
    use super::*;

    #[test]
    fn items_are_fetched_again_after_the_answer_and_once_for_all_progress_till_then() {
        let written = |written| {
            let mut org = org("acme", OutcomeCounts::default());
            org.written = written;
            org
        };
        assert!(!is_due(&written(0), &written(1), true));
        assert!(!is_due(&written(0), &written(2), true));
        assert!(is_due(&written(0), &written(2), false));
        assert!(!is_due(&written(2), &written(2), false));
    }
}
