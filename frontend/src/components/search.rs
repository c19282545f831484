use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A field that narrows what is shown while a person types; `label` says what is searched.
pub(crate) fn search_field(label: &'static str, text: &UseStateHandle<String>) -> Html {
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    html! {
        <input
            type="search"
            class="input search"
            aria-label={label}
            placeholder={label}
            autocomplete="off"
            spellcheck="false"
            value={(**text).clone()}
            {oninput}
        />
    }
}
