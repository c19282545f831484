use orgcast_shared::select::Include;
use yew::prelude::*;

use crate::components::Choice;
use crate::state::{Change, DraftHandle};
use crate::text::push_box as text;

#[derive(Properties, PartialEq)]
pub(super) struct OptionsProps {
    pub(super) draft: DraftHandle,
}

/// What travels with the items. Shown only when a folder is selected, as in Sumo Logic's own box.
#[component]
pub(super) fn PushOptions(props: &OptionsProps) -> Html {
    let options = props.draft.options;
    let change = |change: fn(Include) -> Change| {
        let draft = props.draft.clone();
        Callback::from(move |include| draft.dispatch(change(include)))
    };
    let both = |include: &'static str, ignore: &'static str| {
        vec![
            (Include::Include, include.into()),
            (Include::Ignore, ignore.into()),
        ]
    };
    html! {
        <>
            <Choice<Include>
                name="connections"
                legend={text::CONNECTIONS}
                options={both(text::INCLUDE_CONNECTION, text::IGNORE_CONNECTION)}
                value={options.connections}
                onchange={change(Change::Connections)}
            />
            if options.connections == Include::Ignore {
                <p class="quiet">{ text::IGNORE_CONNECTION_MEANS }</p>
            }
            <Choice<Include>
                name="reports"
                legend={text::REPORTS}
                options={both(text::INCLUDE_REPORTS, text::IGNORE_REPORTS)}
                value={options.reports}
                onchange={change(Change::Reports)}
            />
            if options.reports == Include::Ignore {
                <p class="quiet">{ text::IGNORE_REPORTS_MEANS }</p>
            }
        </>
    }
}
