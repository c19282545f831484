use std::rc::Rc;

use orgcast_shared::api::PushDetail;
use orgcast_shared::id::OrgId;
use orgcast_shared::org::Capability;
use yew::prelude::*;
use yew_router::prelude::*;

use super::retry::{Which, collect, refresh};
use crate::components::failure;
use crate::routes::{Route, query};
use crate::state::{Change, Retry, prepare, use_action, use_orgs, use_session, use_toasts};
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
            move |(which, orgs): (Which, Vec<OrgId>)| {
                let (detail, read) = (Rc::clone(&detail), read.clone());
                async move {
                    let retry = collect(&detail.push.id, &orgs, which).await?;
                    let failed = refresh(&orgs, |done| read.set(Some((done, orgs.len())))).await;
                    read.set(None);
                    Ok((retry, failed?))
                }
            },
            {
                let (choices, reload) = (props.detail.choices.clone(), orgs.reload.clone());
                move |(retry, failed): (Retry, Vec<String>)| {
                    if !failed.is_empty() {
                        toasts.failed(text::reads_failed(&listed(&failed)));
                    }
                    let source = choices.source.clone();
                    prepare(Change::Retry(Box::new(choices.clone()), retry));
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
    let button = |which: Which| {
        let word = match which {
            Which::Failed => text::RETRY_FAILED,
            Which::Stopped => text::RETRY_STOPPED,
            Which::All => text::RETRY_ALL,
        };
        let ids: Vec<_> = which
            .orgs(detail)
            .into_iter()
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
            { for Which::ALL.into_iter().filter_map(button) }
            if let Some((done, all)) = *read {
                <p class="quiet" role="status">{ text::reading(done, all) }</p>
            }
            if let Some(error) = &retry.error {
                { failure(error) }
            }
        </div>
    }
}
