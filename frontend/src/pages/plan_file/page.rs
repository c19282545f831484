use std::rc::Rc;

use yew::prelude::*;

use super::compared::compared;
use super::file_input::file_input;
use super::plan::FilePlan;
use super::trouble::trouble;
use crate::components::{Page, empty};
use crate::state::{Orgs, use_planner};
use crate::text::plan_file as text;

/// A plan that was written to a file: what would have happened where, and whether it still would. It
/// needs no edge, only this page.
#[component]
pub(crate) fn PlanFilePage() -> Html {
    let planner = use_planner();
    // Without a session nobody knows the orgs' names, and their ids stand for them.
    let orgs = use_context::<Orgs>().unwrap_or_default();
    let known = planner.known();
    let choose = {
        let planner = planner.clone();
        Callback::from(move |text| planner.open_file(text))
    };
    let content = match known.file.as_deref() {
        None => empty(text::NONE, text::NONE_HINT, html! {}),
        Some(Err(why)) => trouble(why),
        Some(Ok(file)) => html! {
            <>
                { compared(&planner, &orgs) }
                <FilePlan key={file.plan.to_string()} file={Rc::new(file.clone())} planner={planner.clone()} />
            </>
        },
    };
    html! {
        <Page title={text::TITLE} filling=true>
            <div class="source-bar">
                { file_input("plan-file", text::CHOOSE, choose) }
            </div>
            { content }
        </Page>
    }
}
