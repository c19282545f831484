use orgcast_shared::select::Include;
use yew::prelude::*;

use crate::components::{choice, rollout_panel};
use crate::state::{Change, DraftHandle, Orgs};
use crate::text::push_box as text;

/// What travels with the items. Shown only when a folder is selected, as in Sumo Logic's own box.
pub(super) fn push_options(draft: &DraftHandle) -> Html {
    let options = draft.options;
    let change = |change: fn(Include) -> Change| {
        let draft = draft.clone();
        Callback::from(move |include| draft.dispatch(change(include)))
    };
    html! {
        <>
            { choice(
                "connections",
                text::CONNECTIONS,
                &[
                    (Include::Include, text::INCLUDE_CONNECTION),
                    (Include::Ignore, text::IGNORE_CONNECTION),
                ],
                options.connections,
                &change(Change::Connections),
            ) }
            if options.connections == Include::Ignore {
                <p class="quiet">{ text::IGNORE_CONNECTION_MEANS }</p>
            }
            { choice(
                "reports",
                text::REPORTS,
                &[
                    (Include::Include, text::INCLUDE_REPORTS),
                    (Include::Ignore, text::IGNORE_REPORTS),
                ],
                options.reports,
                &change(Change::Reports),
            ) }
            if options.reports == Include::Ignore {
                <p class="quiet">{ text::IGNORE_REPORTS_MEANS }</p>
            }
        </>
    }
}

/// In which waves the push goes.
pub(super) fn push_rollout(draft: &DraftHandle, orgs: &Orgs) -> Html {
    let destinations = orgs.all().iter().filter(|org| draft.goes_to(&org.id));
    let named = destinations.map(|org| (org.id.clone(), org.name.clone()));
    let change = {
        let draft = draft.clone();
        Callback::from(move |rollout| draft.dispatch(Change::Rollout(Box::new(rollout))))
    };
    rollout_panel(&draft.rollout, &named.collect::<Vec<_>>(), &change)
}
