use orgcast_shared::plan::Counts;
use yew::prelude::*;

use crate::components::{Shape, Tone, icon};
use crate::text::{number, push_box as text};

/// How many cells of each kind there are; kinds without cells are left out. Where there is little
/// room, the shape stands for the word, which assistive technology still reads.
pub(crate) fn counts(counts: Counts, is_narrow: bool) -> Html {
    let parts = [
        (counts.create, Tone::New, Shape::Plus, text::COUNT_CREATE),
        (
            counts.replace,
            Tone::Replace,
            Shape::Swap,
            text::COUNT_REPLACE,
        ),
        (
            counts.overwritten,
            Tone::Edited,
            Shape::Pencil,
            text::COUNT_OVERWRITTEN,
        ),
        (
            counts.stripped,
            Tone::Edited,
            Shape::Clock,
            text::COUNT_STRIPPED,
        ),
        (counts.keep, Tone::Same, Shape::Lock, text::COUNT_KEEP),
        (counts.same, Tone::Same, Shape::Equal, text::COUNT_SAME),
        (
            counts.blocked,
            Tone::Blocked,
            Shape::Blocked,
            text::COUNT_BLOCKED,
        ),
    ];
    html! {
        <span class="counts">
            for (count, tone, shape, word) in parts.into_iter().filter(|part| part.0 > 0) {
                <span key={word} class={classes!("count", tone.class())} title={word}>
                    { icon(shape) }
                    { number(count) }
                    <span class={is_narrow.then_some("visually-hidden")}>{ " " }{ word }</span>
                </span>
            }
        </span>
    }
}
