use orgcast_shared::api::Org;
use yew::prelude::*;

use super::org_rule::org_rule;
use crate::components::{Checkbox, Ticked, VirtualList, choice, search_field};
use crate::state::{Change, DraftHandle, Scope, use_orgs};
use crate::text::{lower, push_box as text};

#[derive(Properties, PartialEq)]
pub(super) struct DestinationsProps {
    pub(super) draft: DraftHandle,
}

const ROW_HEIGHT: u32 = 28;

/// Where to push: all child organizations but those unticked, or those ticked.
#[component]
pub(super) fn Destinations(props: &DestinationsProps) -> Html {
    let orgs = use_orgs();
    let search = use_state(String::new);
    let draft = &props.draft;
    let others: Vec<&Org> = orgs
        .all()
        .iter()
        .filter(|org| draft.source.as_ref() != Some(&org.id))
        .collect();
    let going = others.iter().filter(|org| draft.goes_to(&org.id)).count();
    let wanted = lower(search.trim());
    let shown: Vec<Org> = others
        .iter()
        .filter(|org| lower(&org.name).contains(&wanted))
        .map(|org| (*org).clone())
        .collect();
    let count = shown.len();
    let row = {
        let (draft, orgs) = (draft.clone(), orgs.clone());
        Callback::from(move |index: usize| {
            let org = &shown[index];
            let onchange = {
                let (draft, id) = (draft.clone(), org.id.clone());
                Callback::from(move |goes| draft.dispatch(Change::Org(id.clone(), goes)))
            };
            let ticked = if draft.goes_to(&org.id) {
                Ticked::All
            } else {
                Ticked::None
            };
            html! {
                <div key={org.id.to_string()} class="org-row" role="listitem">
                    <Checkbox {ticked} {onchange}>{ org.name.clone() }</Checkbox>
                    if draft.goes_to(&org.id) {
                        { org_rule(std::slice::from_ref(&org.id), &draft, &orgs) }
                    }
                </div>
            }
        })
    };
    let scope = {
        let draft = draft.clone();
        Callback::from(move |scope| draft.dispatch(Change::Scope(scope)))
    };
    let hint = match draft.scope {
        Scope::All => text::ALL_HINT,
        Scope::These => text::THESE_HINT,
    };
    html! {
        <>
            { choice(
                "scope",
                text::DESTINATIONS,
                &[(Scope::All, text::ALL), (Scope::These, text::THESE)],
                draft.scope,
                &scope,
            ) }
            <p class="quiet" role="status">{ text::going(going, others.len()) }{ ". " }{ hint }</p>
            { search_field(text::SEARCH_ORGS, &search) }
            <VirtualList
                class="org-list"
                role="list"
                label={text::DESTINATIONS}
                {count}
                row_height={ROW_HEIGHT}
                {row}
            />
        </>
    }
}
