use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct FieldProps {
    /// Ties the label, the field and its texts together; once per page.
    pub(crate) id: AttrValue,
    pub(crate) label: AttrValue,
    pub(crate) value: AttrValue,
    pub(crate) onchange: Callback<String>,
    /// Help under the field.
    #[prop_or_default]
    pub(crate) hint: Option<AttrValue>,
    /// What is wrong with the value.
    #[prop_or_default]
    pub(crate) error: Option<AttrValue>,
    /// Hides what is typed.
    #[prop_or_default]
    pub(crate) secret: bool,
    #[prop_or(true)]
    pub(crate) required: bool,
    #[prop_or_default]
    pub(crate) maxlength: Option<AttrValue>,
}

/// A text field with its label, help and error.
#[component]
pub(crate) fn Field(props: &FieldProps) -> Html {
    let oninput = props
        .onchange
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let about = format!("{}-about", props.id);
    // A password manager must neither offer nor keep an access key.
    let (kind, autocomplete) = if props.secret {
        ("password", "new-password")
    } else {
        ("text", "off")
    };
    html! {
        <div class="field">
            <label for={&props.id}>{ &props.label }</label>
            <input
                class="input"
                id={&props.id}
                type={kind}
                {autocomplete}
                autocapitalize="off"
                spellcheck="false"
                value={&props.value}
                required={props.required}
                maxlength={props.maxlength.clone()}
                aria-invalid={props.error.is_some().then_some("true")}
                aria-describedby={about.clone()}
                {oninput}
            />
            <p class="field-about" id={about}>
                if let Some(error) = &props.error {
                    <span class="field-error">{ error }</span>
                } else if let Some(hint) = &props.hint {
                    { hint }
                }
            </p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct SelectFieldProps {
    pub(crate) id: AttrValue,
    pub(crate) label: AttrValue,
    /// The value of the chosen option.
    pub(crate) value: AttrValue,
    /// Value and text of every option.
    pub(crate) options: Vec<(AttrValue, AttrValue)>,
    pub(crate) onchange: Callback<String>,
    /// Shown first while nothing is chosen.
    #[prop_or_default]
    pub(crate) prompt: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) inline: bool,
}

/// A choice of one from a list.
#[component]
pub(crate) fn SelectField(props: &SelectFieldProps) -> Html {
    let onchange = props
        .onchange
        .reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    let chosen = |value: &AttrValue| *value == props.value;
    let prompt = props
        .prompt
        .clone()
        .filter(|_| !props.options.iter().any(|(v, _)| chosen(v)));
    html! {
        <div class={classes!("field", props.inline.then_some("field-inline"))}>
            <label for={&props.id}>{ &props.label }</label>
            <select class="input" id={&props.id} required=true {onchange}>
                if let Some(prompt) = prompt {
                    <option value="" selected=true disabled=true>{ prompt }</option>
                }
                for (value, text) in props.options.iter() {
                    <option key={value.to_string()} {value} selected={chosen(value)}>{ text }</option>
                }
            </select>
        </div>
    }
}
