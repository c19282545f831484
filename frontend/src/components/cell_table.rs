use orgcast_shared::content::ItemKind;
use orgcast_shared::id::{ItemName, ItemPath};
use yew::prelude::*;

use super::{Checkbox, Shape, Ticked, Tone, VirtualList, chip, icon, kind_shape};
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
    /// Whether it is ticked, and what happens when that is to change; none where it can't be.
    pub(crate) tick: Option<(bool, Callback<bool>)>,
}

const ROW_HEIGHT: u32 = 44;

/// Items with action or outcome and reason; of any number. `otherwise` stands where there are none.
pub(crate) fn cell_table(title: &str, rows: Vec<CellRow>, otherwise: &'static str) -> Html {
    if rows.is_empty() {
        return html! { <p class="quiet">{ otherwise }</p> };
    }
    let count = rows.len();
    let title = title.to_owned();
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
            label={title}
            {count}
            rowcount={(count + 1).to_string()}
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
                if let Some((is_ticked, onchange)) = &cell.tick {
                    <Checkbox
                        ticked={if *is_ticked { Ticked::All } else { Ticked::None }}
                        {onchange}
                    >
                        <span class="visually-hidden">{ name }</span>
                    </Checkbox>
                }
                { icon(kind_shape(cell.kind)) }
                <span class="cell-name">
                    <span class="visually-hidden">{ cell.kind.label() }</span>
                    <span class="clip">{ name }</span>
                    <span class="clip quiet">{ folder }</span>
                </span>
            </span>
            <span role="cell">{ chip(cell.tone, cell.shape, cell.word) }</span>
            <span role="cell" class="cell-why" title={cell.why.clone()}>{ &cell.why }</span>
        </div>
    }
}
