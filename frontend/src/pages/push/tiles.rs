use orgcast_shared::api::OrgProgress;
use orgcast_shared::id::OrgId;
use yew::prelude::*;

use crate::components::{Chip, Tone};
use crate::text::push as text;

#[derive(Properties, PartialEq)]
pub(super) struct TilesProps {
    pub(super) orgs: Vec<OrgProgress>,
    pub(super) chosen: Option<OrgId>,
    pub(super) on_choose: Callback<OrgId>,
}

/// The orgs as tiles that fill.
#[component]
pub(super) fn Tiles(props: &TilesProps) -> Html {
    html! {
        <ul class="tiles" aria-label={text::ORGS}>
            for org in props.orgs.iter() {
                <li key={org.org.to_string()}>
                    <Tile
                        org={org.clone()}
                        is_chosen={props.chosen.as_ref() == Some(&org.org)}
                        on_choose={&props.on_choose}
                    />
                </li>
            }
        </ul>
    }
}

#[derive(Properties, PartialEq)]
struct TileProps {
    org: OrgProgress,
    is_chosen: bool,
    on_choose: Callback<OrgId>,
}

#[component]
fn Tile(props: &TileProps) -> Html {
    let org = &props.org;
    let (tone, shape) = Tone::of_org(org.state);
    let done = org.outcomes.cells();
    let onclick = {
        let id = org.org.clone();
        props.on_choose.reform(move |_: MouseEvent| id.clone())
    };
    html! {
        <button
            type="button"
            class={classes!("tile", tone.class())}
            aria-pressed={props.is_chosen.to_string()}
            {onclick}
        >
            <span class="tile-name clip" title={org.name.clone()}>{ &org.name }</span>
            <span class="tile-state">
                <Chip {tone} {shape} word={text::org_state(org.state)} />
                <span class="tile-count">{ text::written(done, org.cells) }</span>
            </span>
            <progress
                class={classes!("progress", tone.class())}
                max={org.cells.max(1).to_string()}
                value={if org.cells == 0 { u64::from(org.state.is_final()) } else { done }.to_string()}
                aria-hidden="true"
            />
        </button>
    }
}
