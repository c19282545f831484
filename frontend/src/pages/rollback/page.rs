use std::rc::Rc;

use orgcast_shared::api::{Push, RollbackPreview, StartRollback};
use orgcast_shared::id::{OrgId, PushId};
use orgcast_shared::org::Capability;
use orgcast_shared::select::{Edited, RollbackChoices};
use yew::prelude::*;
use yew_router::prelude::*;

use super::about::about;
use super::draft::{RollbackDraft, forget_draft};
use super::items::items;
use super::orgs::orgs;
use super::view::{destinations, may_be_read};
use crate::api::{self, ApiError};
use crate::components::{
    Checkbox, Confirm, NavLink, Page, Ticked, async_view, confirm, rollout_panel,
};
use crate::pages::push::refresh;
use crate::routes::Route;
use crate::state::{push_answered, push_key, use_action, use_fetched, use_orgs, use_session};
use crate::text::{push as push_text, rollback as text};

#[derive(Properties, PartialEq)]
pub(crate) struct RollbackPageProps {
    pub(crate) push: PushId,
}

/// What is asked for: the choices, and the org whose items are shown.
type Asked = (RollbackChoices, Option<OrgId>);

/// What a rollback of a push would do, with ways to choose less or more, and the way to do it.
#[component]
pub(crate) fn RollbackPage(props: &RollbackPageProps) -> Html {
    let navigator = use_navigator().expect("every page is below the router");
    let (session, connected) = (use_session(), use_orgs());
    let may_roll_back = session.may(Capability::ManageOrganizations);
    let draft = use_state(|| RollbackDraft::of(&props.push));
    let looked = use_state(|| None::<OrgId>);
    let asked: Asked = (draft.choices.clone(), (*looked).clone());
    let asking = use_state(|| false);
    let has_read = use_mut_ref(|| !may_roll_back);
    // Fetched again by a reload and not for being about something else, so that what is known stays.
    let (preview, reload) = use_fetched((), {
        let (asked, connected) = (Rc::new(asked.clone()), connected.reload.clone());
        move |()| plan(Rc::clone(&asked), has_read.replace(true), connected.clone())
    });
    let seen = use_mut_ref(|| asked.clone());
    use_effect_with(asked, {
        let reload = reload.clone();
        move |asked| {
            if seen.replace(asked.clone()) != *asked {
                reload.emit(());
            }
        }
    });
    let start = use_action(
        |rollback: StartRollback| async move {
            let answer = api::start_rollback(&rollback).await;
            push_answered(&answer);
            answer
        },
        {
            let first = props.push.clone();
            move |push: Push| {
                forget_draft(&first);
                navigator.push(&Route::push(&push.id));
            }
        },
    );
    let change = {
        let draft = draft.clone();
        Callback::from(move |changed: RollbackDraft| {
            changed.keep();
            draft.set(changed);
        })
    };
    let choose = {
        let rollout = draft.rollout.clone();
        change.reform(move |choices| RollbackDraft {
            choices,
            rollout: rollout.clone(),
        })
    };
    let roll_out = {
        let choices = draft.choices.clone();
        change.reform(move |rollout| RollbackDraft {
            choices: choices.clone(),
            rollout,
        })
    };
    let targets = preview.value.as_ref().map(|known| destinations(&known.1));
    let targets = targets.unwrap_or_default();
    let rollout = draft
        .rollout
        .rollout(|id| targets.iter().any(|(org, _)| org == id));
    let ready = preview.value.as_ref().filter(|known| {
        known.0.0 == draft.choices
            && !preview.loading
            && known.1.counts.writes() > 0
            && rollout.check(|_| true).is_ok()
    });
    let on_yes = {
        let rollback = ready.map(|known| StartRollback {
            choices: known.0.0.clone(),
            plan: known.1.plan,
            idempotency_key: push_key(known.1.plan),
            rollout: rollout.clone(),
        });
        let run = start.run.clone();
        Callback::from(move |()| {
            if let Some(rollback) = &rollback {
                run.emit(rollback.clone());
            }
        })
    };
    let on_close = {
        let (asking, reload) = (asking.clone(), reload.clone());
        Callback::from(move |()| {
            asking.set(false);
            // What is there may have changed since the preview.
            reload.emit(());
        })
    };
    let ask = {
        let asking = asking.clone();
        Callback::from(move |_: MouseEvent| asking.set(true))
    };
    let tools = html! {
        <div class="retry">
            <NavLink to={Route::push(&props.push)}>{ text::BACK }</NavLink>
            if may_roll_back {
                <button
                    type="button"
                    class="button button-danger"
                    disabled={ready.is_none()}
                    onclick={ask}
                >
                    { text::OPEN }
                </button>
            }
        </div>
    };
    let edited = {
        let chosen = draft.choices.clone();
        choose.reform(move |on: bool| RollbackChoices {
            edited: if on { Edited::Restore } else { Edited::Keep },
            ..chosen.clone()
        })
    };
    let ticked = match draft.choices.edited {
        Edited::Keep => Ticked::None,
        Edited::Restore => Ticked::All,
    };
    let look = {
        let looked = looked.clone();
        Callback::from(move |org| looked.set(Some(org)))
    };
    html! {
        <Page title={text::TITLE} {tools} filling=true>
            { async_view(&preview, &reload, |known| {
                let found = &known.1;
                let asked = known.0.1.as_ref().and_then(|id| found.orgs.iter().find(|org| org.org == *id));
                let Some(chosen) = asked.or_else(|| found.orgs.first()) else {
                    return html! { <p class="quiet">{ text::NOTHING }</p> };
                };
                html! {
                    <>
                        { about(found) }
                        <div class="rollback-options">
                            <Checkbox {ticked} onchange={edited}>{ text::EDITED }</Checkbox>
                            { rollout_panel(&draft.rollout, &targets, &roll_out) }
                        </div>
                        <div class="push-panes">
                            <section class="push-orgs" aria-label={push_text::ORGS}>
                                { orgs(&found.orgs, &chosen.org, &draft.choices, &connected, &choose, &look) }
                            </section>
                            { items(found, chosen, &draft.choices, &choose) }
                        </div>
                    </>
                }
            }) }
            if let (true, Some(known)) = (*asking, preview.value.as_ref()) {
                { confirm(Confirm {
                    title: text::QUESTION.to_owned(),
                    text: text::question(&known.1.counts, &rollout),
                    yes: text::START,
                    no: text::NO,
                    is_busy: start.busy || ready.is_none(),
                    error: start.error.as_ref(),
                    on_yes,
                    on_close,
                }) }
            }
        </Page>
    }
}

/// The first time, the orgs are read anew before. What became of those reads is found with the orgs.
async fn plan(
    asked: Rc<Asked>,
    has_read: bool,
    reload_orgs: Callback<()>,
) -> Result<(Rc<Asked>, Rc<RollbackPreview>), ApiError> {
    let (choices, looked) = &*asked;
    let mut found = api::plan_rollback(choices, looked.as_ref()).await?;
    if !has_read {
        let readable: Vec<OrgId> = may_be_read(&found.orgs).cloned().collect();
        if !readable.is_empty() {
            refresh(&readable, &|_| {}).await?;
            reload_orgs.emit(());
            found = api::plan_rollback(choices, looked.as_ref()).await?;
        }
    }
    Ok((asked, Rc::new(found)))
}
