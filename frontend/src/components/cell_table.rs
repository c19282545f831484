use std::rc::Rc;

use orgcast_shared::content::ItemKind;
use orgcast_shared::id::{ItemName, ItemPath};
use yew::prelude::*;

use super::{Chip, Icon, Shape, Tone, VirtualList, kind_shape};
use crate::text::common;

/// One item and what happens or happened to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CellRow {
    pub(crate) path: ItemPath,
    pub(crate) kind: ItemKind,
    pub(crate) tone: Tone,
    pub(crate) shape: Shape,
    /// The action or outcome in a word.
    pub(crate) word: &'static str,
    /// Why.
    pub(crate) why: String,
}

#[derive(Properties, PartialEq)]
pub(crate) struct CellTableProps {
    pub(crate) label: AttrValue,
    pub(crate) rows: Rc<Vec<CellRow>>,
    /// Stands where there are no rows.
    pub(crate) none: AttrValue,
}

const ROW_HEIGHT: u32 = 44;

/// Items with action or outcome and reason; of any number.
#[component]
pub(crate) fn CellTable(props: &CellTableProps) -> Html {
    if props.rows.is_empty() {
        return html! { <p class="quiet">{ &props.none }</p> };
    }
    let rows = Rc::clone(&props.rows);
    let row = Callback::from(move |index: usize| {
        rows.get(index)
            .map_or_else(Html::default, |r| row_view(index, r))
    });
    let header = html! {
        <div class="cell-row cell-head" role="row">
            <span role="columnheader">{ common::ITEM }</span>
            <span role="columnheader">{ common::EFFECT }</span>
            <span role="columnheader">{ common::REASON }</span>
        </div>
    };
    html! {
        <VirtualList
            class="cell-table"
            role="table"
            label={&props.label}
            count={props.rows.len()}
            rowcount={(props.rows.len() + 1).to_string()}
            row_height={ROW_HEIGHT}
            {row}
            {header}
        />
    }
}

fn row_view(index: usize, cell: &CellRow) -> Html {
    let name = cell.path.name().map_or("", ItemName::as_str);
    let folder = common::folder_of(&cell.path);
    html! {
        <div key={index} class="cell-row" role="row" aria-rowindex={(index + 2).to_string()}>
            <span role="cell" class="cell-item" title={cell.kind.label()}>
                <Icon shape={kind_shape(cell.kind)} />
                <span class="cell-name">
                    <span class="visually-hidden">{ cell.kind.label() }</span>
                    <span class="clip">{ name }</span>
                    <span class="clip quiet">{ folder }</span>
                </span>
            </span>
            <span role="cell"><Chip tone={cell.tone} shape={cell.shape} word={cell.word} /></span>
            <span role="cell" class="cell-why" title={cell.why.clone()}>{ &cell.why }</span>
        </div>
    }
}
