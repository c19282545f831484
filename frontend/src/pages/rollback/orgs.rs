use orgcast_shared::api::OrgRollbackPreview;
use orgcast_shared::id::OrgId;
use orgcast_shared::select::RollbackChoices;
use yew::prelude::*;

use super::view::tick_org;
use crate::components::{Checkbox, Ticked};
use crate::text::{push as push_text, rollback as text};

/// The orgs, each with its tick and what would happen there.
pub(super) fn orgs(
    orgs: &[OrgRollbackPreview],
    chosen: &OrgId,
    choices: &RollbackChoices,
    on_choose: &Callback<RollbackChoices>,
    on_look: &Callback<OrgId>,
) -> Html {
    html! {
        <ul class="rollback-orgs" aria-label={push_text::ORGS}>
            for org in orgs.iter() {
                <li key={org.org.to_string()}>{ one(org, chosen, choices, on_choose, on_look) }</li>
            }
        </ul>
    }
}

fn one(
    org: &OrgRollbackPreview,
    chosen: &OrgId,
    choices: &RollbackChoices,
    on_choose: &Callback<RollbackChoices>,
    on_look: &Callback<OrgId>,
) -> Html {
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
    let onclick = {
        let id = org.org.clone();
        on_look.reform(move |_: MouseEvent| id.clone())
    };
    let words = match org.obstacle {
        Some(obstacle) => text::obstacle(obstacle).to_owned(),
        None => text::summary(&org.counts),
    };
    html! {
        <>
            <Checkbox {ticked} {onchange}>
                <span class="visually-hidden">{ &org.name }</span>
            </Checkbox>
            <button
                type="button"
                class="tile"
                aria-pressed={(org.org == *chosen).to_string()}
                {onclick}
            >
                <span class="tile-name clip" title={org.name.clone()}>{ &org.name }</span>
                <span class="tile-count">{ words }</span>
            </button>
        </>
    }
}
