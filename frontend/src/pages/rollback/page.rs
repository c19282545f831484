use orgcast_shared::api::{Push, RollbackPreview, StartRollback};
use orgcast_shared::id::{OrgId, PushId};
use orgcast_shared::org::Capability;
use orgcast_shared::select::{Edited, RollbackChoices};
use yew::prelude::*;
use yew_router::prelude::*;

use super::items::Items;
use super::orgs::orgs;
use crate::api;
use crate::components::{
    Checkbox, Confirm, NavLink, NoticeKind, Page, Ticked, async_view, confirm, empty, notice,
};
use crate::routes::Route;
use crate::state::{push_answered, push_key, use_action, use_fetched, use_session};
use crate::text::{push as push_text, push_box, rollback as text};

#[derive(Properties, PartialEq)]
pub(crate) struct RollbackPageProps {
    /// The push, as the address has it.
    pub(crate) id: String,
}

/// What a rollback of a push would do, with ways to choose less or more, and the way to do it.
#[component]
pub(crate) fn RollbackPage(props: &RollbackPageProps) -> Html {
    match PushId::new(props.id.clone()) {
        Ok(push) => html! { <Rollback {push} /> },
        Err(_) => html! {
            <Page title={text::TITLE}>
                { empty(push_text::NOT_FOUND, push_text::NOT_FOUND_HINT, html! {}) }
            </Page>
        },
    }
}

#[derive(Properties, PartialEq)]
struct RollbackProps {
    push: PushId,
}

#[component]
fn Rollback(props: &RollbackProps) -> Html {
    let navigator = use_navigator().expect("every page is below the router");
    let session = use_session();
    let choices = use_state(|| RollbackChoices::everything(props.push.clone()));
    let asking = use_state(|| false);
    let looked = use_state(|| None::<OrgId>);
    // Fetched again by a reload and not for being about something else, so that what is known stays.
    let (preview, reload) = use_fetched((), {
        let choices = (*choices).clone();
        move |()| {
            let choices = choices.clone();
            async move {
                api::plan_rollback(&choices)
                    .await
                    .map(|found| (choices, found))
            }
        }
    });
    let seen = use_mut_ref(|| (*choices).clone());
    use_effect_with((*choices).clone(), {
        let reload = reload.clone();
        move |choices| {
            if seen.replace(choices.clone()) != *choices {
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
        let choices = choices.clone();
        Callback::from(move |chosen| choices.set(chosen))
    };
    let ready = preview
        .value
        .as_ref()
        .filter(|known| known.0 == *choices && !preview.loading && known.1.counts.writes() > 0);
    let on_yes = {
        let rollback = ready.map(|known| StartRollback {
            choices: known.0.clone(),
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
            if session.may(Capability::ManageOrganizations) {
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
        let chosen = (*choices).clone();
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
        let looked = looked.clone();
        Callback::from(move |org| looked.set(Some(org)))
    };
    html! {
        <Page title={text::TITLE} {tools} filling=true>
            { async_view(&preview, &reload, |known| {
                let found = &known.1;
                let asked = (*looked).as_ref();
                let asked = asked.and_then(|id| found.orgs.iter().find(|org| org.org == *id));
                let Some(chosen) = asked.or_else(|| found.orgs.first()) else {
                    return html! { <p class="quiet">{ text::NOTHING }</p> };
                };
                html! {
                    <>
                        { about(found) }
                        <Checkbox {ticked} onchange={edited}>{ text::EDITED }</Checkbox>
                        <div class="push-panes">
                            <section class="push-orgs" aria-label={push_text::ORGS}>
                                { orgs(&found.orgs, &chosen.org, &choices, &choose, &look) }
                            </section>
                            <Items
                                key={chosen.org.to_string()}
                                org={chosen.clone()}
                                choices={(*choices).clone()}
                                on_choose={&choose}
                            />
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
