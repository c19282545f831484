use std::rc::Rc;

use orgcast_shared::api::PushDetail;
use orgcast_shared::id::OrgId;
use yew::prelude::*;
use yew_router::prelude::*;

use super::items::Items;
use super::tiles::tiles;
use super::view::{Category, Filter, chosen, shown};
use crate::components::{Checkbox, Ticked, search_field};
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
    let warnings = value("warnings").is_some();
    let search = use_state(String::new);
    let detail = &props.detail;
    let category = show.as_deref().map(Category::named).unwrap_or_default();
    let chosen_filter = Filter { category, warnings };
    let asked = asked.and_then(|id| OrgId::new(id).ok());
    let orgs = shown(&detail.orgs, chosen_filter, &search);
    let chosen = chosen(&orgs, asked.as_ref());
    let go = {
        let route = Route::push(&detail.push.id);
        move |org: Option<&OrgId>, filter: Filter| {
            let show = (filter.category != Category::All).then(|| filter.category.name());
            let query = query(&[
                ("org", org.map(OrgId::as_str)),
                ("show", show.as_deref()),
                ("warnings", filter.warnings.then_some("1")),
            ]);
            // A query that is text already can't fail to be written.
            let _ = navigator.replace_with_query(&route, query);
        }
    };
    let choose = {
        let go = go.clone();
        Callback::from(move |org: OrgId| go(Some(&org), chosen_filter))
    };
    let filter_by = |filter: Filter| {
        let (go, asked) = (go.clone(), asked.clone());
        move || go(asked.as_ref(), filter)
    };
    let category_button = |(filter, count): (Filter, u64)| {
        let show = filter_by(filter);
        html! {
            <button
                key={filter.category.word()}
                type="button"
                class="filter"
                aria-pressed={(filter.category == category).to_string()}
                onclick={Callback::from(move |_: MouseEvent| show())}
            >
                { filter.word() }{ " " }<span class="quiet">{ number(count) }</span>
            </button>
        }
    };
    let categories = Category::ALL.into_iter().map(|category| {
        let filter = Filter { category, warnings };
        let count = match category {
            // They are all there, whether they have an outcome or not.
            Category::All => detail.push.planned.cells(),
            _ => filter.count(&detail.push.outcomes),
        };
        (filter, count)
    });
    let categories = categories.filter(|(filter, count)| {
        matches!(filter.category, Category::All) || filter.category == category || *count > 0
    });
    let show_warnings = {
        let show = filter_by(Filter {
            category,
            warnings: !warnings,
        });
        Callback::from(move |_: bool| show())
    };
    let ticked = if warnings { Ticked::All } else { Ticked::None };
    html! {
        <div class="push-panes">
            <section class="push-orgs" aria-label={text::ORGS}>
                <div class="pane-tools">
                    <div class="filters" role="group" aria-label={text::SHOW}>
                        { for categories.map(category_button) }
                    </div>
                    if warnings || detail.push.outcomes.warned > 0 {
                        <Checkbox {ticked} onchange={show_warnings}>
                            { text::show_warnings(detail.push.outcomes.warned) }
                        </Checkbox>
                    }
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
                    filter={chosen_filter}
                />
            }
        </div>
    }
}
