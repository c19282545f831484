use orgcast_shared::api::{Org, OrgList};
use orgcast_shared::id::OrgId;
use orgcast_shared::org::Capability;
use yew::prelude::*;

use super::connect::ConnectDialog;
use super::edit::EditDialog;
use super::table::OrgTable;
use super::view::{matching, readable};
use crate::api;
use crate::components::{Confirm, Empty, Page, Search, async_view};
use crate::state::{use_action, use_orgs, use_session, use_toasts};
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

    let read = use_action(api::read, {
        let reload = orgs.reload.clone();
        move |_: OrgList| reload.emit(())
    });
    use_effect_with(read.error.clone(), {
        let toasts = toasts.clone();
        move |error| {
            if let Some(error) = error {
                toasts.failed(error.sentence());
            }
        }
    });
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
        let (changed, read) = (changed.clone(), read.run.clone());
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
    let connect_button = may_create.then(|| {
        html! {
            <button type="button" class="button button-primary" onclick={connect}>
                { text::CONNECT }
            </button>
        }
    });
    let read_all = {
        let (run, ids) = (read.run.clone(), readable(orgs.all()));
        Callback::from(move |_: MouseEvent| run.emit(ids.clone()))
    };
    let tools = html! {
        <div class="tools">
            if !orgs.all().is_empty() {
                <Search
                    label={text::SEARCH}
                    value={(*search).clone()}
                    onchange={ let search = search.clone(); Callback::from(move |t| search.set(t)) }
                />
                if may_manage {
                    <button
                        type="button"
                        class="button"
                        disabled={read.busy || readable(orgs.all()).is_empty()}
                        onclick={read_all}
                    >
                        { text::READ_ALL }
                    </button>
                }
                { connect_button.clone() }
            }
        </div>
    };
    let list = async_view(orgs.fetched(), &orgs.reload, |list| {
        if list.orgs.is_empty() {
            return html! {
                <Empty title={text::EMPTY} hint={text::EMPTY_HINT}>{ connect_button }</Empty>
            };
        }
        let shown: Vec<Org> = matching(&list.orgs, &search).into_iter().cloned().collect();
        if shown.is_empty() {
            return html! { <Empty title={text::NO_MATCH} hint={text::NO_MATCH_HINT} /> };
        }
        let items = shown.iter().filter_map(|org| org.items).sum();
        html! {
            <>
                <p class="quiet">{ text::summary(shown.len(), items) }</p>
                <OrgTable
                    orgs={shown}
                    {may_manage}
                    on_read={read.run.reform(|id: OrgId| vec![id])}
                    on_edit={show(Open::Edit)}
                    on_disconnect={show(Open::Disconnect)}
                />
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
        Open::Disconnect(org) => html! {
            <Confirm
                title={text::disconnect_title(&org.name)}
                text={text::disconnect_text(&org.name)}
                yes={text::DISCONNECT}
                no={common::CANCEL}
                busy={disconnect.busy}
                error={disconnect.error.clone()}
                on_yes={ let org = org.clone(); disconnect.run.reform(move |()| org.clone()) }
                on_close={close}
            />
        },
    };
    html! { <Page title={text::TITLE} {tools}>{ list }{ dialog }</Page> }
}
