use std::collections::BTreeMap;
use std::rc::Rc;

use orgcast_shared::api::{ProblemCode, Push, PushDetail};
use orgcast_shared::history::PushState;
use orgcast_shared::id::{OrgId, PushId};
use orgcast_shared::org::Capability;
use serde::{Deserialize, Serialize};
use yew::prelude::*;
use yew_router::prelude::*;

use super::head::Head;
use super::items::Items;
use super::log::Log;
use super::retry_buttons::RetryButtons;
use super::tiles::tiles;
use super::view::{Category, chosen, shown};
use crate::api;
use crate::components::{Confirm, NoticeKind, Page, empty, failure, notice, search_field};
use crate::routes::Route;
use crate::state::{Watch, use_action, use_push_watch, use_session};
use crate::text::{common, number, push as text};

#[derive(Properties, PartialEq)]
pub(crate) struct PushPageProps {
    /// As the address has it.
    pub(crate) id: String,
}

/// A push: while it runs, how it is going; afterwards, its result.
#[component]
pub(crate) fn PushPage(props: &PushPageProps) -> Html {
    match PushId::new(props.id.clone()) {
        Ok(id) => html! { <Watched {id} /> },
        Err(_) => no_such_push(),
    }
}

fn no_such_push() -> Html {
    html! {
        <Page title={text::LOADING}>
            { empty(text::NOT_FOUND, text::NOT_FOUND_HINT, html! {  }) }
        </Page>
    }
}

#[derive(Properties, PartialEq)]
struct WatchedProps {
    id: PushId,
}

#[component]
fn Watched(props: &WatchedProps) -> Html {
    let watch = use_push_watch(&props.id);
    if let (None, Some(error)) = (&watch.detail, &watch.error)
        && error.code() == Some(ProblemCode::NotFound)
    {
        return no_such_push();
    }
    let title = watch
        .detail
        .as_ref()
        .map_or(text::LOADING, |detail| text::title(detail.push.state));
    let tools = watch.detail.as_ref().map(|detail| match detail.push.state {
        PushState::Running => html! { <StopButton id={props.id.clone()} /> },
        PushState::Stopping => html! {},
        PushState::Succeeded | PushState::Failed | PushState::Stopped => {
            html! { <RetryButtons detail={Rc::clone(detail)} /> }
        }
    });
    html! {
        <Page {title} tools={tools.unwrap_or_default()} filling=true>
            { connection(&watch) }
            if let Some(detail) = &watch.detail {
                <Head detail={Rc::clone(detail)} />
                <Orgs detail={Rc::clone(detail)} />
                <Log log={Rc::clone(&watch.log)} names={names(detail)} />
            } else if watch.error.is_none() {
                <p class="quiet" role="status">{ common::LOADING }</p>
            }
        </Page>
    }
}

/// What is wrong with the way news come here.
fn connection(watch: &Watch) -> Html {
    match &watch.error {
        Some(error) => html! {
            { failure(error) }
        },
        None if watch.was_cut && !watch.is_live && !watch.is_over() => html! {
            { notice(NoticeKind::Info, html! { <p>{ text::CUT }</p> }) }
        },
        None => html! {},
    }
}

fn names(detail: &PushDetail) -> Rc<BTreeMap<OrgId, String>> {
    Rc::new(
        detail
            .orgs
            .iter()
            .map(|org| (org.org.clone(), org.name.clone()))
            .collect(),
    )
}

#[derive(Properties, PartialEq)]
struct StopButtonProps {
    id: PushId,
}

#[component]
fn StopButton(props: &StopButtonProps) -> Html {
    let session = use_session();
    let asking = use_state(|| false);
    let close = use_callback(asking.clone(), |(), asking| asking.set(false));
    let stop = use_action(|id: PushId| async move { api::stop(&id).await }, {
        let close = close.clone();
        move |_: Push| close.emit(())
    });
    if !session.may(Capability::ManageOrganizations) {
        return html! {};
    }
    html! {
        <>
            <button
                type="button"
                class="button button-danger"
                onclick={ let asking = asking.clone(); Callback::from(move |_: MouseEvent| asking.set(true)) }
            >
                { text::STOP }
            </button>
            if *asking {
                <Confirm
                    title={text::STOP_TITLE}
                    text={text::STOP_TEXT}
                    yes={text::STOP}
                    no={text::STOP_NO}
                    busy={stop.busy}
                    error={stop.error.clone()}
                    on_yes={ let id = props.id.clone(); stop.run.reform(move |()| id.clone()) }
                    on_close={close}
                />
            }
        </>
    }
}

/// What the address says besides the push.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Query {
    #[serde(skip_serializing_if = "Option::is_none")]
    org: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    show: Option<String>,
}

#[derive(Properties, PartialEq)]
struct OrgsProps {
    detail: Rc<PushDetail>,
}

/// The orgs as tiles, and the items of the chosen one. What is chosen stands in the address, so that
/// it can be sent to a colleague.
#[component]
fn Orgs(props: &OrgsProps) -> Html {
    let navigator = use_navigator().expect("every page is below the router");
    let query = use_location()
        .and_then(|location| location.query::<Query>().ok())
        .unwrap_or_default();
    let search = use_state(String::new);
    let detail = &props.detail;
    let category = query
        .show
        .as_deref()
        .map(Category::named)
        .unwrap_or_default();
    let asked = query.org.clone().and_then(|id| OrgId::new(id).ok());
    let orgs = shown(&detail.orgs, category, &search);
    let chosen = chosen(&orgs, asked.as_ref());
    let go = {
        let route = Route::push(&detail.push.id);
        move |query: Query| {
            let _ = navigator.replace_with_query(&route, &query);
        }
    };
    let choose = {
        let (go, query) = (go.clone(), query.clone());
        Callback::from(move |org: OrgId| {
            go(Query {
                org: Some(org.to_string()),
                ..query.clone()
            });
        })
    };
    let filter = |category: Category| {
        let (go, query) = (go.clone(), query.clone());
        Callback::from(move |_: MouseEvent| {
            let show = (category != Category::All).then(|| category.word().to_lowercase());
            go(Query {
                show,
                ..query.clone()
            });
        })
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
                    { tiles(&orgs, chosen.map(|org| &org.org), &choose) }
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
