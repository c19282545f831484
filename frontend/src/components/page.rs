use web_sys::HtmlElement;
use yew::prelude::*;

use crate::text::common;

#[derive(Properties, PartialEq)]
pub(crate) struct PageProps {
    pub(crate) title: AttrValue,
    /// What stands beside the title.
    #[prop_or_default]
    pub(crate) tools: Html,
    /// Fills the window instead of scrolling as a whole.
    #[prop_or_default]
    pub(crate) filling: bool,
    pub(crate) children: Html,
}

/// The frame of a page: names the tab, and puts the focus on the title when the page is entered, so
/// that assistive technology says where one is.
#[component]
pub(crate) fn Page(props: &PageProps) -> Html {
    let heading = use_node_ref();
    use_effect_with(props.title.clone(), |title| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&common::tab_title(title));
        }
    });
    use_effect_with(heading.clone(), |heading| {
        if let Some(heading) = heading.cast::<HtmlElement>() {
            let _ = heading.focus();
        }
    });
    html! {
        <main id="main" class={classes!("page", props.filling.then_some("page-filling"))}>
            <div class="page-head">
                <h1 ref={heading} tabindex="-1">{ &props.title }</h1>
                { props.tools.clone() }
            </div>
            { props.children.clone() }
        </main>
    }
}
