use orgcast_shared::id::OrgId;
use web_sys::Element;
use yew::prelude::*;

use crate::state::Planner;
use crate::text::{common, plan_file as text};

/// How an org differs, and the cells that do, which are fetched when it is opened. The counts are those
/// of the cells that were added, removed and changed.
pub(super) fn changes(planner: &Planner, org: &OrgId, name: &str, counts: [u64; 3]) -> Html {
    let lines = planner.known().file_changes(org);
    let ontoggle = {
        let (planner, org) = (planner.clone(), org.clone());
        Callback::from(move |event: Event| {
            let details: Element = event.target_unchecked_into();
            if details.has_attribute("open") && planner.known().file_changes(&org).is_none() {
                planner.file_changes(org.clone());
            }
        })
    };
    let total: u64 = counts.iter().sum();
    html! {
        <details {ontoggle}>
            <summary>{ text::difference(name, counts) }</summary>
            if let Some(lines) = lines {
                if lines.is_empty() {
                    <p>{ text::NO_CHANGES }</p>
                }
                <ul>
                    for line in lines.iter() {
                        <li key={line.path.to_string()}>
                            { common::place(&line.path) }
                            { " " }<span class="quiet">{ line.kind.label() }</span>{ ": " }
                            { &line.what }
                        </li>
                    }
                </ul>
                if total > lines.len() as u64 {
                    <p>{ text::more_changes(total - lines.len() as u64) }</p>
                }
            } else {
                <p class="quiet" role="status">{ common::LOADING }</p>
            }
        </details>
    }
}
