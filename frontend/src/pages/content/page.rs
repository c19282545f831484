use std::cell::Cell;

use orgcast_shared::id::{OrgId, PushId};
use yew::prelude::*;
use yew_router::prelude::*;

use super::library::library;
use super::push_box::PushBox;
use super::source_bar::source_bar;
use crate::components::{NavLink, Page, async_view, empty};
use crate::routes::{Route, query, query_value};
use crate::state::{Change, use_draft, use_orgs, use_planner};
use crate::text::content as text;

#[derive(Properties, PartialEq)]
pub(crate) struct ContentPageProps {
    /// Whether the box Push Selected Content is open.
    pub(crate) push_box: bool,
}

/// Manage Content: choose a source org, tick items, open the box that pushes them.
#[component]
pub(crate) fn ContentPage(props: &ContentPageProps) -> Html {
    let (orgs, draft, planner) = (use_orgs(), use_draft(), use_planner());
    let navigator = use_navigator().expect("every page is below the router");
    let named = query_value(use_location().as_ref(), "source").and_then(|id| OrgId::new(id).ok());
    let route = if props.push_box {
        Route::PushBox
    } else {
        Route::Content
    };

    // The address decides; where it doesn't name a source, it takes over what this tab remembers.
    use_effect_with((named.clone(), draft.source.clone()), {
        let (draft, navigator, route) = (draft.clone(), navigator.clone(), route.clone());
        move |(named, known)| match (named, known) {
            (Some(named), known) if known.as_ref() != Some(named) => {
                draft.dispatch(Change::Source(named.clone()));
            }
            (None, Some(known)) => go(&navigator, &route, known, true),
            _ => {}
        }
    });
    // What was prepared to be retried belongs to the box only.
    use_effect_with((props.push_box, draft.retry.is_some()), {
        let draft = draft.clone();
        move |(push_box, is_retry)| {
            if !push_box && *is_retry {
                draft.dispatch(Change::EndRetry);
            }
        }
    });
    let source = draft.source.as_ref().and_then(|id| orgs.get(id)).cloned();
    // Whenever an org was read, what the plan rests on is fetched again.
    let reads: Vec<_> = orgs
        .all()
        .iter()
        .map(|org| (org.id.clone(), org.read_at))
        .collect();
    use_effect_with((source.as_ref().map(|org| org.id.clone()), reads), {
        let planner = planner.clone();
        move |(source, _)| {
            if let Some(source) = source {
                planner.open(source.clone());
            }
        }
    });

    let choose = {
        let (navigator, route) = (navigator.clone(), route);
        Callback::from(move |id: OrgId| go(&navigator, &route, &id, true))
    };
    let opened_here = use_memo((), |()| Cell::new(false));
    let open_box = {
        let (navigator, draft, opened_here) =
            (navigator.clone(), draft.clone(), opened_here.clone());
        Callback::from(move |()| {
            if let Some(source) = &draft.source {
                opened_here.set(true);
                go(&navigator, &Route::PushBox, source, false);
            }
        })
    };
    let close_box = {
        let (navigator, draft) = (navigator.clone(), draft.clone());
        Callback::from(move |()| {
            if let Some(retry) = &draft.retry {
                navigator.replace(&Route::push(&retry.of));
            } else if opened_here.replace(false) {
                navigator.back();
            } else if let Some(source) = &draft.source {
                go(&navigator, &Route::Content, source, true);
            }
        })
    };
    let started = Callback::from({
        let draft = draft.clone();
        move |push: PushId| {
            draft.dispatch(Change::EndRetry);
            navigator.replace(&Route::push(&push));
        }
    });

    let tree = planner.known().tree.clone();
    let content = async_view(orgs.fetched(), &orgs.reload, |list| {
        if list.orgs.is_empty() {
            return empty(
                text::NO_ORGS,
                text::NO_ORGS_HINT,
                html! {
                    <NavLink to={Route::Organizations} class="button button-primary">
                        { text::GO_TO_ORGS }
                    </NavLink>
                },
            );
        }
        let body = match &source {
            None => empty(text::CHOOSE, text::CHOOSE_HINT, html! {}),
            Some(org) => library(org, &planner, &draft, &open_box),
        };
        html! {
            <>
                { source_bar(source.as_ref(), &orgs, choose) }
                { body }
            </>
        }
    });
    let push_box = match (tree, props.push_box && source.is_some()) {
        (Some(tree), true) => html! {
            <PushBox
                {tree}
                {planner}
                {draft}
                on_close={close_box}
                on_started={started}
            />
        },
        _ => html! {},
    };
    html! { <Page title={text::TITLE} filling=true>{ content }{ push_box }</Page> }
}

fn go(navigator: &Navigator, route: &Route, source: &OrgId, replacing: bool) {
    let query = query(&[("source", Some(source.as_str()))]);
    // A query that is text already can't fail to be written.
    let _ = if replacing {
        navigator.replace_with_query(route, query)
    } else {
        navigator.push_with_query(route, query)
    };
}
