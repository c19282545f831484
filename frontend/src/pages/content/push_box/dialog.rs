use std::rc::Rc;

use orgcast_shared::api::{ProblemCode, Push, StartPush};
use orgcast_shared::id::{Digest, OrgId, PushId};
use orgcast_shared::org::Capability;
use yew::prelude::*;

use super::counts::counts;
use super::groups::Groups;
use super::items::Items;
use super::mismatch::moved;
use super::notes::notes;
use super::options::{push_options, push_rollout};
use super::orgs::Destinations;
use super::policy::policy_panel;
use super::view::written;
use crate::api::{self, ApiError};
use crate::components::{Dialog, failure, small_select};
use crate::preview::{Preview, SourceTree};
use crate::state::{
    DraftHandle, Planner, push_answered, push_key, save, use_action, use_orgs, use_session,
};
use crate::text::{common, plan_file, push_box as text};

#[derive(Properties, PartialEq)]
pub(in super::super) struct PushBoxProps {
    /// What the source org holds.
    pub(in super::super) tree: Rc<SourceTree>,
    pub(in super::super) draft: DraftHandle,
    pub(in super::super) planner: Planner,
    pub(in super::super) on_close: Callback<()>,
    pub(in super::super) on_started: Callback<PushId>,
}

/// Push Selected Content: destinations, options, the live preview, and the button. The button is
/// enabled only for a plan that fits what is chosen now and that the check found nothing in.
#[component]
pub(in super::super) fn PushBox(props: &PushBoxProps) -> Html {
    let (orgs, session) = (use_orgs(), use_session());
    let (draft, planner) = (&props.draft, &props.planner);
    let known = planner.known();
    let choices = draft.choices(&props.tree);
    let has_folder = props.tree.has_folder(&draft.selection);

    // The snapshots are compared by identity: they are replaced when they are fetched anew.
    let snapshots = known.read.as_ref().map(|read| Rc::as_ptr(read).addr());
    use_effect_with((choices.clone(), snapshots), {
        let planner = planner.clone();
        move |(choices, _)| planner.plan(choices.clone())
    });

    let start = use_action(
        {
            let retry_of = draft.retry.as_ref().map(|retry| retry.of.clone());
            let rollout = draft.rollout();
            move |(preview, plan): (Rc<Preview>, Digest)| {
                let push = StartPush {
                    choices: preview.choices.clone(),
                    plan,
                    idempotency_key: push_key(plan),
                    retry_of: retry_of.clone(),
                    rollout: rollout.clone(),
                };
                async move {
                    let answer = api::start(&push).await;
                    push_answered(&answer);
                    match answer {
                        // A plan that differs for no other reason would differ for ever.
                        Err(error)
                            if plan_changed(&error).is_some() && api::is_outdated().await =>
                        {
                            Err(ApiError::Outdated)
                        }
                        answer => answer,
                    }
                }
            }
        },
        {
            let started = props.on_started.clone();
            move |push: Push| started.emit(push.id)
        },
    );
    let changed = use_state(|| None::<Rc<Vec<OrgId>>>);
    use_effect_with(start.error.clone(), {
        let (planner, reload, changed) = (planner.clone(), orgs.reload.clone(), changed.clone());
        let source = draft.source.clone();
        move |error| {
            let mismatch = error.as_ref().and_then(plan_changed);
            if let (Some(mismatch), Some(check)) = (mismatch, &planner.known().check) {
                changed.set(Some(Rc::new(moved(check, mismatch))));
                reload.emit(());
                if let Some(source) = source {
                    planner.open(source);
                }
            }
        }
    });

    let by_item = use_state(|| false);
    let by_item_set = {
        let by_item = by_item.clone();
        Callback::from(move |value| by_item.set(value))
    };
    let may_push = session.may(Capability::ManageOrganizations);
    let ready = known.preview.clone().filter(|preview| {
        known.is_settled()
            && choices.as_ref() == Some(&preview.choices)
            && !preview.groups.is_empty()
            && preview.exceeded.is_empty()
            && draft.rollout().check(|_| true).is_ok()
    });
    let plan = known.check.as_ref().map(|check| check.plan);
    let ready = ready.zip(plan);
    let push = {
        let (run, ready) = (start.run.clone(), ready.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(ready) = &ready {
                run.emit(ready.clone());
            }
        })
    };
    let export = {
        let planner = planner.clone();
        Callback::from(move |_: MouseEvent| planner.export())
    };
    use_effect_with(known.exported.clone(), {
        let planner = planner.clone();
        move |exported| {
            if let Some(exported) = exported {
                let (plan, text) = &**exported;
                save(&plan_file::file_name(&plan.short()), text);
                planner.saved();
            }
        }
    });
    let saying = match &known.preview {
        None if choices.is_none() => html! { text::NOWHERE },
        None => html! { text::PLANNING },
        Some(preview) if preview.groups.is_empty() => html! { text::NO_ORG },
        Some(preview) => sentence(preview, plan),
    };
    let refusal = start
        .error
        .as_ref()
        .filter(|error| plan_changed(error).is_none());
    let footer = html! {
        <>
            <div class="plan-words" role="status">
                { saying }
                if !may_push {
                    <p class="quiet">{ text::NOT_ALLOWED }</p>
                }
                if known.is_planning() || known.is_opening() {
                    <span class="quiet">{ text::PLANNING }</span>
                } else if known.preview.is_some() && known.check.is_none() {
                    <span class="quiet">{ text::CHECKING }</span>
                }
            </div>
            if known.preview.is_some() {
                <button type="button" class="button button-plain" disabled={!known.is_settled()} onclick={export}>
                    { plan_file::EXPORT }
                </button>
            }
            <button type="button" class="button" onclick={props.on_close.reform(|_: MouseEvent| ())}>
                { common::CANCEL }
            </button>
            if may_push {
                <button
                    type="button"
                    class="button button-primary"
                    disabled={ready.is_none() || start.busy}
                    onclick={push}
                >
                    { if start.busy { text::STARTING } else { text::PUSH } }
                </button>
            }
        </>
    };
    html! {
        <Dialog title={text::TITLE} large=true on_close={&props.on_close} {footer}>
            <div class="push-box">
                <div class="push-box-choices">
                    if draft.retry.is_none() {
                        <Destinations draft={draft.clone()} />
                    }
                    if has_folder && draft.retry.is_none() {
                        { push_options(draft) }
                    }
                    { push_rollout(draft, &orgs) }
                    { policy_panel(draft, known.preview.as_ref().map_or(&[], |plan| &plan.exceeded)) }
                </div>
                <section class="push-box-preview" aria-label={text::PREVIEW}>
                    if let Some(error) = refusal {
                        { failure(error) }
                    }
                    { notes(draft, planner, changed.as_ref().map(|moved| moved.as_slice()), &orgs) }
                    if let Some(preview) = &known.preview {
                        <div class="pane-tools">
                            { counts(preview.counts, false) }
                            { by(*by_item, &by_item_set) }
                        </div>
                        if *by_item {
                            <Items planner={planner.clone()} />
                        } else {
                            <Groups
                                preview={Rc::clone(preview)}
                                planner={planner.clone()}
                                draft={draft.clone()}
                            />
                        }
                    }
                </section>
            </div>
        </Dialog>
    }
}

/// Whether the preview is listed by org or by item.
fn by(is_by_item: bool, onchange: &Callback<bool>) -> Html {
    let options = [(false, text::BY_ORG), (true, text::BY_ITEM)];
    html! {
        <span class="field-inline">
            <span class="quiet" aria-hidden="true">{ text::BY }</span>
            { small_select(text::BY.to_owned(), &options, is_by_item, onchange) }
        </span>
    }
}

fn plan_changed(error: &ApiError) -> Option<&orgcast_shared::api::PlanMismatch> {
    match error {
        ApiError::Problem(problem) if problem.code == ProblemCode::PlanChanged => {
            problem.mismatch.as_ref()
        }
        _ => None,
    }
}

/// The words for what the button does, and the plan they stand for.
fn sentence(preview: &Preview, plan: Option<Digest>) -> Html {
    let orgs = preview.groups.iter().map(|group| group.orgs.len()).sum();
    html! {
        <>
            <strong>{ text::sentence(preview.counts, written(preview), orgs) }</strong>
            { " " }
            { text::cost(preview.cost) }
            if let Some(plan) = plan {
                { " " }
                <code title={plan.to_string()}>{ text::plan(&plan.short()) }</code>
            }
        </>
    }
}
