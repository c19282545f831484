use orgcast_shared::id::OrgId;
use yew::prelude::*;

use crate::components::small_select;
use crate::state::{Change, DraftHandle, OrgRule, Orgs, PolicyChange};
use crate::text::{policy as text, push_box};

/// What may be pushed to the orgs that are looked at. Those that are protected in their own form stay
/// so: there is nothing to rule.
pub(super) fn org_rule(orgs: &[OrgId], draft: &DraftHandle, known: &Orgs) -> Html {
    let label = match orgs {
        [one] => text::org_label(&known.name(one)),
        several => text::org_label(&push_box::all_alike(several.len())),
    };
    let is_protected = |org: &OrgId| known.get(org).is_some_and(|org| org.protected);
    let free: Vec<_> = orgs
        .iter()
        .filter(|org| !is_protected(org))
        .cloned()
        .collect();
    if free.is_empty() {
        return html! {
            <select class="input small-select" aria-label={label} title={text::PROTECTED_HINT} disabled=true>
                <option selected=true>{ text::NEVER }</option>
            </select>
        };
    }
    let rule = OrgRule::of_all(&draft.policy, orgs, is_protected);
    let options: Vec<_> = text::ORG_RULES
        .iter()
        .map(|(rule, word)| (Some(*rule), *word))
        // Several rules are shown as what they are, until one is chosen for all.
        .chain(rule.is_none().then_some((None, text::NOT_ONE_RULE)))
        .collect();
    let draft = draft.clone();
    let change = Callback::from(move |rule: Option<OrgRule>| {
        if let Some(rule) = rule {
            draft.dispatch(Change::Policy(PolicyChange::Orgs(free.clone(), rule)));
        }
    });
    small_select(label, &options, rule, &change)
}
