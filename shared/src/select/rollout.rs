use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::id::OrgId;

/// How a push goes over its orgs: in which waves, what comes between two of them, and how many orgs
/// may fail. The default is all orgs at once, whatever fails. It says nothing about what is pushed, so
/// that it is no part of the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Rollout {
    /// The orgs of the first wave; empty for none that goes ahead.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub canary: BTreeSet<OrgId>,
    /// How much of the other orgs is reached with each wave after that, in percent of them, ascending.
    /// What is left is the last wave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub percents: Vec<u8>,
    /// What comes between two waves.
    pub gate: Gate,
    /// How many orgs of a wave may fail; `None` is no limit. One in which items were changed since the
    /// preview, and nothing else went wrong, isn't counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<Tolerance>,
}

/// What has to happen before the next wave begins, once every org of a wave has come to its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Gate {
    /// Nothing.
    #[default]
    Open,
    /// Somebody has it go on.
    Hand,
    /// Time passes, or somebody has it go on earlier.
    #[serde(rename_all = "camelCase")]
    Wait {
        /// How long.
        seconds: u32,
    },
}

/// How many orgs of a wave may fail. One more, and nothing new begins until somebody has it go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tolerance {
    /// This many.
    Orgs(u32),
    /// This much of the wave, in percent, rounded down.
    Percent(u8),
}

/// Why orgs can't be rolled out to as asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RolloutError {
    /// A canary that nothing is pushed to.
    #[error("the plan doesn't go to the canary {0}")]
    UnknownCanary(OrgId),
    /// A share that isn't one, or isn't more than the one before.
    #[error("shares are whole percents from 1 to 100, each more than the one before; {0} isn't")]
    Share(u8),
    /// A tolerance of more than all.
    #[error("a wave has no more than 100 % of its organizations to fail, and {0} % was given")]
    Tolerance(u8),
    /// A time between waves that is none, or longer than a push should be left open.
    #[error("the time between waves is from 1 second to 7 days, and {0} seconds were given")]
    Wait(u32),
}

impl Rollout {
    /// The longest time between two waves.
    pub const MAX_WAIT_SECONDS: u32 = 7 * 24 * 60 * 60;

    /// Whether it is all orgs at once, whatever fails.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses what makes no sense for a push that goes to the orgs for which `goes_to` says so.
    pub fn check(&self, goes_to: impl Fn(&OrgId) -> bool) -> Result<(), RolloutError> {
        if let Some(unknown) = self.canary.iter().find(|org| !goes_to(org)) {
            return Err(RolloutError::UnknownCanary(unknown.clone()));
        }
        let mut before = 0;
        for share in &self.percents {
            if *share <= before || *share > 100 {
                return Err(RolloutError::Share(*share));
            }
            before = *share;
        }
        match (self.gate, self.tolerance) {
            (Gate::Wait { seconds }, _) if !(1..=Self::MAX_WAIT_SECONDS).contains(&seconds) => {
                Err(RolloutError::Wait(seconds))
            }
            (_, Some(Tolerance::Percent(percent))) if percent > 100 => {
                Err(RolloutError::Tolerance(percent))
            }
            _ => Ok(()),
        }
    }

    /// The orgs wave by wave, each wave by id: the canaries, the shares of the others, the rest.
    /// None is empty.
    pub fn waves<'a>(&self, orgs: impl IntoIterator<Item = &'a OrgId>) -> Vec<Vec<OrgId>> {
        let orgs: BTreeSet<_> = orgs.into_iter().cloned().collect();
        let (canary, others): (Vec<_>, Vec<_>) =
            orgs.into_iter().partition(|org| self.canary.contains(org));
        let all = others.len();
        let mut others = others.into_iter();
        let mut waves = vec![canary];
        for share in self.percents.iter().copied().chain([100]) {
            let reached = (all * usize::from(share)).div_ceil(100);
            let before = all - others.len();
            waves.push(
                others
                    .by_ref()
                    .take(reached.saturating_sub(before))
                    .collect(),
            );
        }
        waves.retain(|wave| !wave.is_empty());
        waves
    }
}

impl Tolerance {
    /// How many orgs of a wave of `orgs` may fail.
    pub fn of(self, orgs: u64) -> u64 {
        match self {
            Self::Orgs(failures) => failures.into(),
            Self::Percent(percent) => orgs * u64::from(percent) / 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn org(number: usize) -> OrgId {
        OrgId::new(format!("org{number:03}")).unwrap()
    }

    fn orgs(count: usize) -> Vec<OrgId> {
        (0..count).map(org).collect()
    }

    fn sizes(canary: &[usize], percents: &[u8], count: usize) -> Vec<usize> {
        let rollout = Rollout {
            canary: canary.iter().copied().map(org).collect(),
            percents: percents.to_vec(),
            ..Rollout::default()
        };
        rollout.waves(&orgs(count)).iter().map(Vec::len).collect()
    }

    #[test]
    fn the_canaries_go_first_then_the_shares_then_the_rest() {
        assert_eq!(sizes(&[], &[], 7), [7]);
        assert_eq!(sizes(&[5, 1], &[], 7), [2, 5]);
        assert_eq!(sizes(&[5, 1], &[10, 50], 22), [2, 2, 8, 10]);
        assert_eq!(sizes(&[], &[10, 11, 12, 50, 100], 3), [1, 1, 1]);
        assert_eq!(sizes(&[0], &[10], 1), [1]);
        assert_eq!(sizes(&[], &[10], 0), Vec::<usize>::new());
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        let refused = |rollout: serde_json::Value| {
            let rollout: Rollout = serde_json::from_value(rollout).unwrap();
            rollout.check(|org| orgs(3).contains(org)).err()
        };
        assert_eq!(refused(json!({})), None);
        let good = json!({ "canary": ["org000"], "percents": [1, 100],
                           "gate": { "wait": { "seconds": 604_800 } },
                           "tolerance": { "percent": 100 } });
        assert_eq!(refused(good), None);
        let table = [
            (
                json!({ "canary": ["org001", "org003"] }),
                RolloutError::UnknownCanary(org(3)),
            ),
            (json!({ "percents": [0] }), RolloutError::Share(0)),
            (json!({ "percents": [5, 5] }), RolloutError::Share(5)),
            (json!({ "percents": [50, 10] }), RolloutError::Share(10)),
            (json!({ "percents": [101] }), RolloutError::Share(101)),
            (
                json!({ "gate": { "wait": { "seconds": 0 } } }),
                RolloutError::Wait(0),
            ),
            (
                json!({ "gate": { "wait": { "seconds": 604_801 } } }),
                RolloutError::Wait(604_801),
            ),
            (
                json!({ "tolerance": { "percent": 101 } }),
                RolloutError::Tolerance(101),
            ),
        ];
        for (rollout, error) in table {
            assert_eq!(refused(rollout.clone()), Some(error), "{rollout}");
        }
        for unknown in [json!({ "canaries": [] }), json!({ "gate": "closed" })] {
            assert!(serde_json::from_value::<Rollout>(unknown).is_err());
        }
    }

    #[test]
    fn the_default_is_stored_in_a_few_bytes_and_a_rollout_comes_back_as_it_was() {
        assert_eq!(json!(Rollout::default()), json!({ "gate": "open" }));
        let rollout = Rollout {
            canary: [org(1)].into(),
            percents: vec![10, 50],
            gate: Gate::Wait { seconds: 5 },
            tolerance: Some(Tolerance::Orgs(0)),
        };
        let text = json!(rollout);
        assert_eq!(
            text,
            json!({ "canary": ["org001"], "percents": [10, 50],
                    "gate": { "wait": { "seconds": 5 } }, "tolerance": { "orgs": 0 } })
        );
        assert_eq!(serde_json::from_value::<Rollout>(text).unwrap(), rollout);
    }

    #[test]
    fn a_tolerance_in_percent_is_rounded_down() {
        assert_eq!(Tolerance::Percent(10).of(19), 1);
        assert_eq!(Tolerance::Percent(100).of(3), 3);
        assert_eq!(Tolerance::Orgs(2).of(1), 2);
    }

    proptest! {
        #[test]
        fn every_org_is_in_one_wave_and_each_share_is_reached_and_no_more(
            count in 0..150_usize,
            canary in prop::collection::btree_set(0..200_usize, 0..6),
            percents in prop::collection::btree_set(1..=100_u8, 0..5),
        ) {
            let rollout = Rollout {
                canary: canary.into_iter().map(org).collect(),
                percents: percents.into_iter().collect(),
                ..Rollout::default()
            };
            let orgs = orgs(count);
            let backwards: Vec<_> = orgs.iter().rev().collect();
            let waves = rollout.waves(&orgs);
            prop_assert_eq!(&waves, &rollout.waves(backwards));
            prop_assert!(waves.iter().all(|wave| !wave.is_empty()));
            let mut all = waves.concat();
            all.sort();
            prop_assert_eq!(&all, &orgs);
            let ahead: BTreeSet<_> = orgs.iter().filter(|o| rollout.canary.contains(o)).collect();
            let mut shares = &waves[..];
            if !ahead.is_empty() {
                prop_assert_eq!(shares[0].iter().collect::<BTreeSet<_>>(), ahead.clone());
                shares = &shares[1..];
            }
            let others = count - ahead.len();
            let mut reached = 0;
            let ends: BTreeSet<_> = shares.iter().map(|wave| { reached += wave.len(); reached }).collect();
            let mut expected: BTreeSet<_> = rollout.percents.iter()
                .map(|share| (others * usize::from(*share)).div_ceil(100)).chain([others]).collect();
            expected.remove(&0);
            prop_assert_eq!(ends, expected);
        }
    }
}
