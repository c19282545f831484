use yew::prelude::*;

/// A choice of one from a few that are all visible. `name` ties the options together; it is there
/// once on a page.
pub(crate) fn choice<T: Copy + PartialEq + 'static>(
    name: &'static str,
    legend: &'static str,
    options: &[(T, &'static str)],
    value: T,
    onchange: &Callback<T>,
) -> Html {
    html! {
        <fieldset class="choice">
            <legend>{ legend }</legend>
            for (option, text) in options.iter() {
                <label key={*text} class="choice-option">
                    <input
                        type="radio"
                        {name}
                        checked={value == *option}
                        onchange={
                            let option = *option;
                            onchange.reform(move |_: Event| option)
                        }
                    />
                    { *text }
                </label>
            }
        </fieldset>
    }
}
