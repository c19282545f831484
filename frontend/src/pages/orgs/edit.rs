use orgcast_shared::api::Org;
use yew::prelude::*;

use super::view::{Spot, spot};
use crate::api::{self, ApiError, TypedKey};
use crate::components::{Checkbox, Dialog, Field, NoticeKind, Ticked, notice};
use crate::state::use_action;
use crate::text::{common, orgs as text};

#[derive(Properties, PartialEq)]
pub(super) struct EditDialogProps {
    pub(super) org: Org,
    pub(super) on_close: Callback<()>,
    pub(super) on_done: Callback<Org>,
}

#[derive(Clone, PartialEq)]
struct Typed {
    name: String,
    protected: bool,
    replaces_key: bool,
    access_id: String,
    access_key: String,
}

/// Renames an organization, protects it, or replaces its access key, which the edge tries first.
#[component]
pub(super) fn EditDialog(props: &EditDialogProps) -> Html {
    let org = &props.org;
    let typed = use_state(|| Typed {
        name: org.name.clone(),
        protected: org.protected,
        replaces_key: false,
        access_id: org.access_id.to_string(),
        access_key: String::new(),
    });
    let save = {
        let org = org.clone();
        use_action(
            move |typed: Typed| {
                let org = org.clone();
                async move {
                    let name = Some(typed.name.trim()).filter(|name| *name != org.name);
                    let key = typed.replaces_key.then(|| TypedKey {
                        access_id: typed.access_id.trim(),
                        access_key: typed.access_key.trim(),
                    });
                    let protected = Some(typed.protected).filter(|new| *new != org.protected);
                    api::change(&org.id, name, protected, key).await
                }
            },
            {
                let done = props.on_done.clone();
                move |org| done.emit(org)
            },
        )
    };
    let set = |change: fn(&mut Typed, String)| {
        let typed = typed.clone();
        Callback::from(move |text| {
            let mut new = (*typed).clone();
            change(&mut new, text);
            typed.set(new);
        })
    };
    let onsubmit = {
        let (run, typed) = (save.run.clone(), typed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            run.emit((*typed).clone());
        })
    };
    let tick = |change: fn(&mut Typed, bool)| {
        let typed = typed.clone();
        Callback::from(move |ticked| {
            let mut new = (*typed).clone();
            change(&mut new, ticked);
            typed.set(new);
        })
    };
    let ticked = |is_ticked: bool| if is_ticked { Ticked::All } else { Ticked::None };
    let at = save.error.as_ref().map(spot);
    let error_at = |place: Spot| {
        let error = save.error.as_ref().filter(|_| at == Some(place));
        error.map(ApiError::sentence)
    };
    let footer = html! {
        <>
            <button type="button" class="button" onclick={props.on_close.reform(|_: MouseEvent| ())}>
                { common::CANCEL }
            </button>
            <button type="submit" form="edit" class="button button-primary" disabled={save.busy}>
                { if save.busy && typed.replaces_key { text::CHECKING } else { text::SAVE } }
            </button>
        </>
    };
    html! {
        <Dialog title={text::edit_title(&org.name)} on_close={&props.on_close} {footer}>
            <form id="edit" {onsubmit}>
                if let Some(error) = error_at(Spot::Form) {
                    { notice(NoticeKind::Error, html! { <p>{ error }</p> }) }
                }
                { Field {
                    id: "org-name",
                    label: text::NAME,
                    hint: Some(text::NAME_HINT),
                    error: None,
                    value: &typed.name,
                    max: Some("100"),
                    is_secret: false,
                    onchange: set(|typed, text| typed.name = text),
                }.html() }
                <Checkbox
                    ticked={ticked(typed.protected)}
                    onchange={tick(|typed, ticked| typed.protected = ticked)}
                >
                    { text::NEVER_PUSH }
                </Checkbox>
                <Checkbox
                    ticked={ticked(typed.replaces_key)}
                    onchange={tick(|typed, ticked| typed.replaces_key = ticked)}
                >
                    { text::REPLACE_KEY }
                </Checkbox>
                if typed.replaces_key {
                    { Field {
                    id: "org-access-id",
                    label: text::ACCESS_ID,
                    hint: None,
                    error: None,
                    value: &typed.access_id,
                    max: None,
                    is_secret: false,
                    onchange: set(|typed, text| typed.access_id = text),
                }.html() }
                    { Field {
                    id: "org-access-key",
                    label: text::ACCESS_KEY,
                    hint: Some(text::KEY_HINT),
                    error: error_at(Spot::Key),
                    value: &typed.access_key,
                    max: None,
                    is_secret: true,
                    onchange: set(|typed, text| typed.access_key = text),
                }.html() }
                }
            </form>
        </Dialog>
    }
}
