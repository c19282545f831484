use orgcast_shared::api::{EndpointList, Org};
use orgcast_shared::org::Endpoint;
use yew::prelude::*;

use super::view::{Spot, spot};
use crate::api::{self, ApiError, TypedKey};
use crate::components::{Dialog, Field, NoticeKind, Select, async_view, notice};
use crate::state::{use_action, use_fetched};
use crate::text::{common, orgs as text};

#[derive(Properties, PartialEq)]
pub(super) struct ConnectDialogProps {
    pub(super) on_close: Callback<()>,
    pub(super) on_done: Callback<Org>,
}

/// What was typed. It lives in the open dialog alone.
#[derive(Clone, Default, PartialEq)]
struct Typed {
    name: String,
    endpoint: String,
    access_id: String,
    access_key: String,
}

/// Connects an organization. The edge tries the key before anything is saved; where it refuses,
/// everything that was typed stays.
#[component]
pub(super) fn ConnectDialog(props: &ConnectDialogProps) -> Html {
    let typed = use_state(Typed::default);
    let (endpoints, reload) = use_fetched((), |()| api::endpoints());
    let connect = use_action(
        |typed: Typed| async move {
            let key = TypedKey {
                access_id: typed.access_id.trim(),
                access_key: typed.access_key.trim(),
            };
            api::connect(typed.name.trim(), &typed.endpoint, key).await
        },
        {
            let done = props.on_done.clone();
            move |org| done.emit(org)
        },
    );
    let set = |change: fn(&mut Typed, String)| {
        let typed = typed.clone();
        Callback::from(move |text| {
            let mut new = (*typed).clone();
            change(&mut new, text);
            typed.set(new);
        })
    };
    let onsubmit = {
        let (run, typed) = (connect.run.clone(), typed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            run.emit((*typed).clone());
        })
    };
    let at = connect.error.as_ref().map(spot);
    let error_at = |place: Spot| {
        let error = connect.error.as_ref().filter(|_| at == Some(place));
        error.map(ApiError::sentence)
    };
    let footer = html! {
        <>
            <button type="button" class="button" onclick={props.on_close.reform(|_: MouseEvent| ())}>
                { common::CANCEL }
            </button>
            <button type="submit" form="connect" class="button button-primary" disabled={connect.busy}>
                { if connect.busy { text::CHECKING } else { text::CONNECT_BUTTON } }
            </button>
        </>
    };
    html! {
        <Dialog title={text::CONNECT} on_close={&props.on_close} {footer}>
            <form id="connect" {onsubmit}>
                if let Some(error) = error_at(Spot::Form) {
                    { notice(NoticeKind::Error, html! { <p>{ error }</p> }) }
                }
                { Field {
                    id: "org-name",
                    label: text::NAME,
                    hint: Some(text::NAME_HINT),
                    error: None,
                    value: &typed.name,
                    max: Some("100"),
                    is_secret: false,
                    onchange: set(|typed, text| typed.name = text),
                }.html() }
                { async_view(&endpoints, &reload, |list| Select {
                    id: "org-endpoint",
                    label: text::ENDPOINT,
                    value: &typed.endpoint,
                    options: endpoint_options(list),
                    prompt: Some(text::ENDPOINT_PROMPT),
                    is_inline: false,
                    onchange: set(|typed, text| typed.endpoint = text),
                }.html()) }
                { Field {
                    id: "org-access-id",
                    label: text::ACCESS_ID,
                    hint: None,
                    error: None,
                    value: &typed.access_id,
                    max: None,
                    is_secret: false,
                    onchange: set(|typed, text| typed.access_id = text),
                }.html() }
                { Field {
                    id: "org-access-key",
                    label: text::ACCESS_KEY,
                    hint: Some(text::KEY_HINT),
                    error: error_at(Spot::Key),
                    value: &typed.access_key,
                    max: None,
                    is_secret: true,
                    onchange: set(|typed, text| typed.access_key = text),
                }.html() }
            </form>
        </Dialog>
    }
}

fn endpoint_options(list: &EndpointList) -> Vec<(String, String)> {
    let shown = |endpoint: &Endpoint| format!("{} · {}", endpoint.name, endpoint.url);
    list.endpoints
        .iter()
        .map(|endpoint| (endpoint.name.clone(), shown(endpoint)))
        .collect()
}
