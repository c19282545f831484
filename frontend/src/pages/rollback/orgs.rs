use orgcast_shared::api::{OrgRollbackPreview, OrgStatus};
use orgcast_shared::id::OrgId;
use orgcast_shared::select::RollbackChoices;
use yew::prelude::*;

use super::view::tick_org;
use crate::components::{Checkbox, Shape, Ticked, icon};
use crate::state::Orgs;
use crate::text::{push as push_text, rollback as text};

/// The orgs, each with its tick and what would happen there.
pub(super) fn orgs(
    orgs: &[OrgRollbackPreview],
    chosen: &OrgId,
    choices: &RollbackChoices,
    connected: &Orgs,
    on_choose: &Callback<RollbackChoices>,
    on_look: &Callback<OrgId>,
) -> Html {
    html! {
        <ul class="rollback-orgs" aria-label={push_text::ORGS}>
            for org in orgs.iter() {
                <li key={org.org.to_string()}>
                    { tick(org, choices, on_choose) }
                    { tile(org, org.org == *chosen, unread(connected, &org.org), on_look) }
                </li>
            }
        </ul>
    }
}

/// Why the newest read of an org failed.
fn unread<'a>(connected: &'a Orgs, org: &OrgId) -> Option<&'a str> {
    match &connected.get(org)?.status {
        OrgStatus::Failed(failure) => Some(&failure.message),
        _ => None,
    }
}

/// Whether it is chosen; where nothing can be rolled back, there is nothing to choose.
fn tick(
    org: &OrgRollbackPreview,
    choices: &RollbackChoices,
    on_choose: &Callback<RollbackChoices>,
) -> Html {
    if org.obstacle.is_some() {
        return icon(Shape::Blocked);
    }
    let ticked = match (
        choices.selection_for(&org.org).is_empty(),
        choices.only.get(&org.org),
    ) {
        (true, _) => Ticked::None,
        (false, None) => Ticked::All,
        (false, Some(_)) => Ticked::Some,
    };
    let onchange = {
        let (choices, id) = (choices.clone(), org.org.clone());
        on_choose.reform(move |on: bool| tick_org(&choices, &id, on))
    };
    html! {
        <Checkbox {ticked} {onchange}>
            <span class="visually-hidden">{ &org.name }</span>
        </Checkbox>
    }
}

/// What would happen there, or why nothing can.
fn tile(
    org: &OrgRollbackPreview,
    is_chosen: bool,
    unread: Option<&str>,
    on_look: &Callback<OrgId>,
) -> Html {
    let onclick = {
        let id = org.org.clone();
        on_look.reform(move |_: MouseEvent| id.clone())
    };
    html! {
        <button type="button" class="tile" aria-pressed={is_chosen.to_string()} {onclick}>
            <span class="tile-name clip" title={org.name.clone()}>{ &org.name }</span>
            <span class="tile-count">{ text::org(org, unread) }</span>
        </button>
    }
}
