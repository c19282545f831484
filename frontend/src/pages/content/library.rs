use std::rc::Rc;

use orgcast_shared::api::{Org, OrgStatus};
use orgcast_shared::id::{ItemPath, OrgId};
use orgcast_shared::select::{Pick, Selection};
use yew::prelude::*;

use super::selected::selected;
use super::tree::Tree;
use crate::components::{Checkbox, NoticeKind, Ticked, empty, notice};
use crate::preview::{SourceTree, Trouble};
use crate::state::{Change, DraftHandle, Planner};
use crate::text::{common, content as text};

/// The library of the source org: its tree, or why there is none. `on_push` opens the box that
/// pushes.
pub(super) fn library(
    org: &Org,
    planner: &Planner,
    draft: &DraftHandle,
    on_push: &Callback<()>,
) -> Html {
    let known = planner.known();
    let trouble = known.trouble.as_ref().map(|trouble| {
        let again = {
            let (planner, source) = (planner.clone(), org.id.clone());
            Callback::from(move |_: MouseEvent| planner.open(source.clone()))
        };
        let message = html! {
            <>
                <p>{ text::trouble(trouble) }</p>
                if *trouble != Trouble::NoWorker {
                    <button type="button" class="button" onclick={again}>{ common::TRY_AGAIN }</button>
                }
            </>
        };
        notice(NoticeKind::Error, message)
    });
    let content = match &known.tree {
        Some(tree) if tree.rows().is_empty() => empty(text::NOTHING, text::NOTHING_HINT, html! {}),
        Some(tree) => panes(&org.id, tree, draft, on_push),
        None if trouble.is_some() => html! {},
        None if known.is_opening() || known.read.is_none() => {
            html! { <p class="quiet" role="status">{ common::LOADING }</p> }
        }
        None => {
            let is_reading = matches!(org.status, OrgStatus::Reading(_));
            let hint = if is_reading {
                text::UNREAD_BUSY
            } else {
                text::UNREAD_HINT
            };
            empty(text::UNREAD, hint, html! {})
        }
    };
    html! { <>{ trouble }{ content }</> }
}

/// The tree of an org and what is ticked in it; another org's begins anew.
fn panes(org: &OrgId, tree: &Rc<SourceTree>, draft: &DraftHandle, on_push: &Callback<()>) -> Html {
    let selection = &draft.selection;
    let change = {
        let (tree, draft) = (Rc::clone(tree), draft.clone());
        Callback::from(move |(path, tick): (ItemPath, bool)| {
            draft.dispatch(if tick {
                Change::Tick(path)
            } else {
                Change::Untick(path, Rc::clone(&tree))
            });
        })
    };
    let on_tick = {
        let tree = Rc::clone(tree);
        change.reform(move |(row, tick)| (tree.path(row), tick))
    };
    let clear = {
        let draft = draft.clone();
        Callback::from(move |_: MouseEvent| draft.dispatch(Change::UntickAll))
    };
    let everything = match selection.pick(&ItemPath::root()) {
        Pick::Whole => Ticked::All,
        Pick::Itself | Pick::Part => Ticked::Some,
        Pick::None => Ticked::None,
    };
    html! {
        <>
            <div key={org.to_string()} class="panes">
                <section class="pane-left" aria-label={text::LIBRARY}>
                    <Checkbox ticked={everything} onchange={change.reform(|tick| (ItemPath::root(), tick))}>
                        { text::everything(tree.tally(&Selection::everything())) }
                    </Checkbox>
                    <Tree tree={Rc::clone(tree)} selection={selection.clone()} {on_tick} />
                </section>
                { selected(selection, change.reform(|path| (path, false))) }
            </div>
            <div key="action-bar" class="action-bar">
                <p role="status">{ text::ticked(tree.tally(selection)) }</p>
                if !selection.is_empty() {
                    <button type="button" class="button" onclick={clear}>{ text::CLEAR }</button>
                }
                <button
                    type="button"
                    class="button button-primary"
                    disabled={selection.is_empty()}
                    onclick={on_push.reform(|_: MouseEvent| ())}
                >
                    { text::PUSH }
                </button>
            </div>
        </>
    }
}
