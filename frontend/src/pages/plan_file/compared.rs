use yew::prelude::*;

use super::changes::changes;
use super::file_input::file_input;
use super::trouble::trouble;
use crate::components::{NoticeKind, notice};
use crate::preview::FileComparison;
use crate::state::{Orgs, Planner};
use crate::text::{plan_file as text, push_box};

/// Compares the file with what would happen now, which takes the edge.
pub(super) fn compared(planner: &Planner, orgs: &Orgs) -> Html {
    let known = planner.known();
    let compare = {
        let planner = planner.clone();
        Callback::from(move |_: MouseEvent| planner.compare_file())
    };
    let second = {
        let planner = planner.clone();
        Callback::from(move |text| planner.compare_files(text))
    };
    html! {
        <>
            <div class="source-bar">
                <button type="button" class="button" disabled={known.is_comparing()} onclick={compare}>
                    { if known.is_comparing() { text::COMPARING } else { text::COMPARE } }
                </button>
                { file_input("second-file", text::SECOND_FILE, second) }
            </div>
            { match known.comparison.as_deref() {
                None => html! {},
                Some(Err(why)) => trouble(why),
                Some(Ok(comparison)) => result(comparison, planner, orgs),
            } }
        </>
    }
}

fn result(comparison: &FileComparison, planner: &Planner, orgs: &Orgs) -> Html {
    let (alike, differ) = match comparison.second {
        None => (text::FRESH, text::STALE),
        Some(_) => (text::TWO_ALIKE, text::TWO_DIFFER),
    };
    let second = comparison.second.map(|plan| {
        html! {
            <>{ " " }<code title={plan.to_string()}>{ push_box::plan(&plan.short()) }</code></>
        }
    });
    if comparison.sentences.is_empty() {
        return notice(NoticeKind::Info, html! { <p>{ alike }</p> });
    }
    notice(
        NoticeKind::Warning,
        html! {
            <>
                <p>{ differ }{ second }</p>
                <ul>
                    for (index, sentence) in comparison.sentences.iter().enumerate() {
                        <li key={index}>{ sentence }</li>
                    }
                </ul>
                if !comparison.orgs.is_empty() {
                    <details class="file-changes">
                        <summary>{ text::differing(comparison.orgs.len()) }</summary>
                        <ul>
                            for (org, counts) in comparison.orgs.iter() {
                                <li key={org.to_string()}>
                                    { changes(planner, org, &orgs.name(org), *counts) }
                                </li>
                            }
                        </ul>
                    </details>
                }
            </>
        },
    )
}
