use gloo_timers::callback::Timeout;
use orgcast_shared::api::{Push, PushList};
use orgcast_shared::id::PushId;
use yew::prelude::*;

use super::table::push_table;
use super::view::{STATES, joined, matching};
use crate::api;
use crate::components::{Page, Select, async_view, empty, failure, search_field};
use crate::state::{use_action, use_fetched};
use crate::text::{history as text, push as push_text};

const WHILE_RUNNING_MS: u32 = 3_000;

/// View History: every push, newest first.
#[component]
pub(crate) fn HistoryPage() -> Html {
    let (newest, reload) = use_fetched((), |()| api::pushes(None));
    let older = use_state(|| None::<PushList>);
    let search = use_state(String::new);
    let state = use_state(|| None);
    let load = use_action(|before: Option<PushId>| api::pushes(before), {
        let older = older.clone();
        move |mut more: PushList| {
            let mut pushes = older
                .as_ref()
                .map(|list| list.pushes.clone())
                .unwrap_or_default();
            pushes.append(&mut more.pushes);
            older.set(Some(PushList {
                pushes,
                more: more.more,
            }));
        }
    });
    let is_running = |push: &Push| !push.state.is_final();
    let is_due = !newest.loading
        && newest
            .value
            .as_ref()
            .is_some_and(|list| list.pushes.iter().any(is_running));
    use_effect_with((is_due, reload.clone()), |(is_due, reload)| {
        let reload = reload.clone();
        let timer = is_due.then(|| Timeout::new(WHILE_RUNNING_MS, move || reload.emit(())));
        move || drop(timer)
    });
    let choose = {
        let state = state.clone();
        Callback::from(move |word: String| {
            state.set(
                STATES
                    .into_iter()
                    .find(|state| push_text::state(*state) == word),
            );
        })
    };
    let tools = html! {
        <div class="tools">
            { search_field(text::SEARCH, &search) }
            { Select::of_words(
                "history-status",
                text::STATUS,
                (*state).map_or(text::ANY, push_text::state),
                std::iter::once(text::ANY).chain(STATES.map(push_text::state)),
                choose,
            ).html() }
        </div>
    };
    let list = async_view(&newest, &reload, |newest| {
        let older_pushes = older.as_ref().map_or(&[][..], |list| &list.pushes);
        let all: Vec<&Push> = joined(&newest.pushes, older_pushes).collect();
        let more = older.as_ref().map_or(newest.more, |list| list.more);
        let last = all.last().map(|push| push.id.clone());
        let shown = matching(all.iter().copied(), &search, *state);
        if all.is_empty() {
            return html! { { empty(text::EMPTY, text::EMPTY_HINT, html! {  }) } };
        }
        html! {
            <>
                <p class="quiet">{ text::loaded(all.len(), more) }</p>
                if shown.is_empty() {
                    { empty(text::NO_MATCH, text::NO_MATCH_HINT, html! {  }) }
                } else {
                    { push_table(&shown) }
                }
                if let Some(error) = &load.error {
                    { failure(error) }
                }
                if more {
                    <button
                        type="button"
                        class="button"
                        disabled={load.busy}
                        onclick={load.run.reform(move |_: MouseEvent| last.clone())}
                    >
                        { text::MORE }
                    </button>
                }
            </>
        }
    });
    html! { <Page title={text::TITLE} {tools}>{ list }</Page> }
}
