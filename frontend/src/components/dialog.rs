use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::{Shape, icon};
use crate::text::common;

#[derive(Properties, PartialEq)]
pub(crate) struct DialogProps {
    pub(crate) title: AttrValue,
    /// Another one for a dialog that opens over a dialog.
    #[prop_or("dialog-title")]
    pub(crate) title_id: &'static str,
    /// The person wants to leave: by the cross, or by the Escape key.
    pub(crate) on_close: Callback<()>,
    /// Takes nearly the whole window.
    #[prop_or_default]
    pub(crate) large: bool,
    pub(crate) children: Html,
    /// The buttons at the end.
    #[prop_or_default]
    pub(crate) footer: Html,
}

/// A dialog that stays open as long as it is rendered. The browser keeps the focus in it, and gives
/// it back to where it was.
#[component]
pub(crate) fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        let dialog = node.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            // Fails only where it is open already.
            let _ = dialog.show_modal();
        }
        move || {
            if let Some(dialog) = dialog {
                dialog.close();
            }
        }
    });
    let oncancel = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            // It would close the dialog below, too.
            event.stop_propagation();
            on_close.emit(());
        })
    };
    let close = props.on_close.reform(|_: MouseEvent| ());
    let class = classes!("dialog", props.large.then_some("dialog-large"));
    html! {
        <dialog ref={node} {class} aria-labelledby={props.title_id} {oncancel}>
            <header class="dialog-head">
                <h2 id={props.title_id}>{ &props.title }</h2>
                <button
                    type="button"
                    class="button button-plain button-icon"
                    aria-label={common::CLOSE}
                    onclick={close}
                >
                    { icon(Shape::Cross) }
                </button>
            </header>
            <div class="dialog-body">{ props.children.clone() }</div>
            <footer class="dialog-foot">{ props.footer.clone() }</footer>
        </dialog>
    }
}
