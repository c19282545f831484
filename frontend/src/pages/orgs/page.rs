use orgcast_shared::api::Org;
use orgcast_shared::id::OrgId;
use orgcast_shared::org::Capability;
use yew::prelude::*;

use super::connect::ConnectDialog;
use super::edit::EditDialog;
use super::table::{Acts, org_table};
use super::view::{matching, readable};
use crate::api;
use crate::components::{Confirm, Page, async_view, confirm, empty, search_field};
use crate::state::{use_action, use_orgs, use_reads, use_session, use_toasts};
use crate::text::{common, orgs as text};

/// What is open over the list.
#[derive(Clone, PartialEq)]
enum Open {
    Nothing,
    Connect,
    Edit(Org),
    Disconnect(Org),
}

/// The connected organizations.
#[component]
pub(crate) fn OrgsPage() -> Html {
    let (orgs, session, toasts) = (use_orgs(), use_session(), use_toasts());
    let search = use_state(String::new);
    let open = use_state(|| Open::Nothing);
    let close = use_callback(open.clone(), |(), open| open.set(Open::Nothing));

    let reads = use_reads();
    // Which list a dialog is over may change while it is open; it is about the org it was opened for.
    let changed = {
        let (open, toasts, reload) = (open.clone(), toasts, orgs.reload.clone());
        Callback::from(move |message: String| {
            open.set(Open::Nothing);
            toasts.done(message);
            reload.emit(());
        })
    };
    let connected = {
        let (changed, read) = (changed.clone(), reads.start.clone());
        Callback::from(move |org: Org| {
            changed.emit(text::connected(&org.name));
            read.emit(vec![org.id]);
        })
    };
    let disconnect = use_action(
        |org: Org| async move { api::disconnect(&org.id).await.map(|()| org) },
        {
            let changed = changed.clone();
            move |org: Org| changed.emit(text::disconnected(&org.name))
        },
    );

    let may_manage = session.may(Capability::ManageOrganizations);
    let may_create = session.may(Capability::CreateOrganizations);
    let show = |what: fn(Org) -> Open| {
        let open = open.clone();
        Callback::from(move |org| open.set(what(org)))
    };
    let connect = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(Open::Connect))
    };
    let connect_button = if may_create {
        html! {
            <button type="button" class="button button-primary" onclick={connect}>
                { text::CONNECT }
            </button>
        }
    } else {
        html! {}
    };
    let read_all = {
        let (run, ids) = (reads.start.clone(), readable(orgs.all()));
        Callback::from(move |_: MouseEvent| run.emit(ids.clone()))
    };
    let tools = html! {
        <div class="tools">
            if !orgs.all().is_empty() {
                { search_field(text::SEARCH, &search) }
                if may_manage {
                    <button
                        type="button"
                        class="button"
                        disabled={reads.busy || readable(orgs.all()).is_empty()}
                        onclick={read_all}
                    >
                        { text::READ_ALL }
                    </button>
                }
                { connect_button.clone() }
            }
        </div>
    };
    let acts = Acts {
        may_manage,
        read: reads.start.reform(|id: OrgId| vec![id]),
        edit: show(Open::Edit),
        disconnect: show(Open::Disconnect),
    };
    let list = async_view(orgs.fetched(), &orgs.reload, |list| {
        if list.orgs.is_empty() {
            return html! {
                { empty(text::EMPTY, text::EMPTY_HINT, connect_button) }
            };
        }
        let shown: Vec<Org> = matching(&list.orgs, &search).into_iter().cloned().collect();
        if shown.is_empty() {
            return html! { { empty(text::NO_MATCH, text::NO_MATCH_HINT, html! {  }) } };
        }
        let items = shown.iter().filter_map(|org| org.items).sum();
        html! {
            <>
                <p class="quiet">{ text::summary(shown.len(), items) }</p>
                { org_table(&shown, &acts) }
            </>
        }
    });
    let dialog = match &*open {
        Open::Nothing => html! {},
        Open::Connect => html! { <ConnectDialog on_close={close} on_done={connected} /> },
        Open::Edit(org) => {
            let done = changed.reform(|org: Org| text::saved(&org.name));
            html! { <EditDialog org={org.clone()} on_close={close} on_done={done} /> }
        }
        Open::Disconnect(org) => confirm(Confirm {
            title: text::disconnect_title(&org.name),
            text: text::disconnect_text(&org.name),
            yes: text::DISCONNECT,
            no: common::CANCEL,
            is_busy: disconnect.busy,
            error: disconnect.error.as_ref(),
            on_yes: {
                let org = org.clone();
                disconnect.run.reform(move |()| org.clone())
            },
            on_close: close,
        }),
    };
    html! { <Page title={text::TITLE} {tools}>{ list }{ dialog }</Page> }
}
