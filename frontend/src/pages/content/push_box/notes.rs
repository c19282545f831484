use std::rc::Rc;

use orgcast_shared::api::{Org, OrgList, OrgStatus};
use orgcast_shared::id::OrgId;
use orgcast_shared::org::Capability;
use yew::prelude::*;

use super::view::{created_connections, gaps};
use crate::api;
use crate::components::{Notice, NoticeKind};
use crate::preview::Preview;
use crate::state::{DraftHandle, Planner, use_action, use_orgs, use_session, use_toasts};
use crate::text::{common, content, push_box as text};

#[derive(Properties, PartialEq)]
pub(super) struct NotesProps {
    pub(super) draft: DraftHandle,
    pub(super) planner: Planner,
    /// Orgs whose content had changed when the push was to be started.
    pub(super) moved: Option<Rc<Vec<OrgId>>>,
}

/// What a person should know before pushing.
#[component]
pub(super) fn Notes(props: &NotesProps) -> Html {
    let orgs = use_orgs();
    let known = props.planner.known();
    let findings = known
        .findings
        .as_deref()
        .filter(|findings| !findings.is_empty());
    let moved = props.moved.as_deref().map(|moved| {
        let names: Vec<_> = moved.iter().map(|org| orgs.name(org)).collect();
        html! { <Notice kind={NoticeKind::Warning}><p>{ text::moved(&names) }</p></Notice> }
    });
    let retry = props.draft.retry.as_ref().map(|retry| {
        let places = retry.only.values().map(|only| only.paths().count() as u64).sum();
        html! { <Notice kind={NoticeKind::Info}><p>{ text::retry(places, retry.only.len()) }</p></Notice> }
    });
    html! {
        <div class="notes">
            { moved }
            { retry }
            if let Some(trouble) = &known.trouble {
                <Notice kind={NoticeKind::Error}><p>{ content::trouble(trouble) }</p></Notice>
            }
            if let Some(findings) = findings {
                <Notice kind={NoticeKind::Error}>
                    <p>{ text::FINDINGS }</p>
                    <ul>{ for findings.iter().take(5).map(|finding| html! { <li>{ finding }</li> }) }</ul>
                </Notice>
            }
            <Unread draft={props.draft.clone()} planner={props.planner.clone()} />
            if let Some(preview) = &known.preview {
                { about(preview) }
            }
        </div>
    }
}

fn about(preview: &Preview) -> Html {
    let created = created_connections(preview);
    let gone: Vec<_> = preview.not_in_source.iter().map(common::place).collect();
    html! {
        <>
            if !gone.is_empty() {
                <Notice kind={NoticeKind::Warning}><p>{ text::not_in_source(&gone) }</p></Notice>
            }
            if !created.is_empty() {
                <Notice kind={NoticeKind::Warning}>
                    <p>{ text::CONNECTIONS_CREATED }</p>
                    <ul>
                        for (need, orgs) in created.iter() {
                            <li>{ text::connection(need, *orgs) }</li>
                        }
                    </ul>
                </Notice>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct UnreadProps {
    draft: DraftHandle,
    planner: Planner,
}

/// The destinations that the plan can't know, with a way to read them.
#[component]
fn Unread(props: &UnreadProps) -> Html {
    let (orgs, session, toasts) = (use_orgs(), use_session(), use_toasts());
    let read = use_action(api::read, {
        let reload = orgs.reload.clone();
        move |_: OrgList| reload.emit(())
    });
    use_effect_with(read.error.clone(), move |error| {
        if let Some(error) = error {
            toasts.failed(error.sentence());
        }
    });
    let Some(taken) = &props.planner.known().taken else {
        return html! {};
    };
    let gaps = gaps(orgs.all(), &props.draft, taken);
    let names = |orgs: &[&Org]| orgs.iter().map(|org| org.name.clone()).collect::<Vec<_>>();
    let may_read = session.may(Capability::ManageOrganizations);
    let button = |orgs: &[&Org]| {
        let is_idle = |org: &&&Org| !matches!(org.status, OrgStatus::Reading(_));
        let idle: Vec<_> = orgs
            .iter()
            .filter(is_idle)
            .map(|org| org.id.clone())
            .collect();
        let is_busy = read.busy || idle.is_empty();
        may_read.then(|| {
            html! {
                <button
                    type="button"
                    class="button"
                    disabled={is_busy}
                    onclick={read.run.reform(move |_: MouseEvent| idle.clone())}
                >
                    { common::READ_NOW }
                </button>
            }
        })
    };
    html! {
        <>
            if !gaps.unread.is_empty() {
                <Notice kind={NoticeKind::Warning}>
                    <p>{ text::unread(&names(&gaps.unread)) }</p>
                    { button(&gaps.unread) }
                </Notice>
            }
            if !gaps.outdated.is_empty() {
                <Notice kind={NoticeKind::Warning}>
                    <p>{ text::failed_reads(&names(&gaps.outdated)) }</p>
                    { button(&gaps.outdated) }
                </Notice>
            }
        </>
    }
}
