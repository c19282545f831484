use orgcast_shared::api::OrgList;
use orgcast_shared::id::OrgId;
use yew::prelude::*;

use super::{use_action, use_orgs, use_toasts};
use crate::api;

/// Starts reading orgs; a failure to do so is shown as a message.
pub(crate) struct Reads {
    pub(crate) start: Callback<Vec<OrgId>>,
    pub(crate) busy: bool,
}

/// A way to read orgs anew.
#[hook]
pub(crate) fn use_reads() -> Reads {
    let (orgs, toasts) = (use_orgs(), use_toasts());
    let read = use_action(api::read, move |_: OrgList| orgs.reload.emit(()));
    use_effect_with(read.error, move |error| {
        if let Some(error) = error {
            toasts.failed(error.sentence());
        }
    });
    Reads {
        start: read.run,
        busy: read.busy,
    }
}
