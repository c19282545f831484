use std::rc::Rc;

use orgcast_shared::id::ItemName;
use orgcast_shared::plan::ItemLine;
use yew::prelude::*;

use super::counts::counts;
use crate::components::{VirtualList, icon, kind_shape};
use crate::state::Planner;
use crate::text::{common, push_box as text};

#[derive(Properties, PartialEq)]
pub(super) struct ItemsProps {
    pub(super) planner: Planner,
}

const ROW_HEIGHT: u32 = 44;

/// The preview by item: in how many orgs each is created, replaced, kept or blocked.
#[component]
pub(super) fn Items(props: &ItemsProps) -> Html {
    let known = props.planner.known();
    use_effect_with(known.plan_number(), {
        let planner = props.planner.clone();
        move |plan| {
            if plan.is_some() && planner.known().items.is_none() {
                planner.items();
            }
        }
    });
    let Some(items) = known.items.clone() else {
        return html! { <p class="quiet" role="status">{ common::LOADING }</p> };
    };
    let count = items.len();
    let row = Callback::from(move |index: usize| row_view(index, &items));
    let header = html! {
        <div class="cell-row item-row cell-head" role="row">
            <span role="columnheader">{ common::ITEM }</span>
            <span role="columnheader">{ text::IN_ORGS }</span>
        </div>
    };
    html! {
        <VirtualList
            class="cell-table"
            role="table"
            label={text::ITEMS}
            {count}
            rowcount={(count + 1).to_string()}
            row_height={ROW_HEIGHT}
            {row}
            {header}
        />
    }
}

fn row_view(index: usize, items: &Rc<Vec<ItemLine>>) -> Html {
    let Some(item) = items.get(index) else {
        return Html::default();
    };
    html! {
        <div key={index} class="cell-row item-row" role="row" aria-rowindex={(index + 2).to_string()}>
            <span role="cell" class="cell-item" title={item.kind.label()}>
                { icon(kind_shape(item.kind)) }
                <span class="cell-name">
                    <span class="visually-hidden">{ item.kind.label() }</span>
                    <span class="clip">{ item.path.name().map_or("", ItemName::as_str) }</span>
                    <span class="clip quiet">{ common::folder_of(&item.path) }</span>
                </span>
            </span>
            <span role="cell">{ counts(item.counts, false) }</span>
        </div>
    }
}
