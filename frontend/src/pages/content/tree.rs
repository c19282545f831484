use std::collections::BTreeSet;
use std::rc::Rc;

use orgcast_shared::content::ItemKind;
use orgcast_shared::id::ItemPath;
use orgcast_shared::select::{Pick, Selection};
use yew::prelude::*;

use super::keys::{Step, step};
use super::rows::{Visible, folders, visible};
use crate::components::{Shape, Ticked, VirtualList, icon, kind_shape, search_field};
use crate::preview::SourceTree;
use crate::text::{content as text, number};

#[derive(Properties, PartialEq)]
pub(super) struct TreeProps {
    pub(super) tree: Rc<SourceTree>,
    pub(super) selection: Selection,
    /// Called with a row and whether it is to be ticked.
    pub(super) on_tick: Callback<(usize, bool)>,
}

const ROW_HEIGHT: u32 = 28;

/// The source org's items with tick boxes: a tree of any size, worked by mouse or keyboard.
#[component]
pub(super) fn Tree(props: &TreeProps) -> Html {
    let tree = Rc::clone(&props.tree);
    let filter = use_state(String::new);
    let opened = use_state(|| first_level(&props.tree));
    let active = use_state(|| 0_usize);
    let seen = use_memo(
        (Rc::clone(&tree), (*opened).clone(), (*filter).clone()),
        |(tree, opened, filter)| {
            let mut rows = vec![false; tree.rows().len()];
            for row in opened.iter().filter_map(|place| tree.find(place)) {
                rows[row] = true;
            }
            visible(tree, &rows, filter)
        },
    );
    let at = (*active).min(seen.rows.len().saturating_sub(1));

    let set_open = {
        let (tree, opened) = (Rc::clone(&tree), opened.clone());
        Callback::from(move |(row, open): (usize, bool)| {
            let (mut places, place) = ((*opened).clone(), tree.path(row));
            if open {
                places.insert(place)
            } else {
                places.remove(&place)
            };
            opened.set(places);
        })
    };
    let toggle = {
        let (tree, selection, on_tick) = (
            Rc::clone(&tree),
            props.selection.clone(),
            props.on_tick.clone(),
        );
        Callback::from(move |row: usize| {
            let is_ticked = ticked(&tree, &selection, row) == Ticked::All;
            on_tick.emit((row, !is_ticked));
        })
    };
    let onkeydown = {
        let (tree, seen, active) = (Rc::clone(&tree), Rc::clone(&seen), active.clone());
        let (set_open, toggle) = (set_open.clone(), toggle.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let Some(step) = step(&event.key(), at, &seen, &tree) else {
                return;
            };
            event.prevent_default();
            match step {
                Step::Move(place) => active.set(place),
                Step::Open(row) => set_open.emit((row, true)),
                Step::Close(row) => set_open.emit((row, false)),
                Step::Toggle(row) => toggle.emit(row),
            }
        })
    };
    let row = {
        let (tree, seen, selection) = (Rc::clone(&tree), Rc::clone(&seen), props.selection.clone());
        let activate = {
            let active = active.clone();
            Callback::from(move |place| active.set(place))
        };
        let (set_open, toggle) = (set_open.clone(), toggle.clone());
        Callback::from(move |place: usize| {
            let view = RowView {
                tree: &tree,
                seen: &seen,
                ticked: ticked(&tree, &selection, seen.rows[place]),
                place,
                is_active: place == at,
            };
            view.html(&activate, &set_open, &toggle)
        })
    };
    let open_all = {
        let (tree, opened) = (Rc::clone(&tree), opened.clone());
        Callback::from(move |_: MouseEvent| {
            let is_folder = folders(&tree);
            opened.set(places(
                &tree,
                (0..is_folder.len()).filter(|row| is_folder[*row]),
            ));
        })
    };
    let close_all = Callback::from(move |_: MouseEvent| opened.set(BTreeSet::new()));
    html! {
        <div class="tree-pane">
            <div class="pane-tools">
                { search_field(text::FILTER, &filter) }
                <button type="button" class="button button-plain" onclick={open_all}>
                    { text::EXPAND }
                </button>
                <button type="button" class="button button-plain" onclick={close_all}>
                    { text::COLLAPSE }
                </button>
            </div>
            if seen.rows.is_empty() {
                <p class="quiet pane-none">{ text::NO_MATCH }</p>
            } else {
                <VirtualList
                    class="tree"
                    role="tree"
                    label={text::TREE}
                    count={seen.rows.len()}
                    row_height={ROW_HEIGHT}
                    reveal={Some(at)}
                    active={row_id(seen.rows[at])}
                    {onkeydown}
                    {row}
                />
            }
        </div>
    }
}

/// At first, the top folders are open where that still gives a view of the whole.
fn first_level(tree: &SourceTree) -> BTreeSet<ItemPath> {
    const FITS: usize = 40;
    let shown: usize = tree
        .children(None)
        .map(|row| 1 + tree.children(Some(row)).count())
        .sum();
    if shown > FITS {
        BTreeSet::new()
    } else {
        places(tree, tree.children(None))
    }
}

/// Rows as places, which stay what they are when the tree is read anew.
fn places(tree: &SourceTree, rows: impl Iterator<Item = usize>) -> BTreeSet<ItemPath> {
    let mut places = BTreeSet::new();
    places.extend(rows.map(|row| tree.path(row)));
    places
}

fn ticked(tree: &SourceTree, selection: &Selection, row: usize) -> Ticked {
    match selection.pick(&tree.path(row)) {
        Pick::Whole => Ticked::All,
        Pick::Itself if tree.rows()[row].kind != ItemKind::Folder => Ticked::All,
        Pick::Itself | Pick::Part => Ticked::Some,
        Pick::None => Ticked::None,
    }
}

fn row_id(row: usize) -> String {
    format!("tree-{row}")
}

struct RowView<'a> {
    tree: &'a SourceTree,
    seen: &'a Visible,
    ticked: Ticked,
    place: usize,
    is_active: bool,
}

impl RowView<'_> {
    fn html(
        &self,
        activate: &Callback<usize>,
        set_open: &Callback<(usize, bool)>,
        toggle: &Callback<usize>,
    ) -> Html {
        let row = self.seen.rows[self.place];
        let item = &self.tree.rows()[row];
        let is_folder = item.kind == ItemKind::Folder;
        let is_open = self.seen.open[row];
        let place = self.place;
        let turn = set_open.reform(move |()| (row, !is_open));
        let tick = toggle.reform(move |()| row);
        let onclick = {
            let (activate, act) = (
                activate.clone(),
                if is_folder { turn } else { tick.clone() },
            );
            Callback::from(move |_: MouseEvent| {
                activate.emit(place);
                act.emit(());
            })
        };
        let ontick = {
            let activate = activate.clone();
            Callback::from(move |event: MouseEvent| {
                event.stop_propagation();
                activate.emit(place);
                tick.emit(());
            })
        };
        let (position, siblings) = item.position;
        html! {
            <div
                key={row}
                id={row_id(row)}
                class={classes!("tree-row", self.is_active.then_some("active"))}
                role="treeitem"
                aria-level={(item.depth + 1).to_string()}
                aria-posinset={position.to_string()}
                aria-setsize={siblings.to_string()}
                aria-expanded={is_folder.then(|| is_open.to_string())}
                aria-checked={self.ticked.aria()}
                {onclick}
            >
                for level in 0..item.depth {
                    <span key={level} class="indent" aria-hidden="true"></span>
                }
                <span class={classes!("twist", is_open.then_some("open"))} aria-hidden="true">
                    if is_folder {
                        { icon(Shape::Chevron) }
                    }
                </span>
                <span class={classes!("tick", tick_class(self.ticked))} aria-hidden="true" onclick={ontick}></span>
                { icon(kind_shape(item.kind)) }
                <span class="visually-hidden">{ item.kind.label() }</span>
                <span class="clip" title={item.name.to_string()}>{ item.name.as_str() }</span>
                if is_folder {
                    <span class="tree-count">{ number(self.tree.tally_below(row).items as u64) }</span>
                }
            </div>
        }
    }
}

fn tick_class(ticked: Ticked) -> &'static str {
    match ticked {
        Ticked::All => "tick-all",
        Ticked::Some => "tick-some",
        Ticked::None => "tick-none",
    }
}
