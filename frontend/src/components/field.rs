use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// A text field with its label, help and error.
pub(crate) struct Field<'a> {
    /// Ties the label, the field and its texts together; once per page.
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    /// Help under the field.
    pub(crate) hint: Option<&'static str>,
    /// What is wrong with the value.
    pub(crate) error: Option<String>,
    pub(crate) value: &'a str,
    /// The most characters; none for no limit.
    pub(crate) max: Option<&'static str>,
    /// Hides what is typed.
    pub(crate) is_secret: bool,
    pub(crate) onchange: Callback<String>,
}

impl Field<'_> {
    /// Renders it.
    pub(crate) fn html(self) -> Html {
        let oninput = self
            .onchange
            .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
        let about = format!("{}-about", self.id);
        // A password manager must neither offer nor keep an access key.
        let (kind, autocomplete) = if self.is_secret {
            ("password", "new-password")
        } else {
            ("text", "off")
        };
        html! {
            <div class="field">
                <label for={self.id}>{ self.label }</label>
                <input
                    class="input"
                    id={self.id}
                    type={kind}
                    {autocomplete}
                    autocapitalize="off"
                    spellcheck="false"
                    value={self.value.to_owned()}
                    required=true
                    maxlength={self.max}
                    aria-invalid={self.error.is_some().then_some("true")}
                    aria-describedby={about.clone()}
                    {oninput}
                />
                <p class="field-about" id={about}>
                    if let Some(error) = self.error {
                        <span class="field-error">{ error }</span>
                    } else if let Some(hint) = self.hint {
                        { hint }
                    }
                </p>
            </div>
        }
    }
}

/// A choice of one from a list.
pub(crate) struct Select<'a> {
    pub(crate) id: &'static str,
    pub(crate) label: &'static str,
    /// The value of the chosen option.
    pub(crate) value: &'a str,
    /// Value and text of every option.
    pub(crate) options: Vec<(String, String)>,
    /// Shown first while nothing is chosen.
    pub(crate) prompt: Option<&'static str>,
    /// Label and list stand in one line.
    pub(crate) is_inline: bool,
    pub(crate) onchange: Callback<String>,
}

impl Select<'_> {
    /// A short list whose values are their own texts, in one line.
    pub(crate) fn of_words<'a>(
        id: &'static str,
        label: &'static str,
        value: &'a str,
        words: impl IntoIterator<Item = &'static str>,
        onchange: Callback<String>,
    ) -> Select<'a> {
        let options = words
            .into_iter()
            .map(|word| (word.to_owned(), word.to_owned()))
            .collect();
        Select {
            id,
            label,
            value,
            options,
            prompt: None,
            is_inline: true,
            onchange,
        }
    }

    /// Renders it.
    pub(crate) fn html(self) -> Html {
        let onchange = self
            .onchange
            .reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
        let is_chosen = |value: &String| *value == self.value;
        let prompt = self
            .prompt
            .filter(|_| !self.options.iter().any(|(v, _)| is_chosen(v)));
        html! {
            <div class={classes!("field", self.is_inline.then_some("field-inline"))}>
                <label for={self.id}>{ self.label }</label>
                <select class="input" id={self.id} required=true {onchange}>
                    if let Some(prompt) = prompt {
                        <option value="" selected=true disabled=true>{ prompt }</option>
                    }
                    for (value, text) in self.options.iter() {
                        <option key={value.clone()} value={value.clone()} selected={is_chosen(value)}>
                            { text }
                        </option>
                    }
                </select>
            </div>
        }
    }
}

/// A choice of one from a few words, where there is no room for a label to be seen.
pub(crate) fn small_select<T: Copy + PartialEq + 'static>(
    label: String,
    options: &[(T, &'static str)],
    value: T,
    onchange: &Callback<T>,
) -> Html {
    let choices: Vec<T> = options.iter().map(|(choice, _)| *choice).collect();
    let onchange = onchange.clone();
    let onchange = Callback::from(move |event: Event| {
        let select: HtmlSelectElement = event.target_unchecked_into();
        let index = usize::try_from(select.selected_index()).ok();
        if let Some(choice) = index.and_then(|index| choices.get(index)) {
            onchange.emit(*choice);
        }
    });
    html! {
        <select class="input small-select" aria-label={label} {onchange}>
            for (option, text) in options.iter() {
                <option key={*text} selected={*option == value}>{ *text }</option>
            }
        </select>
    }
}
