use std::rc::Rc;

use orgcast_shared::api::{ProblemCode, Push};
use orgcast_shared::id::PushId;
use orgcast_shared::org::Capability;
use yew::prelude::*;
use yew_router::prelude::*;

use super::controls::Controls;
use super::head::head;
use super::log::Log;
use super::orgs::Orgs;
use super::retry_buttons::RetryButtons;
use super::rollback_link::rollback_links;
use crate::api::{self, ApiError};
use crate::components::{NoticeKind, Page, empty, failure, notice};
use crate::state::{Watch, use_fetched, use_push_watch, use_seconds, use_session};
use crate::text::{common, push as text};

/// The push of this id, as the address has it: while it runs, how it is going; afterwards, its result.
pub(crate) fn push_page(id: &str) -> Html {
    match PushId::new(id) {
        Ok(push) => html! { <Watched key={id} id={push} /> },
        Err(_) => no_such_push(),
    }
}

fn no_such_push() -> Html {
    html! {
        <Page title={text::LOADING}>
            { empty(text::NOT_FOUND, text::NOT_FOUND_HINT, html! {}) }
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
    let navigator = use_navigator().expect("every page is below the router");
    let is_over = watch.is_over();
    let (following, _) = use_fetched((props.id.clone(), is_over), follow);
    let now = use_seconds(!is_over);
    let may_roll_back = use_session().may(Capability::ManageOrganizations);
    if let (None, Some(error)) = (&watch.detail, &watch.error)
        && error.code() == Some(ProblemCode::NotFound)
    {
        return no_such_push();
    }
    let title = watch
        .detail
        .as_ref()
        .map_or(text::LOADING, |detail| text::title(&detail.push));
    let tools = watch.detail.as_ref().map(|detail| {
        let detail = Rc::clone(detail);
        if !detail.push.state.is_final() {
            return html! { <Controls {detail} /> };
        }
        let links = may_roll_back.then(|| rollback_links(&detail, &navigator));
        html! {
            <>
                if detail.push.rollback_of.is_none() {
                    <RetryButtons {detail} />
                }
                { links }
            </>
        }
    });
    html! {
        <Page {title} tools={tools.unwrap_or_default()} filling=true>
            { connection(&watch) }
            if let Some(detail) = &watch.detail {
                { head(detail, following.value.iter().flat_map(|pushes| pushes.iter()), now) }
                <Orgs detail={Rc::clone(detail)} />
                <Log log={Rc::clone(&watch.log)} detail={Rc::clone(detail)} />
            } else if watch.error.is_none() {
                <p class="quiet" role="status">{ common::LOADING }</p>
            }
        </Page>
    }
}

/// What was done about a push since; nothing can be while it goes on.
async fn follow((push, is_over): (PushId, bool)) -> Result<Vec<Push>, ApiError> {
    if is_over {
        Ok(api::following(&push).await?.pushes)
    } else {
        Ok(Vec::new())
    }
}

/// What is wrong with the way news come here.
fn connection(watch: &Watch) -> Html {
    let info = |words| notice(NoticeKind::Info, html! { <p>{ words }</p> });
    match &watch.error {
        Some(error) if watch.detail.is_some() && error.is_passing() => info(text::LOST),
        Some(error) => failure(error),
        None if watch.was_cut && !watch.is_live && !watch.is_over() => info(text::CUT),
        None => html! {},
    }
}
