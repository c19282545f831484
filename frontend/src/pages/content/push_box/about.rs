use orgcast_shared::id::ItemPath;
use orgcast_shared::plan::DependencyStatus;
use yew::prelude::*;

use super::view::{dependency_look, tally};
use crate::components::chip;
use crate::preview::{DependencyLine, OrgCells};
use crate::text::{common, push_box as text};

/// What a person should know about the push to so many orgs of a group besides their cells: what it
/// needs there, what is left behind, and what it takes.
pub(super) fn about(cells: &OrgCells, orgs: usize) -> Html {
    html! {
        <div class="about-org">
            <p class="quiet">
                { match orgs {
                    1 => text::cost(cells.cost),
                    _ => text::cost_together(cells.cost, orgs),
                } }
            </p>
            { dependencies(&cells.dependencies, orgs) }
            { orphans(&cells.orphans) }
        </div>
    }
}

fn dependencies(lines: &[DependencyLine], orgs: usize) -> Html {
    if lines.is_empty() {
        return html! {};
    }
    html! {
        <details>
            <summary>
                { text::DEPENDENCIES }
                for (status, count) in tally(lines) {
                    { " " }
                    { badge(status) }
                    { " " }{ count }
                }
            </summary>
            <ul>
                for (index, line) in lines.iter().enumerate() {
                    <li
                        key={index}
                        class={classes!("dependency", (orgs > 1).then_some("dependency-of-several"))}
                    >
                        <span class="dependency-statuses">
                            for (status, count) in line.statuses.iter() {
                                <span>
                                    { badge(*status) }
                                    if orgs > 1 {
                                        { " " }{ text::in_so_many(*count, orgs) }
                                    }
                                </span>
                            }
                        </span>
                        <span>
                            { &line.what }{ ". " }
                            <span class="quiet">{ used_by(&line.items, line.total) }</span>
                        </span>
                    </li>
                }
            </ul>
        </details>
    }
}

fn badge(status: DependencyStatus) -> Html {
    let (tone, shape) = dependency_look(status);
    chip(tone, shape, status.label())
}

fn used_by(items: &[ItemPath], total: u64) -> String {
    let names: Vec<_> = items.iter().filter_map(ItemPath::name).collect();
    text::used_by(&names, total)
}

/// What the source no longer has, which a push leaves where it is.
fn orphans(paths: &[ItemPath]) -> Html {
    if paths.is_empty() {
        return html! {};
    }
    html! {
        <details>
            <summary>{ text::orphans(paths.len()) }</summary>
            <ul>
                for path in paths.iter() {
                    <li key={path.to_string()}>{ common::place(path) }</li>
                }
            </ul>
        </details>
    }
}
