use std::rc::Rc;

use orgcast_shared::plan::Counts;
use yew::prelude::*;

use super::view::{Show, rows};
use crate::components::{Select, Shape, Tone, VirtualList, cell_table, icon};
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
    let preview = &props.preview;
    // At first, orgs where something happens.
    let chosen = use_state(|| {
        let writes = |group: &PreviewGroup| group.counts.writes() > 0;
        preview.groups.iter().position(writes).unwrap_or_default()
    });
    let show = use_state(Show::default);
    let at = (*chosen).min(preview.groups.len().saturating_sub(1));
    let representative = preview
        .groups
        .get(at)
        .and_then(|group| group.orgs.first())
        .cloned();
    let plan = props.planner.known().plan_number();
    use_effect_with((plan, representative.clone()), {
        let planner = props.planner.clone();
        move |(_, org)| {
            if let Some(org) = org
                && planner.known().cells(org).is_none()
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
    let cells = representative.and_then(|org| props.planner.known().cells(&org).cloned());
    let choose = {
        let show = show.clone();
        Callback::from(move |word: String| {
            let wanted = Show::ALL.into_iter().find(|show| show.word() == word);
            show.set(wanted.unwrap_or_default());
        })
    };
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
                    { Select::of_words(
                        "show-cells",
                        text::SHOW,
                        show.word(),
                        Show::ALL.map(Show::word),
                        choose,
                    ).html() }
                </div>
                if let Some(cells) = cells {
                    { cell_table(text::ITEMS, rows(&cells, *show), text::NO_CELLS) }
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
    let name = group
        .orgs
        .first()
        .map(|org| orgs.name(org))
        .unwrap_or_default();
    let others = group.orgs.len() - 1;
    html! {
        <div key={index} class="group-row" role="listitem">
            <button type="button" class="group-button" aria-pressed={is_chosen.to_string()} {onclick}>
                <span class="group-title">
                    <span class="clip" title={name.clone()}>{ name }</span>
                    if others > 0 {
                        <span class="group-others">{ text::others(others) }</span>
                    }
                </span>
                { counts(group.counts, true) }
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

/// How many cells of each kind there are; kinds without cells are left out. Where there is little
/// room, the shape stands for the word, which assistive technology still reads.
pub(super) fn counts(counts: Counts, is_narrow: bool) -> Html {
    let parts = [
        (counts.create, Tone::New, Shape::Plus, text::COUNT_CREATE),
        (
            counts.replace,
            Tone::Replace,
            Shape::Swap,
            text::COUNT_REPLACE,
        ),
        (counts.same, Tone::Same, Shape::Equal, text::COUNT_SAME),
        (
            counts.blocked,
            Tone::Blocked,
            Shape::Blocked,
            text::COUNT_BLOCKED,
        ),
    ];
    html! {
        <span class="counts">
            for (count, tone, shape, word) in parts.into_iter().filter(|part| part.0 > 0) {
                <span key={word} class={classes!("count", tone.class())} title={word}>
                    { icon(shape) }
                    { number(count) }
                    <span class={is_narrow.then_some("visually-hidden")}>{ " " }{ word }</span>
                </span>
            }
        </span>
    }
}
