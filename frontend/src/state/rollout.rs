use std::collections::BTreeSet;

use orgcast_shared::id::OrgId;
use orgcast_shared::select::Rollout;
use serde::{Deserialize, Serialize};

/// In which waves a push is to go, as a person puts it together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct RolloutDraft {
    /// Everything but the shares.
    pub(crate) rollout: Rollout,
    /// The shares, as they were typed.
    pub(crate) shares: String,
}

impl RolloutDraft {
    /// The waves of a push to the orgs for which `goes_to` says so: no other is a canary.
    pub(crate) fn rollout(&self, goes_to: impl Fn(&OrgId) -> bool) -> Rollout {
        let mut canary = BTreeSet::new();
        // Collecting would sort, which is code of its own.
        canary.extend(
            self.rollout
                .canary
                .iter()
                .filter(|org| goes_to(org))
                .cloned(),
        );
        Rollout {
            canary,
            percents: shares(&self.shares),
            ..self.rollout.clone()
        }
    }
}

/// The percents in a text; what is none, or too much for one, is a wrong one.
fn shares(typed: &str) -> Vec<u8> {
    let words = typed.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(|word| word.parse().unwrap_or(u8::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waves_are_made_of_what_was_typed_and_of_orgs_that_are_pushed_to() {
        let org = |id: &str| OrgId::new(id).unwrap();
        let draft = RolloutDraft {
            rollout: Rollout {
                canary: [org("acme"), org("hooli")].into(),
                ..Rollout::default()
            },
            shares: "10 %, 50, ".into(),
        };
        let rollout = draft.rollout(|id| *id != org("hooli"));
        assert_eq!(rollout.canary, [org("acme")].into());
        assert_eq!(rollout.percents, [10, 50]);
        assert_eq!(shares("300 half"), [u8::MAX; 2]);
    }
}
