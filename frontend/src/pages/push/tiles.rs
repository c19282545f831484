use orgcast_shared::api::OrgProgress;
use orgcast_shared::id::OrgId;
use yew::prelude::*;

use crate::components::{Tone, chip};
use crate::text::push as text;

/// The orgs as tiles that fill.
pub(super) fn tiles(
    orgs: &[&OrgProgress],
    chosen: Option<&OrgId>,
    choose: &Callback<OrgId>,
    in_waves: bool,
) -> Html {
    html! {
        <ul class="tiles" aria-label={text::ORGS}>
            for org in orgs.iter() {
                <li key={org.org.to_string()}>{ tile(org, chosen == Some(&org.org), choose, in_waves) }</li>
            }
        </ul>
    }
}

fn tile(org: &OrgProgress, is_chosen: bool, choose: &Callback<OrgId>, in_waves: bool) -> Html {
    let (tone, shape) = Tone::of_org(org.state);
    let (done, all) = match org.writes {
        0 => (u64::from(org.state.is_final()), 1),
        writes => (org.written, writes),
    };
    let onclick = {
        let id = org.org.clone();
        choose.reform(move |_: MouseEvent| id.clone())
    };
    html! {
        <button
            type="button"
            class={classes!("tile", tone.class())}
            aria-pressed={is_chosen.to_string()}
            {onclick}
        >
            <span class="tile-name clip" title={org.name.clone()}>{ &org.name }</span>
            <span class="tile-state">
                { chip(tone, shape, text::org_state(org.state)) }
                <span class="tile-count">
                    if in_waves {
                        { text::wave(org.wave) }{ " · " }
                    }
                    { text::org_count(org) }
                </span>
            </span>
            <progress
                class={classes!("progress", tone.class())}
                max={all.to_string()}
                value={done.to_string()}
                aria-hidden="true"
            />
        </button>
    }
}
