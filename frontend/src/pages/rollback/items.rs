use orgcast_shared::api::OrgRollbackPreview;
use orgcast_shared::id::OrgId;
use orgcast_shared::select::RollbackChoices;
use yew::prelude::*;

use super::view::{is_ticked, row, tick_item, unticked};
use crate::api;
use crate::components::{NoticeKind, async_view, cell_table, notice};
use crate::state::use_fetched;
use crate::text::{push as push_text, rollback as text};

#[derive(Properties, PartialEq)]
pub(super) struct ItemsProps {
    pub(super) org: OrgRollbackPreview,
    pub(super) choices: RollbackChoices,
    pub(super) on_choose: Callback<RollbackChoices>,
}

/// What would happen to every item that the push wrote in one org, each with its tick.
#[component]
pub(super) fn Items(props: &ItemsProps) -> Html {
    let (org, choices) = (&props.org, &props.choices);
    let (lines, reload) = use_fetched(
        (unticked(choices), org.org.clone()),
        |(choices, org): (RollbackChoices, OrgId)| async move {
            api::plan_org_rollback(&choices, &org).await
        },
    );
    let selection = choices.selection_for(&org.org);
    html! {
        <section class="push-items" aria-label={push_text::items_in(&org.name)}>
            <h2>{ &org.name }</h2>
            if let Some(obstacle) = org.obstacle {
                { notice(NoticeKind::Warning, html! { <p>{ text::obstacle(obstacle) }</p> }) }
            }
            { async_view(&lines, &reload, |lines| {
                let rows = lines.cells.iter().map(|line| {
                    let onchange = {
                        let (choices, org, lines) = (choices.clone(), org.org.clone(), lines.clone());
                        let path = line.path.clone();
                        props.on_choose.reform(move |on: bool| {
                            tick_item(&choices, &org, &lines.cells, &path, on)
                        })
                    };
                    let mut row = row(line);
                    row.tick = Some((is_ticked(&selection, &line.path), onchange));
                    row
                });
                cell_table(&push_text::items_in(&org.name), rows.collect(), text::NO_ITEM)
            }) }
        </section>
    }
}
