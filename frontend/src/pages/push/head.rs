use std::rc::Rc;

use orgcast_shared::api::{Push, PushDetail};
use yew::prelude::*;

use super::progress::{finished, left, share, writes};
use super::standing::standing;
use crate::components::{Ago, NavLink, Tone, chip};
use crate::routes::Route;
use crate::state::use_seconds;
use crate::text::{push as text, push_box, rollback, time};

#[derive(Properties, PartialEq)]
pub(super) struct HeadProps {
    pub(super) detail: Rc<PushDetail>,
    /// The pushes that retry it or roll it back, newest first; none while they aren't known.
    pub(super) following: Option<Rc<Vec<Push>>>,
}

/// What the push is, and how far it is.
#[component]
pub(super) fn Head(props: &HeadProps) -> Html {
    let push = &props.detail.push;
    let is_over = push.state.is_final();
    let now = use_seconds(!is_over);
    let (tone, shape) = Tone::of_push(push.state);
    let orgs = &props.detail.orgs;
    let (done, all) = share(orgs);
    let words = text::progress(writes(orgs), finished(orgs), orgs.len() as u64);
    let span = match push.ended_at {
        Some(ended) => text::took(&time::span(ended - push.started_at)),
        None => text::running_for(&time::span(now - push.started_at)),
    };
    let estimate = (!is_over).then(|| left(&props.detail, now)).flatten();
    html! {
        <section class="push-head">
            <p class="push-facts">
                { chip(tone, shape, text::state(push.state)) }
                <strong>{ text::about(push) }</strong>
                <span>{ text::started_by(&push.by) }{ " " }<Ago at={push.started_at} /></span>
                <span>{ span }</span>
                <code title={push.plan.to_string()}>{ push_box::plan(&push.plan.short()) }</code>
                if let Some(of) = &push.retry_of {
                    <NavLink to={Route::push(of)}>{ text::RETRIED }</NavLink>
                }
                if let Some(of) = &push.rollback_of {
                    <NavLink to={Route::push(of)}>{ rollback::ROLLS_BACK }</NavLink>
                }
                for later in props.following.iter().flat_map(|pushes| pushes.iter()) {
                    <span key={later.id.to_string()}>
                        <NavLink to={Route::push(&later.id)}>{ text::follows(later) }</NavLink>
                        { " " }<Ago at={later.started_at} />
                    </span>
                }
            </p>
            <progress
                class={classes!("progress", tone.class())}
                max={all.to_string()}
                value={done.to_string()}
                aria-label={words.clone()}
            />
            <p class="push-words">
                { words }
                if let Some(left) = estimate {
                    <span class="quiet">{ " · " }{ text::about_left(&time::span(left)) }</span>
                }
                if push.course.waves > 1 {
                    <span class="quiet">{ " · " }{ text::wave_of(push.course) }</span>
                }
            </p>
            { standing(&props.detail, now) }
        </section>
    }
}
