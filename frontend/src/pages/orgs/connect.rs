use orgcast_shared::api::Org;
use yew::prelude::*;

use super::view::{Spot, spot};
use crate::api::{self, TypedKey};
use crate::components::{Dialog, Field, NoticeKind, SelectField, async_view, notice};
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
        error.map(|error| AttrValue::from(error.sentence()))
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
                <Field
                    id="org-name"
                    label={text::NAME}
                    hint={text::NAME_HINT}
                    maxlength="100"
                    value={typed.name.clone()}
                    error={error_at(Spot::Name)}
                    onchange={set(|typed, text| typed.name = text)}
                />
                { async_view(&endpoints, &reload, |list| html! {
                    <SelectField
                        id="org-endpoint"
                        label={text::ENDPOINT}
                        prompt={text::ENDPOINT_PROMPT}
                        value={typed.endpoint.clone()}
                        options={list.endpoints.iter().map(|endpoint| {
                            let shown = format!("{} · {}", endpoint.name, endpoint.url);
                            (endpoint.name.clone().into(), shown.into())
                        }).collect::<Vec<(AttrValue, AttrValue)>>()}
                        onchange={set(|typed, text| typed.endpoint = text)}
                    />
                }) }
                <Field
                    id="org-access-id"
                    label={text::ACCESS_ID}
                    value={typed.access_id.clone()}
                    onchange={set(|typed, text| typed.access_id = text)}
                />
                <Field
                    id="org-access-key"
                    label={text::ACCESS_KEY}
                    hint={text::KEY_HINT}
                    secret=true
                    value={typed.access_key.clone()}
                    error={error_at(Spot::Key)}
                    onchange={set(|typed, text| typed.access_key = text)}
                />
            </form>
        </Dialog>
    }
}
