use orgcast_shared::api::{Org, OrgStatus};
use orgcast_shared::id::OrgId;
use orgcast_shared::org::Capability;
use yew::prelude::*;

use super::view::{created_connections, gaps};
use crate::components::{Ago, NoticeKind, notice};
use crate::preview::Preview;
use crate::state::{DraftHandle, Orgs, Planner, use_orgs, use_reads, use_session};
use crate::text::{common, content, policy, push_box as text};

/// What a person should know before pushing. `moved` are orgs whose content had changed when the push was
/// to be started.
pub(super) fn notes(
    draft: &DraftHandle,
    planner: &Planner,
    moved: Option<&[OrgId]>,
    orgs: &Orgs,
) -> Html {
    let known = planner.known();
    let findings = known
        .check
        .as_ref()
        .map(|check| &check.findings)
        .filter(|findings| !findings.is_empty());
    let moved = moved.map(|moved| {
        let names: Vec<_> = moved.iter().map(|org| orgs.name(org)).collect();
        notice(
            NoticeKind::Warning,
            html! { <p>{ text::moved(&names) }</p> },
        )
    });
    let retry = draft.retry.as_ref().map(|retry| {
        let places = retry
            .only
            .values()
            .map(|only| only.ticks().len() as u64)
            .sum();
        notice(
            NoticeKind::Info,
            html! { <p>{ text::retry(places, retry.only.len()) }</p> },
        )
    });
    html! {
        <div class="notes">
            { moved }
            { retry }
            if let Some(trouble) = &known.trouble {
                { notice(NoticeKind::Error, html! { <p>{ content::trouble(trouble) }</p> }) }
            }
            if let Some(findings) = findings {
                { notice(NoticeKind::Error, html! {
                    <>
                        <p>{ text::FINDINGS }</p>
                        <ul>
                            for finding in findings.iter().take(5) {
                                <li>{ finding }</li>
                            }
                        </ul>
                    </>
                }) }
            }
            <Unread draft={draft.clone()} planner={planner.clone()} />
            if let Some(preview) = &known.preview {
                { about(preview) }
                { assumed(preview, orgs) }
            }
        </div>
    }
}

fn about(preview: &Preview) -> Html {
    let created = created_connections(preview);
    let gone: Vec<_> = preview.not_in_source.iter().map(common::place).collect();
    html! {
        <>
            for exceeded in preview.exceeded.iter() {
                { notice(NoticeKind::Error, html! { <p>{ policy::exceeded(exceeded) }</p> }) }
            }
            if !gone.is_empty() {
                { notice(NoticeKind::Warning, html! { <p>{ text::not_in_source(&gone) }</p> }) }
            }
            if !created.is_empty() {
                { notice(NoticeKind::Warning, html! {
                    <details>
                        <summary>{ text::connections_created(created.len()) }</summary>
                        <ul>
                            for (need, orgs) in created.iter() {
                                <li>{ text::connection(need, *orgs) }</li>
                            }
                        </ul>
                    </details>
                }) }
            }
        </>
    }
}

/// What the plan rests on.
fn assumed(preview: &Preview, orgs: &Orgs) -> Html {
    let known = preview.groups.iter().map(|group| group.orgs.len()).sum();
    let without = preview.without_base.len();
    html! {
        <p class="quiet">
            if let Some((org, at)) = &preview.oldest_read {
                { text::OLDEST_READ }{ " " }{ orgs.name(org) }{ ", " }<Ago at={*at} />{ ". " }
            }
            if without > 0 {
                { text::without_base(without, known) }
            }
        </p>
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
    let (orgs, reads, session) = (use_orgs(), use_reads(), use_session());
    let Some(read) = &props.planner.known().read else {
        return html! {};
    };
    let gaps = gaps(orgs.all(), &props.draft, read);
    let names = |orgs: &[&Org]| orgs.iter().map(|org| org.name.clone()).collect::<Vec<_>>();
    let may_read = session.may(Capability::ManageOrganizations);
    let button = |orgs: &[&Org]| {
        let is_idle = |org: &&&Org| !matches!(org.status, OrgStatus::Reading(_));
        let idle: Vec<_> = orgs
            .iter()
            .filter(is_idle)
            .map(|org| org.id.clone())
            .collect();
        let is_busy = reads.busy || idle.is_empty();
        may_read.then(|| {
            html! {
                <button
                    type="button"
                    class="button"
                    disabled={is_busy}
                    onclick={reads.start.reform(move |_: MouseEvent| idle.clone())}
                >
                    { common::READ_NOW }
                </button>
            }
        })
    };
    html! {
        <>
            if !gaps.unread.is_empty() {
                { notice(NoticeKind::Warning, html! {
                    <><p>{ text::unread(&names(&gaps.unread)) }</p>{ button(&gaps.unread) }</>
                }) }
            }
            if !gaps.outdated.is_empty() {
                { notice(NoticeKind::Warning, html! {
                    <><p>{ text::failed_reads(&names(&gaps.outdated)) }</p>{ button(&gaps.outdated) }</>
                }) }
            }
        </>
    }
}
