use orgcast_shared::api::{Org, OrgStatus};
use orgcast_shared::id::OrgId;
use orgcast_shared::org::Capability;
use yew::prelude::*;

use crate::components::{Ago, NavLink, Select, Shape, icon};
use crate::routes::Route;
use crate::state::{Orgs, use_reads, use_session};
use crate::text::{common, content as text, orgs as orgs_text, plan_file};

/// Chooses the source org and says how old its content is.
pub(super) fn source_bar(source: Option<&Org>, orgs: &Orgs, on_source: Callback<OrgId>) -> Html {
    let choose = {
        Callback::from(move |id: String| {
            if let Ok(id) = OrgId::new(id) {
                on_source.emit(id);
            }
        })
    };
    html! {
        <div class="source-bar">
            { Select {
                id: "source-org",
                label: text::SOURCE,
                value: source.map_or("", |org| org.id.as_str()),
                options: orgs.all().iter().map(|org| (org.id.to_string(), org.name.clone())).collect(),
                prompt: Some(text::SOURCE_PROMPT),
                is_inline: true,
                onchange: choose,
            }.html() }
            <p class="content-type">
                <span class="quiet">{ text::CONTENT }</span>
                <strong>{ text::LIBRARY }</strong>
            </p>
            if let Some(org) = source {
                <ReadAge org={org.clone()} />
            }
            <NavLink to={Route::PlanFile} class="button button-plain bar-end">{ plan_file::OPEN }</NavLink>
            <NavLink to={Route::History} class="button">{ text::VIEW_HISTORY }</NavLink>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct ReadAgeProps {
    pub(super) org: Org,
}

/// How old an org's content is, with a way to read it anew.
#[component]
pub(super) fn ReadAge(props: &ReadAgeProps) -> Html {
    let (reads, session) = (use_reads(), use_session());
    let org = &props.org;
    let again = {
        let id = org.id.clone();
        reads.start.reform(move |_: MouseEvent| vec![id.clone()])
    };
    let is_reading = matches!(org.status, OrgStatus::Reading(_));
    let state = match &org.status {
        OrgStatus::Reading(progress) => html! { orgs_text::reading(progress) },
        OrgStatus::Failed(failure) => {
            html! { <span class="state-failed">{ &failure.message }</span> }
        }
        OrgStatus::Unread | OrgStatus::Ready => html! {},
    };
    html! {
        <p class="read-age">
            if let (Some(at), false) = (org.read_at, is_reading) {
                <span>{ text::READ }{ " " }<Ago {at} /></span>
            }
            { state }
            if session.may(Capability::ManageOrganizations) {
                <button
                    type="button"
                    class="button button-plain"
                    disabled={is_reading || reads.busy}
                    onclick={again}
                >
                    { icon(Shape::Read) }
                    { if org.read_at.is_some() { text::READ_AGAIN } else { common::READ_NOW } }
                </button>
            }
        </p>
    }
}
