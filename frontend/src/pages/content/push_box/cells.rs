use std::collections::BTreeMap;
use std::rc::Rc;

use orgcast_shared::id::{ItemName, ItemPath};
use orgcast_shared::select::Ruling;
use yew::prelude::*;

use super::show::{Show, shown};
use crate::components::{Tone, VirtualList, chip, icon, kind_shape, small_select};
use crate::preview::{CellLine, OrgCells};
use crate::text::{common, policy, push_box as text};

/// What a cell table does when a person acts on a row.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct CellActions {
    /// The rulings for single places.
    pub(crate) rulings: BTreeMap<ItemPath, Ruling>,
    /// Rules for a place; `None` where nothing is to be ruled.
    pub(crate) on_rule: Option<Callback<(ItemPath, Option<Ruling>)>>,
    /// Shows what differs; `None` where there is nothing to show.
    pub(crate) on_open: Option<Callback<CellLine>>,
}

const ROW_HEIGHT: u32 = 44;

/// The cells of one org: what each item is, how it relates, what happens and why.
pub(crate) fn cells(org: &Rc<OrgCells>, show: Show, actions: &CellActions) -> Html {
    let shown = shown(&org.cells, show);
    if shown.is_empty() {
        return html! { <p class="quiet">{ text::NO_CELLS }</p> };
    }
    let count = shown.len();
    let (org, actions) = (Rc::clone(org), actions.clone());
    let row = Callback::from(move |index: usize| {
        let cell = shown.get(index).and_then(|place| org.cells.get(*place));
        cell.map_or_else(Html::default, |cell| row_view(index, cell, &actions))
    });
    let header = html! {
        <div class="cell-row plan-row cell-head" role="row">
            <span role="columnheader">{ common::ITEM }</span>
            <span role="columnheader">{ text::STATE }</span>
            <span role="columnheader">{ common::EFFECT }</span>
            <span role="columnheader">{ common::REASON }</span>
            <span role="columnheader">{ text::RULING }</span>
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

fn row_view(index: usize, cell: &CellLine, actions: &CellActions) -> Html {
    let name = cell.path.name().map_or("", ItemName::as_str);
    let (class_tone, class_shape) = Tone::of_class(cell.class);
    let (tone, shape) = Tone::of_action(cell.action, cell.class);
    let open = actions.on_open.as_ref().map(|on_open| {
        let cell = cell.clone();
        on_open.reform(move |_: MouseEvent| cell.clone())
    });
    let rule = actions.on_rule.as_ref().filter(|_| cell.can_rule);
    let rule = rule.map(|on_rule| {
        let path = cell.path.clone();
        on_rule.reform(move |ruling| (path.clone(), ruling))
    });
    html! {
        <div key={index} class="cell-row plan-row" role="row" aria-rowindex={(index + 2).to_string()}>
            <span role="cell" class="cell-item" title={cell.kind.label()}>
                { icon(kind_shape(cell.kind)) }
                <span class="cell-name">
                    <span class="visually-hidden">{ cell.kind.label() }</span>
                    if open.is_some() {
                        <button type="button" class="cell-open clip" title={text::look_at(name)} onclick={open}>
                            { name }
                        </button>
                    } else {
                        <span class="clip">{ name }</span>
                    }
                    <span class="clip quiet">{ common::folder_of(&cell.path) }</span>
                </span>
            </span>
            <span role="cell" title={common::class_meaning(cell.class)}>
                { chip(class_tone, class_shape, common::class(cell.class)) }
            </span>
            <span role="cell">{ chip(tone, shape, common::action(cell.action, cell.class)) }</span>
            <span role="cell" class="cell-why" title={cell.why.clone()}>
                { &cell.why }
                if cell.stripped && cell.action.writes() {
                    { "; " }{ text::STRIPPED }
                }
            </span>
            <span role="cell" class="cell-rule">
                if let Some(rule) = rule {
                    { small_select(
                        policy::cell_label(name),
                        &policy::CELL_RULINGS,
                        actions.rulings.get(&cell.path).copied(),
                        &rule,
                    ) }
                }
            </span>
        </div>
    }
}
