use orgcast_shared::id::Millis;
use yew::prelude::*;

use crate::state::use_clock;
use crate::text::time;

#[derive(Properties, PartialEq)]
pub(crate) struct AgoProps {
    pub(crate) at: Millis,
}

/// A time as *2 min ago*, with the exact one on hover.
#[component]
pub(crate) fn Ago(props: &AgoProps) -> Html {
    let now = use_clock();
    let relative = time::ago(now, props.at).unwrap_or_else(|| time::exact(props.at));
    html! { <time datetime={time::iso(props.at)} title={time::exact(props.at)}>{ relative }</time> }
}
