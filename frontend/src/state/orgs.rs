use std::rc::Rc;

use gloo_timers::callback::Timeout;
use orgcast_shared::api::{Org, OrgList, OrgStatus};
use orgcast_shared::id::OrgId;
use yew::prelude::*;

use super::{Fetched, use_fetched};
use crate::api;

/// The connected orgs; fetched again every second while one of them is being read.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Orgs {
    list: Fetched<OrgList>,
    /// Fetches them again.
    pub(crate) reload: Callback<()>,
}

const WHILE_READING_MS: u32 = 1_000;

impl Orgs {
    /// The list as it was fetched.
    pub(crate) fn fetched(&self) -> &Fetched<OrgList> {
        &self.list
    }

    /// The orgs, by name; empty while they are not known.
    pub(crate) fn all(&self) -> &[Org] {
        self.list.value.as_deref().map_or(&[], |list| &list.orgs)
    }

    /// One org.
    pub(crate) fn get(&self, id: &OrgId) -> Option<&Org> {
        self.all().iter().find(|org| org.id == *id)
    }

    /// An org's name; its id where it isn't connected any more.
    pub(crate) fn name(&self, id: &OrgId) -> AttrValue {
        let name = self
            .get(id)
            .map_or_else(|| id.to_string(), |org| org.name.clone());
        AttrValue::from(Rc::<str>::from(name))
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct OrgsProviderProps {
    pub(crate) children: Html,
}

#[component]
pub(crate) fn OrgsProvider(props: &OrgsProviderProps) -> Html {
    let (list, reload) = use_fetched((), |()| api::orgs());
    let reading = |list: &Rc<OrgList>| {
        list.orgs
            .iter()
            .any(|org| matches!(org.status, OrgStatus::Reading(_)))
    };
    let due = list.value.as_ref().is_some_and(reading) && !list.loading;
    use_effect_with((due, reload.clone()), |(due, reload)| {
        let reload = reload.clone();
        let timer = due.then(|| Timeout::new(WHILE_READING_MS, move || reload.emit(())));
        move || drop(timer)
    });
    html! {
        <ContextProvider<Orgs> context={Orgs { list, reload }}>
            { props.children.clone() }
        </ContextProvider<Orgs>>
    }
}

/// The connected orgs.
#[hook]
pub(crate) fn use_orgs() -> Orgs {
    use_context::<Orgs>().expect("pages of the signed-in part are below the OrgsProvider")
}
