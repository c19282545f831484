use std::rc::Rc;

use orgcast_shared::api::{OrgRollbackPreview, RollbackPreview};
use orgcast_shared::select::RollbackChoices;
use yew::prelude::*;

use super::view::{is_ticked, row, tick_item};
use crate::components::cell_table;
use crate::text::{push as push_text, rollback as text};

/// What would happen to every item that the push wrote in one org, each with its tick.
pub(super) fn items(
    preview: &Rc<RollbackPreview>,
    org: &OrgRollbackPreview,
    choices: &RollbackChoices,
    on_choose: &Callback<RollbackChoices>,
) -> Html {
    let selection = choices.selection_for(&org.org);
    let rows = preview.lines.iter().map(|line| {
        let onchange = {
            let (choices, org, preview) = (choices.clone(), org.org.clone(), Rc::clone(preview));
            let path = line.path.clone();
            on_choose.reform(move |on: bool| tick_item(&choices, &org, &preview.lines, &path, on))
        };
        let mut row = row(line);
        row.tick = Some((is_ticked(&selection, &line.path), onchange));
        row
    });
    let title = push_text::items_in(&org.name);
    html! {
        <section class="push-items" aria-label={title.clone()}>
            <h2>{ &org.name }</h2>
            { cell_table(&title, rows.collect(), match org.obstacle {
                Some(_) => text::NO_PREVIEW,
                None => text::NO_ITEM,
            }) }
        </section>
    }
}
