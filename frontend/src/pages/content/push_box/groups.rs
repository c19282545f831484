use std::rc::Rc;

use orgcast_shared::plan::Counts;
use yew::prelude::*;

use super::view::{Show, rows};
use crate::components::{CellTable, Icon, SelectField, Shape, Tone, VirtualList};
use crate::preview::{Preview, PreviewGroup};
use crate::state::{Orgs, Planner, use_orgs};
use crate::text::{common, number, push_box as text};

#[derive(Properties, PartialEq)]
pub(super) struct GroupsProps {
    pub(super) preview: Rc<Preview>,
    pub(super) planner: Planner,
}

const ROW_HEIGHT: u32 = 52;

/// The preview: the orgs, those in which the same happens folded into one, and every item of the
/// chosen ones with action and reason.
#[component]
pub(super) fn Groups(props: &GroupsProps) -> Html {
    let orgs = use_orgs();
    let chosen = use_state(|| 0_usize);
    let preview = &props.preview;
    let at = (*chosen).min(preview.groups.len().saturating_sub(1));
    let representative = preview
        .groups
        .get(at)
        .and_then(|group| group.orgs.first())
        .cloned();
    use_effect_with((preview.plan, representative.clone()), {
        let planner = props.planner.clone();
        move |(_, org)| {
            if let Some(org) = org
                && !planner.known().cells.contains_key(org)
            {
                planner.cells(org.clone());
            }
        }
    });
    let row = {
        let (preview, orgs, chosen) = (Rc::clone(preview), orgs.clone(), chosen.clone());
        Callback::from(move |index: usize| {
            let onclick = {
                let chosen = chosen.clone();
                Callback::from(move |_: MouseEvent| chosen.set(index))
            };
            group_row(index, &preview.groups[index], &orgs, index == at, onclick)
        })
    };
    let Some(group) = preview.groups.get(at) else {
        return html! {};
    };
    let cells = representative.and_then(|org| props.planner.known().cells.get(&org).cloned());
    let show = use_state(Show::default);
    html! {
        <div class="groups">
            <VirtualList
                class="group-list"
                role="list"
                label={text::GROUPS}
                count={preview.groups.len()}
                row_height={ROW_HEIGHT}
                {row}
            />
            <section class="group-cells" aria-label={text::ITEMS}>
                <div class="pane-tools">
                    { members(group, &orgs) }
                    <SelectField
                        inline=true
                        id="show-cells"
                        label={text::SHOW}
                        value={show.word()}
                        options={Show::ALL.map(|show| (show.word().into(), show.word().into())).to_vec()}
                        onchange={
                            let show = show.clone();
                            Callback::from(move |word: String| {
                                let wanted = Show::ALL.into_iter().find(|show| show.word() == word);
                                show.set(wanted.unwrap_or_default());
                            })
                        }
                    />
                </div>
                if let Some(cells) = cells {
                    <CellTable
                        label={text::ITEMS}
                        rows={Rc::new(rows(&cells, *show))}
                        none={text::NO_CELLS}
                    />
                } else {
                    <p class="quiet" role="status">{ common::LOADING }</p>
                }
            </section>
        </div>
    }
}

fn group_row(
    index: usize,
    group: &PreviewGroup,
    orgs: &Orgs,
    is_chosen: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    let names: Vec<_> = group
        .orgs
        .iter()
        .take(4)
        .map(|org| orgs.name(org))
        .collect();
    let title = match group.orgs.len() {
        0..=4 => text::group(&names),
        count => text::alike(count),
    };
    html! {
        <div key={index} class="group-row" role="listitem">
            <button type="button" class="group-button" aria-pressed={is_chosen.to_string()} {onclick}>
                <span class="clip">{ title }</span>
                { counts(group.counts) }
            </button>
        </div>
    }
}

/// Who is in a group; a long list opens on demand.
fn members(group: &PreviewGroup, orgs: &Orgs) -> Html {
    let names: Vec<_> = group.orgs.iter().map(|org| orgs.name(org)).collect();
    if names.len() <= 3 {
        return html! { <h3 class="clip">{ text::group(&names) }</h3> };
    }
    html! {
        <details class="members">
            <summary>{ text::alike(names.len()) }</summary>
            <ul>
                for name in names.iter() {
                    <li>{ name }</li>
                }
            </ul>
        </details>
    }
}

/// How many cells of each kind there are; kinds without cells are left out.
pub(super) fn counts(counts: Counts) -> Html {
    let parts = [
        (counts.create, Tone::New, Shape::Plus, "create"),
        (counts.replace, Tone::Replace, Shape::Swap, "replace"),
        (counts.same, Tone::Same, Shape::Equal, "same"),
        (counts.blocked, Tone::Blocked, Shape::Blocked, "blocked"),
    ];
    html! {
        <span class="counts">
            for (count, tone, shape, word) in parts.into_iter().filter(|part| part.0 > 0) {
                <span key={word} class={classes!("count", tone.class())}>
                    <Icon {shape} />
                    { number(count) }{ " " }{ word }
                </span>
            }
        </span>
    }
}
