use orgcast_shared::api::{Push, PushDetail};
use orgcast_shared::id::Millis;
use yew::prelude::*;

use super::progress::{finished, left, share, writes};
use super::standing::standing;
use crate::components::{Ago, NavLink, Tone, chip};
use crate::routes::Route;
use crate::text::{push as text, push_box, rollback, time};

/// What the push is, how far it is, and the pushes that retry it or roll it back.
pub(super) fn head<'a>(
    detail: &PushDetail,
    following: impl Iterator<Item = &'a Push>,
    now: Millis,
) -> Html {
    let (push, orgs) = (&detail.push, &detail.orgs);
    let (tone, shape) = Tone::of_push(push.state);
    let (done, all) = share(orgs);
    let words = text::progress(writes(orgs), finished(orgs), orgs.len() as u64);
    let span = match push.ended_at {
        Some(ended) => text::took(&time::span(ended - push.started_at)),
        None => text::running_for(&time::span(now - push.started_at)),
    };
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
                for later in following {
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
                if let Some(left) = left(detail) {
                    <span class="quiet">{ " · " }{ text::time_left(&time::span(left)) }</span>
                }
                if push.course.waves > 1 {
                    <span class="quiet">{ " · " }{ text::wave_of(push.course) }</span>
                }
            </p>
            { standing(detail, now) }
        </section>
    }
}
