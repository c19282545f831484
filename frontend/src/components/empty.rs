use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct EmptyProps {
    /// What isn't there.
    pub(crate) title: AttrValue,
    /// What to do about it.
    pub(crate) hint: AttrValue,
    /// A way to do it.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// Says that there is nothing here and what to do.
#[component]
pub(crate) fn Empty(props: &EmptyProps) -> Html {
    html! {
        <div class="empty">
            <h2>{ &props.title }</h2>
            <p>{ &props.hint }</p>
            { props.children.clone() }
        </div>
    }
}
