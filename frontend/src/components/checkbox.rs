use web_sys::HtmlInputElement;
use yew::prelude::*;

/// How much of something is ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ticked {
    All,
    Some,
    None,
}

impl Ticked {
    /// The value of `aria-checked`.
    pub(crate) fn aria(self) -> &'static str {
        match self {
            Self::All => "true",
            Self::Some => "mixed",
            Self::None => "false",
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct CheckboxProps {
    pub(crate) ticked: Ticked,
    /// Called with whether it is to be ticked.
    pub(crate) onchange: Callback<bool>,
    pub(crate) children: Html,
}

/// A tick box with its text.
#[component]
pub(crate) fn Checkbox(props: &CheckboxProps) -> Html {
    let node = use_node_ref();
    use_effect_with((props.ticked, node.clone()), |(ticked, node)| {
        // There is no attribute for it.
        if let Some(input) = node.cast::<HtmlInputElement>() {
            input.set_indeterminate(*ticked == Ticked::Some);
        }
    });
    let onchange = props
        .onchange
        .reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <label class="check">
            <input ref={node} type="checkbox" checked={props.ticked == Ticked::All} {onchange} />
            <span>{ props.children.clone() }</span>
        </label>
    }
}
