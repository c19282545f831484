use std::rc::Rc;

use orgcast_shared::id::OrgId;
use yew::prelude::*;

use super::report::report;
use crate::components::{Ago, VirtualList};
use crate::pages::content::{CellActions, Show, cells, counts, filters, group_row};
use crate::preview::OpenedFile;
use crate::state::{Orgs, Planner};
use crate::text::{common, plan_file as text, policy, push_box};

#[derive(Properties, PartialEq)]
pub(super) struct FilePlanProps {
    pub(super) file: Rc<OpenedFile>,
    pub(super) planner: Planner,
}

const ROW_HEIGHT: u32 = 52;

/// What a plan file says, by org.
#[component]
pub(super) fn FilePlan(props: &FilePlanProps) -> Html {
    let orgs = use_context::<Orgs>().unwrap_or_default();
    let (file, planner) = (&props.file, &props.planner);
    let chosen = use_state(|| 0_usize);
    let show = use_state(Show::default);
    let org = file
        .groups
        .get(*chosen)
        .and_then(|group| group.orgs.first())
        .cloned();
    use_effect_with(org.clone(), {
        let planner = planner.clone();
        move |org: &Option<OrgId>| {
            if let Some(org) = org {
                planner.file_cells(org.clone());
            }
        }
    });
    let row = {
        let (file, orgs, chosen) = (Rc::clone(file), orgs.clone(), chosen.clone());
        Callback::from(move |index: usize| {
            let choose = {
                let chosen = chosen.clone();
                Callback::from(move |_: MouseEvent| chosen.set(index))
            };
            group_row(index, &file.groups[index], &orgs, index == *chosen, choose)
        })
    };
    let lines = org.as_ref().and_then(|org| planner.known().file_cells(org));
    html! {
        <section class="push-box-preview file-plan" aria-label={text::PLAN}>
            <p>
                <strong>{ text::sentence(file.counts, &orgs.name(&file.source), &file.groups) }</strong>
                { " " }
                <code title={file.plan.to_string()}>{ push_box::plan(&file.plan.short()) }</code>
                { " " }
                if let Some((org, at)) = &file.oldest_read {
                    { push_box::OLDEST_READ }{ " " }{ orgs.name(org) }{ ", " }<Ago at={*at} />{ ". " }
                }
                { policy::TITLE }{ ": " }{ policy::in_short(&file.policy) }{ "." }
            </p>
            { report(file, &orgs) }
            { counts(file.counts, false) }
            <div class="groups">
                <VirtualList
                    class="group-list"
                    role="list"
                    label={push_box::GROUPS}
                    count={file.groups.len()}
                    row_height={ROW_HEIGHT}
                    {row}
                />
                <section class="group-cells" aria-label={push_box::ITEMS}>
                    if let Some(group) = file.groups.get(*chosen) {
                        { filters(group.counts, *show, &Callback::from({
                            let show = show.clone();
                            move |new| show.set(new)
                        })) }
                    }
                    if let Some(lines) = lines {
                        { cells(lines, *show, &CellActions::default()) }
                    } else {
                        <p class="quiet" role="status">{ common::LOADING }</p>
                    }
                </section>
            </div>
        </section>
    }
}
