use orgcast_shared::api::{Org, OrgStatus};
use orgcast_shared::id::OrgId;
use yew::prelude::*;

use crate::components::{Ago, Shape, Tone, chip};
use crate::text::{common, orgs as text};

/// What can be done with the orgs of a table.
pub(super) struct Acts {
    /// Whether the person may read, change and disconnect orgs.
    pub(super) may_manage: bool,
    pub(super) read: Callback<OrgId>,
    pub(super) edit: Callback<Org>,
    pub(super) disconnect: Callback<Org>,
}

/// The organizations as a table.
pub(super) fn org_table(orgs: &[Org], acts: &Acts) -> Html {
    html! {
        <div class="table-frame">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{ text::COLUMN_NAME }</th>
                        <th scope="col">{ text::COLUMN_ENDPOINT }</th>
                        <th scope="col">{ text::COLUMN_STATE }</th>
                        <th scope="col">{ text::COLUMN_READ }</th>
                        <th scope="col" class="numeric">{ text::COLUMN_ITEMS }</th>
                        if acts.may_manage {
                            <th scope="col">
                                <span class="visually-hidden">{ text::COLUMN_ACTIONS }</span>
                            </th>
                        }
                    </tr>
                </thead>
                <tbody>
                    for org in orgs.iter() {
                        { row(acts, org) }
                    }
                </tbody>
            </table>
        </div>
    }
}

fn row(acts: &Acts, org: &Org) -> Html {
    html! {
        <tr key={org.id.to_string()}>
            <th scope="row" class="org-name">{ &org.name }</th>
            <td>{ &org.endpoint }</td>
            <td>
                { state(&org.status) }
                if org.protected {
                    { " " }{ chip(Tone::Same, Shape::Lock, text::PROTECTED) }
                }
            </td>
            <td>
                if let Some(at) = org.read_at {
                    <Ago {at} />
                } else {
                    <span class="quiet">{ text::NEVER }</span>
                }
            </td>
            <td class="numeric">{ org.items.map(text::items) }</td>
            if acts.may_manage {
                <td class="row-actions">{ actions(acts, org) }</td>
            }
        </tr>
    }
}

fn state(status: &OrgStatus) -> Html {
    let (tone, shape) = match status {
        OrgStatus::Unread => (Tone::Same, Shape::Clock),
        OrgStatus::Reading(_) => (Tone::Working, Shape::Read),
        OrgStatus::Ready => (Tone::New, Shape::Check),
        OrgStatus::Failed(_) => (Tone::Blocked, Shape::Cross),
    };
    html! {
        <>
            { chip(tone, shape, text::state(status)) }
            if let OrgStatus::Reading(progress) = status {
                <p class="state-more">{ text::reading(progress) }</p>
            }
            if let OrgStatus::Failed(failure) = status {
                <p class="state-more state-failed">{ &failure.message }{ " " }<Ago at={failure.at} /></p>
            }
        </>
    }
}

fn actions(acts: &Acts, org: &Org) -> Html {
    let button = |word: &'static str, disabled: bool, onclick: Callback<MouseEvent>| {
        html! {
            <button
                type="button"
                class="button button-plain"
                aria-label={text::of(word, &org.name)}
                {disabled}
                {onclick}
            >
                { word }
            </button>
        }
    };
    let with_org = |act: &Callback<Org>| {
        let org = org.clone();
        act.reform(move |_: MouseEvent| org.clone())
    };
    let read = {
        let id = org.id.clone();
        acts.read.reform(move |_: MouseEvent| id.clone())
    };
    let is_reading = matches!(org.status, OrgStatus::Reading(_));
    html! {
        <>
            { button(common::READ_NOW, is_reading, read) }
            { button(text::EDIT, false, with_org(&acts.edit)) }
            { button(text::DISCONNECT, false, with_org(&acts.disconnect)) }
        </>
    }
}
