use orgcast_shared::id::ItemPath;
use orgcast_shared::plan::DependencyStatus;
use yew::prelude::*;

use super::view::{dependency_look, tally};
use crate::components::chip;
use crate::preview::{DependencyLine, OrgCells};
use crate::text::{common, push_box as text};

/// What a person should know about the push to one org besides its cells: what it needs there, what
/// is left behind, and what it takes. `named` is the org's name where others are looked at with it, in
/// which all of this may be different.
pub(super) fn about(org: &OrgCells, named: Option<&str>) -> Html {
    html! {
        <div class="about-org">
            if let Some(name) = named {
                <p>{ text::in_one_org(name) }</p>
            }
            <p class="quiet">{ text::cost(org.cost) }</p>
            { dependencies(&org.dependencies) }
            { orphans(&org.orphans) }
        </div>
    }
}

fn dependencies(lines: &[DependencyLine]) -> Html {
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
                    <li key={index} class="dependency">
                        { badge(line.status) }
                        <span>
                            { &line.why }{ ". " }
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
