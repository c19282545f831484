use std::rc::Rc;

use orgcast_shared::id::OrgId;
use orgcast_shared::plan::Counts;
use yew::prelude::*;

use super::about::about;
use super::cells::{CellActions, cells};
use super::counts::counts;
use super::diff::CellDialog;
use super::focus::Focus;
use super::org_rule::org_rule;
use super::show::Show;
use crate::components::{Select, VirtualList, icon};
use crate::preview::{CellLine, Preview, PreviewGroup};
use crate::state::{Change, DraftHandle, Orgs, Planner, PolicyChange, use_orgs};
use crate::text::{common, number, push_box as text};

#[derive(Properties, PartialEq)]
pub(super) struct GroupsProps {
    pub(super) preview: Rc<Preview>,
    pub(super) planner: Planner,
    pub(super) draft: DraftHandle,
}

const ROW_HEIGHT: u32 = 52;

/// The preview by org: those in which the same happens folded into one, and every item of the
/// chosen ones with state, effect, reason and ruling.
#[component]
pub(super) fn Groups(props: &GroupsProps) -> Html {
    let orgs = use_orgs();
    let preview = &props.preview;
    let focus = use_state(|| None::<Focus>);
    let show = use_state(Show::default);
    let open = use_state(|| None::<CellLine>);
    let Some((at, looked)) = Focus::settle((*focus).as_ref(), &preview.groups) else {
        return html! {};
    };
    let group = &preview.groups[at];
    let row = {
        let (preview, orgs, focus) = (Rc::clone(preview), orgs.clone(), focus.clone());
        Callback::from(move |index: usize| {
            let group = &preview.groups[index];
            let onclick = {
                let (focus, first) = (focus.clone(), group.orgs.first().cloned());
                Callback::from(move |_: MouseEvent| focus.set(first.clone().map(Focus::group)))
            };
            group_row(index, group, &orgs, index == at, onclick)
        })
    };
    let close = {
        let open = open.clone();
        Callback::from(move |()| open.set(None))
    };
    html! {
        <div class="groups">
            <VirtualList
                class="group-list"
                role="list"
                label={text::GROUPS}
                count={preview.groups.len()}
                row_height={ROW_HEIGHT}
                {row}
            />
            <section class="group-cells" aria-label={text::ITEMS}>
                <div class="pane-tools">
                    { members(group, &looked, &focus, &orgs) }
                    { org_rule(&looked.orgs(group), &props.draft, &orgs) }
                </div>
                <Org
                    planner={props.planner.clone()}
                    draft={props.draft.clone()}
                    org={looked.org.clone()}
                    orgs={looked.orgs(group)}
                    counts={group.counts}
                    show={*show}
                    on_show={Callback::from(move |new| show.set(new))}
                    on_open={Callback::from({
                        let open = open.clone();
                        move |cell| open.set(Some(cell))
                    })}
                />
            </section>
            if let Some(cell) = &*open {
                <CellDialog
                    org={looked.org.clone()}
                    cell={cell.clone()}
                    planner={props.planner.clone()}
                    on_close={close}
                />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct OrgProps {
    planner: Planner,
    draft: DraftHandle,
    /// Whose rulings are shown.
    org: OrgId,
    /// The orgs that are looked at, and that a ruling is for.
    orgs: Vec<OrgId>,
    counts: Counts,
    show: Show,
    on_show: Callback<Show>,
    on_open: Callback<CellLine>,
}

/// What happens in an org or in each of a group, item by item.
#[component]
fn Org(props: &OrgProps) -> Html {
    let known = props.planner.known();
    use_effect_with((known.plan_number(), props.orgs.clone()), {
        let planner = props.planner.clone();
        move |(_, orgs)| {
            if planner.known().cells(orgs).is_none() {
                planner.cells(orgs.clone());
            }
        }
    });
    let actions = CellActions {
        rulings: props
            .draft
            .policy
            .cells
            .get(&props.org)
            .cloned()
            .unwrap_or_default(),
        on_rule: Some(Callback::from({
            let (draft, orgs) = (props.draft.clone(), props.orgs.clone());
            move |(path, ruling)| {
                let change = PolicyChange::Cells(orgs.clone(), path, ruling);
                draft.dispatch(Change::Policy(change));
            }
        })),
        on_open: Some(props.on_open.clone()),
    };
    html! {
        <>
            { filters(props.counts, props.show, &props.on_show) }
            if let Some(found) = known.cells(&props.orgs) {
                { cells(found, props.show, &actions) }
                { about(found, props.orgs.len()) }
            } else {
                <p class="quiet" role="status">{ common::LOADING }</p>
            }
        </>
    }
}

/// One button for each class that there is, with how many items are of it.
pub(crate) fn filters(counts: Counts, show: Show, on_show: &Callback<Show>) -> Html {
    html! {
        <div class="class-filters" role="group" aria-label={text::SHOW}>
            for filter in Show::all().into_iter().filter(|filter| filter.count(counts) > 0) {
                <button
                    key={filter.word()}
                    type="button"
                    class={classes!("class-filter", filter.look().map(|(tone, _)| tone.class()))}
                    aria-pressed={(filter == show).to_string()}
                    onclick={on_show.reform(move |_: MouseEvent| filter)}
                >
                    if let Some((_, shape)) = filter.look() {
                        { icon(shape) }
                    }
                    { filter.word() }
                    { " " }
                    { number(filter.count(counts)) }
                </button>
            }
        </div>
    }
}

pub(crate) fn group_row(
    index: usize,
    group: &PreviewGroup,
    orgs: &Orgs,
    is_chosen: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    let name = group
        .orgs
        .first()
        .map(|org| orgs.name(org))
        .unwrap_or_default();
    let others = group.orgs.len() - 1;
    html! {
        <div key={index} class="group-row" role="listitem">
            <button type="button" class="group-button" aria-pressed={is_chosen.to_string()} {onclick}>
                <span class="group-title">
                    <span class="clip" title={name.clone()}>{ name }</span>
                    if others > 0 {
                        <span class="group-others">{ text::others(others) }</span>
                    }
                </span>
                { counts(group.counts, true) }
            </button>
        </div>
    }
}

/// Who is in a group; of several, one can be looked at alone.
fn members(
    group: &PreviewGroup,
    looked: &Focus,
    focus: &UseStateHandle<Option<Focus>>,
    orgs: &Orgs,
) -> Html {
    let [first, _, ..] = &group.orgs[..] else {
        return html! { <h3 class="clip">{ orgs.name(&looked.org) }</h3> };
    };
    let mut options = vec![(String::new(), text::all_alike(group.orgs.len()))];
    options.extend(
        group
            .orgs
            .iter()
            .map(|org| (org.to_string(), orgs.name(org).to_string())),
    );
    let choose = {
        let (focus, first) = (focus.clone(), first.clone());
        Callback::from(move |id: String| {
            focus.set(Some(match OrgId::new(id) {
                Ok(org) => Focus::alone(org),
                Err(_) => Focus::group(first.clone()),
            }));
        })
    };
    Select {
        id: "member",
        label: text::MEMBER,
        value: if looked.alone {
            looked.org.as_str()
        } else {
            ""
        },
        options,
        prompt: None,
        is_inline: true,
        onchange: choose,
    }
    .html()
}
