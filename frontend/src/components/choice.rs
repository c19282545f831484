use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct ChoiceProps<T: Copy + PartialEq + 'static> {
    /// Ties the options together; once per page.
    pub(crate) name: AttrValue,
    pub(crate) legend: AttrValue,
    /// Every option with its text.
    pub(crate) options: Vec<(T, AttrValue)>,
    pub(crate) value: T,
    pub(crate) onchange: Callback<T>,
}

/// A choice of one from a few that are all visible.
#[component]
pub(crate) fn Choice<T: Copy + PartialEq + 'static>(props: &ChoiceProps<T>) -> Html {
    html! {
        <fieldset class="choice">
            <legend>{ &props.legend }</legend>
            for (option, text) in props.options.iter() {
                <label key={text.to_string()} class="choice-option">
                    <input
                        type="radio"
                        name={&props.name}
                        checked={props.value == *option}
                        onchange={
                            let option = *option;
                            props.onchange.reform(move |_: Event| option)
                        }
                    />
                    { text }
                </label>
            }
        </fieldset>
    }
}
