use std::rc::Rc;

use orgcast_shared::api::{OrgProgress, PushDetail, RetryChoices};
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
        let of_push = detail
            .orgs
            .iter()
            .filter(|org| orgs.get(&org.org).is_some());
        let (ids, count) = covered(which, of_push);
        (!ids.is_empty()).then(|| {
            html! {
                <button
                    type="button"
                    class="button"
                    disabled={retry.busy}
                    onclick={retry.run.reform(move |_: MouseEvent| (which, ids.clone()))}
                >
                    { text::retry(which, count) }
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

/// The orgs in which there is something to push again, and how many items that is in all.
fn covered<'a>(which: Retry, orgs: impl Iterator<Item = &'a OrgProgress>) -> (Vec<OrgId>, u64) {
    let counts = orgs.map(|org| (org.org.clone(), which.count(&org.outcomes)));
    let (ids, counts): (Vec<_>, Vec<_>) = counts.filter(|(_, count)| *count > 0).unzip();
    (ids, counts.iter().sum())
}

#[cfg(test)]
mod tests {
    use orgcast_shared::history::{ForItems, OutcomeCounts};

    use super::super::view::tests::org;
    use super::*;

    #[test]
    fn a_button_counts_the_items_that_it_pushes_again() {
        let counts = |failed, unverified, stopped, created| OutcomeCounts {
            failed,
            unverified,
            stopped,
            created,
            ..OutcomeCounts::default()
        };
        let orgs = [
            org("a", counts(2, 1, 0, 5)),
            org("b", counts(0, 0, 4, 0)),
            org("c", counts(0, 0, 0, 7)),
        ];
        let of = |which| {
            let (ids, count) = covered(which, orgs.iter());
            (ids.len(), text::retry(which, count))
        };
        assert_eq!(of(Retry::Failed), (1, "Retry Failed (3)".to_owned()));
        assert_eq!(of(Retry::Stopped), (1, "Retry Stopped (4)".to_owned()));
        assert_eq!(of(Retry::All), (2, "Retry All (7)".to_owned()));
    }

    #[test]
    fn where_only_folders_failed_that_items_would_bring_there_is_nothing_to_push_again() {
        let counts = |failed, folders| OutcomeCounts {
            failed,
            for_items: ForItems {
                failed: folders,
                ..ForItems::default()
            },
            ..OutcomeCounts::default()
        };
        let orgs = [org("a", counts(1, 1)), org("b", counts(5, 2))];
        let (ids, count) = covered(Retry::Failed, orgs.iter());
        assert_eq!(
            (ids.as_slice(), count),
            ([orgs[1].org.clone()].as_slice(), 3)
        );
    }
}
