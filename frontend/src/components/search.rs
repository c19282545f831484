use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct SearchProps {
    /// What is searched.
    pub(crate) label: AttrValue,
    pub(crate) value: AttrValue,
    pub(crate) onchange: Callback<String>,
}

/// A field that narrows what is shown while a person types.
#[component]
pub(crate) fn Search(props: &SearchProps) -> Html {
    let oninput = props
        .onchange
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <input
            type="search"
            class="input search"
            aria-label={&props.label}
            placeholder={&props.label}
            autocomplete="off"
            spellcheck="false"
            value={&props.value}
            {oninput}
        />
    }
}
