use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::compared::Compared;
use super::plan::FilePlan;
use crate::components::{NoticeKind, Page, empty, notice};
use crate::preview::FileTrouble;
use crate::state::use_planner;
use crate::text::{content, plan_file as text};

/// A plan that was written to a file: what would have happened where, and whether it still would. It
/// needs no edge, only this page.
#[component]
pub(crate) fn PlanFilePage() -> Html {
    let planner = use_planner();
    let known = planner.known();
    let choose = {
        let planner = planner.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let planner = planner.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
                let text = text.ok().and_then(|text| text.as_string());
                planner.open_file(text.unwrap_or_default());
            });
        })
    };
    let content = match known.file.as_deref() {
        None => empty(text::NONE, text::NONE_HINT, html! {}),
        Some(Err(trouble)) => {
            let sentence = match trouble {
                FileTrouble::Unreadable(why) => text::cant_open(why),
                FileTrouble::Worker(trouble) => content::trouble(trouble),
            };
            notice(NoticeKind::Error, html! { <p>{ sentence }</p> })
        }
        Some(Ok(file)) => html! {
            <>
                <Compared planner={planner.clone()} />
                <FilePlan key={file.plan.to_string()} file={Rc::new(file.clone())} planner={planner.clone()} />
            </>
        },
    };
    html! {
        <Page title={text::TITLE} filling=true>
            <div class="source-bar">
                <label class="field-inline" for="plan-file">{ text::CHOOSE }</label>
                <input
                    id="plan-file"
                    class="input file-input"
                    type="file"
                    accept="application/json,.json"
                    onchange={choose}
                />
            </div>
            { content }
        </Page>
    }
}
