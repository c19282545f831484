use orgcast_shared::id::ItemPath;
use orgcast_shared::select::{Extent, Selection};
use yew::prelude::*;

use crate::components::{Shape, VirtualList, icon};
use crate::text::{common, content as text};

const ROW_HEIGHT: u32 = 28;

/// The ticked places, each with a way to untick it.
pub(super) fn selected(selection: &Selection, on_untick: Callback<ItemPath>) -> Html {
    let ticks = selection.ticks();
    let ticks: Vec<(ItemPath, Extent)> =
        ticks.map(|(path, extent)| (path.clone(), extent)).collect();
    let count = ticks.len();
    let row = Callback::from(move |index: usize| {
        let (path, extent) = ticks[index].clone();
        let place = match extent {
            Extent::Whole => common::place(&path),
            Extent::Itself => text::by_itself(&common::place(&path)),
        };
        html! {
            <div key={path.to_string()} class="selected-row" role="listitem">
                <span class="clip" title={place.clone()}>{ &place }</span>
                <button
                    type="button"
                    class="button button-plain button-icon"
                    aria-label={text::untick(&place)}
                    onclick={on_untick.reform(move |_: MouseEvent| path.clone())}
                >
                    { icon(Shape::Cross) }
                </button>
            </div>
        }
    });
    html! {
        <section class="selected-pane" aria-labelledby="selected-title">
            <h2 id="selected-title">{ text::SELECTED }</h2>
            if count == 0 {
                <p class="quiet">{ text::SELECTED_NONE }</p>
            } else {
                <VirtualList role="list" label={text::SELECTED} {count} row_height={ROW_HEIGHT} {row} />
            }
        </section>
    }
}
