use orgcast_shared::plan::{Budget, Exceeded};
use orgcast_shared::select::{Budgets, Class, Policy, Ruling};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::view::limit;
use crate::components::{Tone, chip, small_select};
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
                { missing(policy, &change) }
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

fn missing(policy: &Policy, change: &Callback<PolicyChange>) -> Html {
    html! {
        <fieldset>
            <legend>{ text::MISSING }</legend>
            <div class="policy-row">
                <span>{ text::CONNECTIONS }</span>
                { small_select(
                    text::CONNECTIONS.to_owned(),
                    &text::MISSING_CONNECTION,
                    policy.missing.connections,
                    &change.reform(PolicyChange::Connections),
                ) }
            </div>
            <div class="policy-row">
                <span>{ text::LOOKUPS }</span>
                { small_select(
                    text::LOOKUPS.to_owned(),
                    &text::MISSING_LOOKUP,
                    policy.missing.lookups,
                    &change.reform(PolicyChange::Lookups),
                ) }
            </div>
        </fieldset>
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
    let oninput = change.reform(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let limit = limit(&input.value());
        // What isn't a digit doesn't stay in the field.
        input.set_value(&shown(limit));
        PolicyChange::Budget(budget, limit)
    });
    html! {
        <label key={text::budget(budget)} class="policy-row">
            <input
                class="input budget"
                inputmode="numeric"
                autocomplete="off"
                value={shown(value)}
                aria-invalid={over.then_some("true")}
                {oninput}
            />
            { text::budget(budget) }
        </label>
    }
}

fn shown(limit: Option<u64>) -> String {
    limit.map(|limit| limit.to_string()).unwrap_or_default()
}
