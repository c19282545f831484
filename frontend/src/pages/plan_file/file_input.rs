use web_sys::HtmlInputElement;
use yew::prelude::*;

/// A field for a plan file, which gives the file's text.
pub(super) fn file_input(id: &'static str, label: &'static str, on_text: Callback<String>) -> Html {
    let onchange = Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        let on_text = on_text.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
            let text = text.ok().and_then(|text| text.as_string());
            on_text.emit(text.unwrap_or_default());
        });
    });
    html! {
        <>
            <label class="field-inline" for={id}>{ label }</label>
            <input {id} class="input file-input" type="file" accept="application/json,.json" {onchange} />
        </>
    }
}
