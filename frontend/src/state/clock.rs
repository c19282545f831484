use gloo_timers::callback::Interval;
use orgcast_shared::id::Millis;
use yew::prelude::*;

/// The time now.
pub(crate) fn now() -> Millis {
    // A double holds every millisecond of the next 285,000 years exactly.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Millis(js_sys::Date::now() as u64)
}

/// The time, for texts such as *2 min ago*; it moves every ten seconds.
#[hook]
pub(crate) fn use_clock() -> Millis {
    use_tick(10_000, true)
}

/// The time, for texts that count seconds; it moves while `running`.
#[hook]
pub(crate) fn use_seconds(running: bool) -> Millis {
    use_tick(1_000, running)
}

#[hook]
fn use_tick(every_ms: u32, running: bool) -> Millis {
    let time = use_state_eq(now);
    use_effect_with((every_ms, running), {
        let time = time.clone();
        move |(every_ms, running)| {
            let interval = running.then(|| Interval::new(*every_ms, move || time.set(now())));
            move || drop(interval)
        }
    });
    *time
}
