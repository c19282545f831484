use std::rc::Rc;

use orgcast_shared::api::{PushDetail, RetryChoices};
use orgcast_shared::history::Retry;
use orgcast_shared::id::OrgId;
use orgcast_shared::org::Capability;
use yew::prelude::*;
use yew_router::prelude::*;

use super::refresh::refresh;
use crate::api;
use crate::components::failure;
use crate::routes::{Route, query};
use crate::state::{Change, prepare, use_action, use_orgs, use_session, use_toasts};
use crate::text::{listed, push as text};

#[derive(Properties, PartialEq)]
pub(super) struct RetryButtonsProps {
    pub(super) detail: Rc<PushDetail>,
}

/// Ways to push again what is missing. The orgs are read anew first; then the box opens with exactly
/// those cells, to be previewed and pushed like anything else.
#[component]
pub(super) fn RetryButtons(props: &RetryButtonsProps) -> Html {
    let (orgs, session, toasts) = (use_orgs(), use_session(), use_toasts());
    let navigator = use_navigator().expect("every page is below the router");
    let read = use_state(|| None::<(usize, usize)>);
    let detail = &props.detail;
    let retry = {
        let (detail, read) = (Rc::clone(detail), read.clone());
        use_action(
            move |(which, orgs): (Retry, Vec<OrgId>)| {
                let (detail, read) = (Rc::clone(&detail), read.clone());
                async move {
                    let retry = api::retry(&detail.push.id, which).await?;
                    let failed = refresh(&orgs, &|done| read.set(Some((done, orgs.len())))).await;
                    read.set(None);
                    Ok((retry, failed?))
                }
            },
            {
                let (of, reload) = (props.detail.push.id.clone(), orgs.reload.clone());
                move |(retry, failed): (RetryChoices, Vec<String>)| {
                    if !failed.is_empty() {
                        toasts.failed(text::reads_failed(&listed(&failed)));
                    }
                    let source = retry.choices.source.clone();
                    prepare(Change::Retry(Box::new(retry.choices), of.clone()));
                    reload.emit(());
                    let query = query(&[("source", Some(source.as_str()))]);
                    let _ = navigator.push_with_query(&Route::PushBox, query);
                }
            },
        )
    };
    if !session.may(Capability::ManageOrganizations) {
        return html! {};
    }
    let button = |which: Retry| {
        let word = match which {
            Retry::Failed => text::RETRY_FAILED,
            Retry::Stopped => text::RETRY_STOPPED,
            Retry::All => text::RETRY_ALL,
        };
        let of_push = detail
            .orgs
            .iter()
            .filter(|org| which.has_any(&org.outcomes));
        let ids: Vec<OrgId> = of_push
            .map(|org| org.org.clone())
            .filter(|id| orgs.get(id).is_some())
            .collect();
        (!ids.is_empty()).then(|| {
            html! {
                <button
                    type="button"
                    class="button"
                    disabled={retry.busy}
                    onclick={retry.run.reform(move |_: MouseEvent| (which, ids.clone()))}
                >
                    { word }
                </button>
            }
        })
    };
    html! {
        <div class="retry">
            { for Retry::ALL.into_iter().filter_map(button) }
            if let Some((done, all)) = *read {
                <p class="quiet" role="status">{ text::reading(done, all) }</p>
            }
            if let Some(error) = &retry.error {
                { failure(error) }
            }
        </div>
    }
}
