use yew::prelude::*;

use crate::components::{NoticeKind, notice};
use crate::preview::FileComparison;
use crate::state::{Orgs, Planner};
use crate::text::{content, plan_file as text};

#[derive(Properties, PartialEq)]
pub(super) struct ComparedProps {
    pub(super) planner: Planner,
}

/// Compares the file with what would happen now, which takes the edge.
#[component]
pub(super) fn Compared(props: &ComparedProps) -> Html {
    let orgs = use_context::<Orgs>().unwrap_or_default();
    let known = props.planner.known();
    let compare = {
        let planner = props.planner.clone();
        Callback::from(move |_: MouseEvent| planner.compare_file())
    };
    html! {
        <>
            <p>
                <button type="button" class="button" disabled={known.is_comparing()} onclick={compare}>
                    { if known.is_comparing() { text::COMPARING } else { text::COMPARE } }
                </button>
            </p>
            { match known.comparison.as_deref() {
                None => html! {},
                Some(Err(trouble)) => {
                    notice(NoticeKind::Error, html! { <p>{ content::trouble(trouble) }</p> })
                }
                Some(Ok(comparison)) => result(comparison, &orgs),
            } }
        </>
    }
}

fn result(comparison: &FileComparison, orgs: &Orgs) -> Html {
    if comparison.stale.is_empty() {
        return notice(NoticeKind::Info, html! { <p>{ text::FRESH }</p> });
    }
    notice(
        NoticeKind::Warning,
        html! {
            <>
                <p>{ text::STALE }</p>
                <ul>
                    for (index, stale) in comparison.stale.iter().enumerate() {
                        <li key={index}>{ stale }</li>
                    }
                </ul>
                if !comparison.orgs.is_empty() {
                    <details>
                        <summary>{ text::differing(comparison.orgs.len()) }</summary>
                        <ul>
                            for (org, counts) in comparison.orgs.iter() {
                                <li key={org.to_string()}>{ text::difference(&orgs.name(org), *counts) }</li>
                            }
                        </ul>
                    </details>
                }
            </>
        },
    )
}
