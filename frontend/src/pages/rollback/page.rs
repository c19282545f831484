use std::rc::Rc;

use orgcast_shared::api::{Push, RollbackPreview, StartRollback};
use orgcast_shared::id::{OrgId, PushId};
use orgcast_shared::org::Capability;
use orgcast_shared::select::{Edited, RollbackChoices};
use yew::prelude::*;
use yew_router::prelude::*;

use super::items::items;
use super::orgs::orgs;
use crate::api::{self, ApiError};
use crate::components::{
    Checkbox, Confirm, NavLink, NoticeKind, Page, Ticked, async_view, confirm, notice,
};
use crate::pages::push::refresh;
use crate::routes::Route;
use crate::state::{push_answered, push_key, use_action, use_fetched, use_session};
use crate::text::{push as push_text, push_box, rollback as text};

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
    let session = use_session();
    let may_roll_back = session.may(Capability::ManageOrganizations);
    let asked: UseStateHandle<Asked> =
        use_state(|| (RollbackChoices::everything(props.push.clone()), None));
    let (choices, looked) = &*asked;
    let asking = use_state(|| false);
    let has_read = use_mut_ref(|| !may_roll_back);
    // Fetched again by a reload and not for being about something else, so that what is known stays.
    let (preview, reload) = use_fetched((), {
        let asked = Rc::new((*asked).clone());
        move |()| plan(Rc::clone(&asked), has_read.replace(true))
    });
    let seen = use_mut_ref(|| (*asked).clone());
    use_effect_with((*asked).clone(), {
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
        move |push: Push| navigator.push(&Route::push(&push.id)),
    );
    let choose = {
        let (asked, looked) = (asked.clone(), looked.clone());
        Callback::from(move |chosen| asked.set((chosen, looked.clone())))
    };
    let ready = preview
        .value
        .as_ref()
        .filter(|known| known.0.0 == *choices && !preview.loading && known.1.counts.writes() > 0);
    let on_yes = {
        let rollback = ready.map(|known| StartRollback {
            choices: known.0.0.clone(),
            plan: known.1.plan,
            idempotency_key: push_key(known.1.plan),
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
        <>
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
        </>
    };
    let edited = {
        let chosen = choices.clone();
        choose.reform(move |on: bool| RollbackChoices {
            edited: if on { Edited::Restore } else { Edited::Keep },
            ..chosen.clone()
        })
    };
    let ticked = match choices.edited {
        Edited::Keep => Ticked::None,
        Edited::Restore => Ticked::All,
    };
    let look = {
        let (asked, choices) = (asked.clone(), choices.clone());
        Callback::from(move |org| asked.set((choices.clone(), Some(org))))
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
                        <Checkbox {ticked} onchange={edited}>{ text::EDITED }</Checkbox>
                        <div class="push-panes">
                            <section class="push-orgs" aria-label={push_text::ORGS}>
                                { orgs(&found.orgs, &chosen.org, choices, &choose, &look) }
                            </section>
                            { items(found, chosen, choices, &choose) }
                        </div>
                    </>
                }
            }) }
            if let (true, Some(known)) = (*asking, preview.value.as_ref()) {
                { confirm(Confirm {
                    title: text::QUESTION.to_owned(),
                    text: text::summary(&known.1.counts),
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

/// The first time, the orgs are read anew before.
async fn plan(
    asked: Rc<Asked>,
    has_read: bool,
) -> Result<(Rc<Asked>, Rc<RollbackPreview>), ApiError> {
    let (choices, looked) = &*asked;
    let mut found = api::plan_rollback(choices, looked.as_ref()).await?;
    if !has_read {
        let known = found.orgs.iter().filter(|org| org.obstacle.is_none());
        let known: Vec<OrgId> = known.map(|org| org.org.clone()).collect();
        if !known.is_empty() {
            refresh(&known, &|_| {}).await?;
            found = api::plan_rollback(choices, looked.as_ref()).await?;
        }
    }
    Ok((asked, Rc::new(found)))
}

/// What would happen as a whole, and what doesn't come back.
fn about(preview: &RollbackPreview) -> Html {
    let connections = preview.orgs.iter();
    let connections = connections.map(|org| org.connections.len() as u64).sum();
    let notes = text::notes(&preview.counts, connections);
    html! {
        <>
            <p class="push-facts">
                <strong>{ text::summary(&preview.counts) }</strong>
                <code title={preview.plan.to_string()}>{ push_box::plan(&preview.plan.short()) }</code>
            </p>
            if !notes.is_empty() {
                { notice(NoticeKind::Warning, html! {
                    <ul>
                        for note in notes.iter() {
                            <li key={note.clone()}>{ note }</li>
                        }
                    </ul>
                }) }
            }
        </>
    }
}
