use yew::prelude::*;

/// Says that there is nothing here and what to do about it, with a way to do it.
pub(crate) fn empty(title: &'static str, hint: &'static str, way: Html) -> Html {
    html! {
        <div class="empty">
            <h2>{ title }</h2>
            <p>{ hint }</p>
            { way }
        </div>
    }
}
