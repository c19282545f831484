use std::rc::Rc;

use orgcast_shared::api::PushDetail;
use orgcast_shared::id::OrgId;
use yew::prelude::*;
use yew_router::prelude::*;

use super::items::Items;
use super::tiles::tiles;
use super::view::{Category, chosen, shown};
use crate::components::search_field;
use crate::routes::{Route, query, query_value};
use crate::text::{number, push as text};

#[derive(Properties, PartialEq)]
pub(super) struct OrgsProps {
    pub(super) detail: Rc<PushDetail>,
}

/// The orgs as tiles, and the items of the chosen one. What is chosen stands in the address, so that
/// it can be sent to a colleague.
#[component]
pub(super) fn Orgs(props: &OrgsProps) -> Html {
    let navigator = use_navigator().expect("every page is below the router");
    let location = use_location();
    let value = |name| query_value(location.as_ref(), name);
    let (asked, show) = (value("org"), value("show"));
    let search = use_state(String::new);
    let detail = &props.detail;
    let category = show.as_deref().map(Category::named).unwrap_or_default();
    let asked = asked.and_then(|id| OrgId::new(id).ok());
    let orgs = shown(&detail.orgs, category, &search);
    let chosen = chosen(&orgs, asked.as_ref());
    let go = {
        let route = Route::push(&detail.push.id);
        move |org: Option<&OrgId>, category: Category| {
            let show = (category != Category::All).then(|| category.word().to_lowercase());
            let query = query(&[("org", org.map(OrgId::as_str)), ("show", show.as_deref())]);
            // A query that is text already can't fail to be written.
            let _ = navigator.replace_with_query(&route, query);
        }
    };
    let choose = {
        let go = go.clone();
        Callback::from(move |org: OrgId| go(Some(&org), category))
    };
    let filter = |category: Category| {
        let (go, asked) = (go.clone(), asked.clone());
        Callback::from(move |_: MouseEvent| go(asked.as_ref(), category))
    };
    html! {
        <div class="push-panes">
            <section class="push-orgs" aria-label={text::ORGS}>
                <div class="pane-tools">
                    <div class="filters" role="group" aria-label={text::SHOW}>
                        { for Category::ALL.into_iter()
                            .map(|c| (c, c.count(&detail.push.outcomes)))
                            .filter(|(c, count)| *c == Category::All || *c == category || *count > 0)
                            .map(|(c, count)| html! {
                                <button
                                    key={c.word()}
                                    type="button"
                                    class="filter"
                                    aria-pressed={(c == category).to_string()}
                                    onclick={filter(c)}
                                >
                                    { c.word() }{ " " }<span class="quiet">{ number(count) }</span>
                                </button>
                            }) }
                    </div>
                    { search_field(text::SEARCH_ORGS, &search) }
                </div>
                if orgs.is_empty() {
                    <p class="quiet">{ text::NO_ORG }</p>
                } else {
                    { tiles(
                        &orgs,
                        chosen.map(|org| &org.org),
                        &choose,
                        detail.push.course.waves > 1,
                    ) }
                }
            </section>
            if let Some(org) = chosen {
                <Items
                    key={org.org.to_string()}
                    push={detail.push.id.clone()}
                    org={org.clone()}
                    {category}
                />
            }
        </div>
    }
}
