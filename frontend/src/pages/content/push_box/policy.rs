use orgcast_shared::plan::{Budget, Exceeded};
use orgcast_shared::select::{Budgets, Class, DependencyRulings, Policy, Ruling};
use yew::prelude::*;

use crate::components::{Tone, chip, number_field, small_select};
use crate::state::{Change, DraftHandle, PolicyChange};
use crate::text::{common, policy as text};

/// What the push may do. It is closed at first: without rulings a push does what Sumo Logic does.
pub(super) fn policy_panel(draft: &DraftHandle, exceeded: &[Exceeded]) -> Html {
    let change = {
        let draft = draft.clone();
        Callback::from(move |change| draft.dispatch(Change::Policy(change)))
    };
    let policy = &draft.policy;
    html! {
        <details class="policy">
            <summary>
                { text::TITLE }
                <span class="quiet">{ text::in_short(policy) }</span>
            </summary>
            <div class="policy-body">
                { classes(policy, &change) }
                { dependencies(policy.dependencies, &change) }
                { budgets(policy.budgets, exceeded, &change) }
                if let Some(cells) = text::cells(policy) {
                    <p class="policy-row">
                        { cells }
                        { button(text::CLEAR_CELLS, &change.reform(|()| PolicyChange::NoCells)) }
                    </p>
                }
                if !policy.is_default() {
                    { button(text::RESET, &change.reform(|()| PolicyChange::Reset)) }
                }
            </div>
        </details>
    }
}

fn button(word: &'static str, onclick: &Callback<()>) -> Html {
    html! {
        <button type="button" class="button button-plain" onclick={onclick.reform(|_: MouseEvent| ())}>
            { word }
        </button>
    }
}

fn classes(policy: &Policy, change: &Callback<PolicyChange>) -> Html {
    html! {
        <fieldset>
            <legend>{ text::CLASSES }</legend>
            for class in Class::WRITTEN {
                <div key={common::class(class)} class="policy-row" title={common::class_meaning(class)}>
                    { {
                        let (tone, shape) = Tone::of_class(class);
                        chip(tone, shape, common::class(class))
                    } }
                    { small_select(
                        text::class_label(common::class(class)),
                        &text::RULINGS,
                        policy.classes.get(&class).copied().unwrap_or(Ruling::Replace),
                        &change.reform(move |ruling| PolicyChange::Class(class, ruling)),
                    ) }
                </div>
            }
        </fieldset>
    }
}

/// What happens for the sake of what items depend on in an org.
fn dependencies(rulings: DependencyRulings, change: &Callback<PolicyChange>) -> Html {
    let change = change.reform(PolicyChange::Dependencies);
    html! {
        <>
            <fieldset>
                <legend>{ text::MISSING }</legend>
                { dependency(
                    (text::CONNECTIONS, ""),
                    &text::MISSING_CONNECTION,
                    rulings.connections,
                    &change.reform(move |connections| DependencyRulings { connections, ..rulings }),
                ) }
                { dependency(
                    (text::LOOKUPS, ""),
                    &text::DEPENDENCY_RULINGS,
                    rulings.lookups,
                    &change.reform(move |lookups| DependencyRulings { lookups, ..rulings }),
                ) }
            </fieldset>
            <fieldset>
                <legend>{ text::WHERE_AN_ITEM }</legend>
                { dependency(
                    (text::SCHEDULED_VIEWS, text::SCHEDULED_VIEWS_HINT),
                    &text::DEPENDENCY_RULINGS,
                    rulings.scheduled_views,
                    &change.reform(move |scheduled_views| {
                        DependencyRulings { scheduled_views, ..rulings }
                    }),
                ) }
                { dependency(
                    (text::LINKED_DASHBOARDS, text::LINKED_DASHBOARDS_HINT),
                    &text::LINK_RULINGS,
                    rulings.linked_dashboards,
                    &change.reform(move |linked_dashboards| {
                        DependencyRulings { linked_dashboards, ..rulings }
                    }),
                ) }
                { dependency(
                    (text::RECIPIENTS, text::RECIPIENTS_HINT),
                    &text::DEPENDENCY_RULINGS,
                    rulings.recipients,
                    &change.reform(move |recipients| DependencyRulings { recipients, ..rulings }),
                ) }
            </fieldset>
        </>
    }
}

/// One kind of dependency: its words, what may be done, and what is.
fn dependency<T: Copy + PartialEq + 'static>(
    (words, hint): (&'static str, &'static str),
    rulings: &'static [(T, &'static str)],
    ruling: T,
    change: &Callback<T>,
) -> Html {
    html! {
        <div class="policy-row" title={(!hint.is_empty()).then_some(hint)}>
            <span>{ words }</span>
            { small_select(words.to_owned(), rulings, ruling, change) }
        </div>
    }
}

fn budgets(budgets: Budgets, exceeded: &[Exceeded], change: &Callback<PolicyChange>) -> Html {
    let fields = [
        (Budget::Orgs, budgets.orgs),
        (Budget::Replaced, budgets.replaced),
        (Budget::Overwritten, budgets.overwritten),
        (Budget::Stripped, budgets.stripped),
    ];
    html! {
        <fieldset>
            <legend>{ text::BUDGETS }</legend>
            for (budget, value) in fields {
                { budget_field(budget, value, exceeded, change) }
            }
            <p class="quiet">{ text::BUDGETS_HINT }</p>
        </fieldset>
    }
}

fn budget_field(
    budget: Budget,
    value: Option<u64>,
    exceeded: &[Exceeded],
    change: &Callback<PolicyChange>,
) -> Html {
    let over = exceeded.iter().any(|exceeded| exceeded.budget == budget);
    let change = change.reform(move |limit| PolicyChange::Budget(budget, limit));
    number_field(text::budget(budget), value, over, &change)
}
