use gloo_timers::callback::Interval;
use orgcast_shared::id::Millis;
use yew::prelude::*;

/// The time now.
pub(crate) fn now() -> Millis {
    // A double holds every millisecond of the next 285,000 years exactly.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Millis(js_sys::Date::now() as u64)
}

#[derive(Clone, Copy, PartialEq)]
struct Clock(Millis);

#[derive(Properties, PartialEq)]
pub(crate) struct ClockProviderProps {
    pub(crate) children: Html,
}

/// One clock for all relative times on the page, so that they agree.
#[component]
pub(crate) fn ClockProvider(props: &ClockProviderProps) -> Html {
    let time = use_tick(10_000, true);
    html! {
        <ContextProvider<Clock> context={Clock(time)}>{ props.children.clone() }</ContextProvider<Clock>>
    }
}

/// The time, for texts such as *2 min ago*; it moves every ten seconds.
#[hook]
pub(crate) fn use_clock() -> Millis {
    use_context::<Clock>().map_or_else(now, |clock| clock.0)
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
