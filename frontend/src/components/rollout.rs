use orgcast_shared::id::OrgId;
use orgcast_shared::select::{Gate, Rollout, Tolerance};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Select, number_field, small_select};
use crate::state::RolloutDraft;
use crate::text::rollout as text;

/// In which waves a push to these orgs goes. It is closed at first: usually it is all orgs at once.
pub(crate) fn rollout_panel(
    draft: &RolloutDraft,
    orgs: &[(OrgId, String)],
    on_change: &Callback<RolloutDraft>,
) -> Html {
    let rollout = draft.rollout(|id| orgs.iter().any(|(org, _)| org == id));
    let change = {
        let shares = draft.shares.clone();
        on_change.reform(move |rollout| RolloutDraft {
            rollout,
            shares: shares.clone(),
        })
    };
    let on_shares = {
        let rollout = draft.rollout.clone();
        on_change.reform(move |event: InputEvent| RolloutDraft {
            rollout: rollout.clone(),
            shares: event.target_unchecked_into::<HtmlInputElement>().value(),
        })
    };
    let wrong = rollout.check(|_| true).err();
    let has_waves = !rollout.canary.is_empty() || !rollout.percents.is_empty();
    html! {
        <details class="policy">
            <summary>
                { text::TITLE }
                <span class="quiet">{ text::in_short(&rollout) }</span>
            </summary>
            <div class="policy-body">
                <fieldset>
                    <legend>{ text::WAVES }</legend>
                    { canaries(&rollout, orgs, &change) }
                    <label class="policy-row">
                        { text::SHARES }
                        <input
                            class="input"
                            inputmode="numeric"
                            autocomplete="off"
                            placeholder={text::SHARES_EXAMPLE}
                            value={draft.shares.clone()}
                            oninput={on_shares}
                        />
                    </label>
                </fieldset>
                if has_waves {
                    { gate(&rollout, &change) }
                }
                { tolerance(&rollout, &change) }
                if let Some(wrong) = wrong {
                    <p class="field-error" role="status">{ text::wrong(&wrong) }</p>
                }
            </div>
        </details>
    }
}

/// The orgs that go ahead, each with a button that takes it back, and a list to choose another from.
fn canaries(rollout: &Rollout, orgs: &[(OrgId, String)], change: &Callback<Rollout>) -> Html {
    let orgs = orgs.iter();
    let (chosen, others): (Vec<_>, Vec<_>) =
        orgs.partition(|(org, _)| rollout.canary.contains(org));
    let switch = move |rollout: &Rollout, org: OrgId| {
        let mut rollout = rollout.clone();
        if !rollout.canary.remove(&org) {
            rollout.canary.insert(org);
        }
        rollout
    };
    let add = {
        let rollout = rollout.clone();
        change.reform(move |id: String| match OrgId::new(id) {
            Ok(org) => switch(&rollout, org),
            Err(_) => rollout.clone(),
        })
    };
    html! {
        <>
            // A new list each time, since a browser goes on showing another one than was chosen.
            <div key={chosen.len()}>
                { Select {
                    id: "canary",
                    label: text::CANARY,
                    value: "",
                    options: others.iter().map(|(org, name)| (org.to_string(), name.clone())).collect(),
                    prompt: Some(text::ADD_CANARY),
                    is_inline: false,
                    onchange: add,
                }.html() }
            </div>
            for (org, name) in chosen {
                <button
                    key={org.to_string()}
                    type="button"
                    class="filter"
                    title={text::REMOVE_CANARY}
                    onclick={
                        let (rollout, id) = (rollout.clone(), org.clone());
                        change.reform(move |_: MouseEvent| switch(&rollout, id.clone()))
                    }
                >
                    { name }{ " ×" }
                </button>
            }
        </>
    }
}

fn gate(rollout: &Rollout, change: &Callback<Rollout>) -> Html {
    let change = {
        let rollout = rollout.clone();
        change.reform(move |gate| Rollout {
            gate,
            ..rollout.clone()
        })
    };
    let (kind, minutes) = match rollout.gate {
        Gate::Wait { seconds } => (text::AFTER_A_TIME, seconds / 60),
        other => (other, 0),
    };
    html! {
        <fieldset>
            <legend>{ text::GATE }</legend>
            { small_select(text::GATE.to_owned(), &text::GATES, kind, &change) }
            if kind == text::AFTER_A_TIME {
                { number_field(
                    text::MINUTES,
                    Some(minutes.into()),
                    minutes == 0,
                    &change.reform(|minutes: Option<u64>| Gate::Wait {
                        seconds: whole(minutes).saturating_mul(60),
                    }),
                ) }
            }
        </fieldset>
    }
}

fn tolerance(rollout: &Rollout, change: &Callback<Rollout>) -> Html {
    let change = {
        let rollout = rollout.clone();
        change.reform(move |tolerance| Rollout {
            tolerance,
            ..rollout.clone()
        })
    };
    let (kind, limit) = match rollout.tolerance {
        None => (None, None),
        Some(Tolerance::Orgs(orgs)) => (text::SO_MANY, Some(orgs)),
        Some(Tolerance::Percent(percent)) => (text::SO_MUCH, Some(percent.into())),
    };
    let is_percent = kind == text::SO_MUCH;
    html! {
        <fieldset>
            <legend>{ text::TOLERANCE }</legend>
            { small_select(text::TOLERANCE.to_owned(), &text::TOLERANCES, kind, &change) }
            if let Some(limit) = limit {
                { number_field(
                    if is_percent { text::PERCENT } else { text::ORGS },
                    Some(limit.into()),
                    false,
                    &change.reform(move |limit: Option<u64>| Some(if is_percent {
                        Tolerance::Percent(u8::try_from(whole(limit)).unwrap_or(u8::MAX))
                    } else {
                        Tolerance::Orgs(whole(limit))
                    })),
                ) }
            }
        </fieldset>
    }
}

fn whole(typed: Option<u64>) -> u32 {
    u32::try_from(typed.unwrap_or_default()).unwrap_or(u32::MAX)
}
