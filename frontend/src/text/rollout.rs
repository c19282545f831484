//! In which waves a push goes.

use orgcast_shared::select::{Gate, Rollout, RolloutError, Tolerance};

use super::many;

pub(crate) const TITLE: &str = "Rollout";
pub(crate) const WAVES: &str = "Waves";
pub(crate) const CANARY: &str = "Canary organizations go first";
pub(crate) const ADD_CANARY: &str = "Add an organization…";
pub(crate) const REMOVE_CANARY: &str = "It goes with the others again.";
pub(crate) const SHARES: &str = "Then this many of the others, in %";
pub(crate) const SHARES_EXAMPLE: &str = "for instance 10, 50";
pub(crate) const GATE: &str = "The next wave begins";
pub(crate) const MINUTES: &str = "minutes";
pub(crate) const TOLERANCE: &str = "Halt when more fail than";
pub(crate) const ORGS: &str = "organizations of a wave";
pub(crate) const PERCENT: &str = "% of a wave's organizations";

/// A time between two waves that nobody has set yet.
pub(crate) const AFTER_A_TIME: Gate = Gate::Wait { seconds: 15 * 60 };
pub(crate) const GATES: [(Gate, &str); 3] = [
    (Gate::Open, "at once"),
    (Gate::Hand, "when somebody continues"),
    (AFTER_A_TIME, "after a time"),
];

pub(crate) const SO_MANY: Option<Tolerance> = Some(Tolerance::Orgs(0));
pub(crate) const SO_MUCH: Option<Tolerance> = Some(Tolerance::Percent(10));
pub(crate) const TOLERANCES: [(Option<Tolerance>, &str); 3] = [
    (None, "any number: never halt"),
    (SO_MANY, "a number"),
    (SO_MUCH, "a share"),
];

/// The waves in a few words.
pub(crate) fn in_short(rollout: &Rollout) -> String {
    let canary = rollout.canary.len() as u64;
    if canary == 0 && rollout.percents.is_empty() {
        return "all at once".to_owned();
    }
    let mut words = String::new();
    if canary > 0 {
        words.push_str(&many(canary, "canary", "canaries"));
        words.push_str(", ");
    }
    for percent in &rollout.percents {
        words.push_str(&percent.to_string());
        words.push_str(" %, ");
    }
    words.push_str("the rest");
    words
}

/// Why a push can't go like this.
pub(crate) fn wrong(error: &RolloutError) -> &'static str {
    match error {
        RolloutError::UnknownCanary(_) => "A canary is no destination.",
        RolloutError::Share(_) => {
            "Shares are whole percents from 1 to 100, each more than the one before."
        }
        RolloutError::Tolerance(_) => "More than 100 % can't fail.",
        RolloutError::Wait(_) => "The time between two waves is 1 minute to 7 days.",
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::id::OrgId;

    use super::*;

    #[test]
    fn waves_are_told_in_a_few_words() {
        let mut rollout = Rollout::default();
        assert_eq!(in_short(&rollout), "all at once");
        rollout.percents = vec![10, 50];
        assert_eq!(in_short(&rollout), "10 %, 50 %, the rest");
        rollout.canary.insert(OrgId::new("acme").unwrap());
        assert_eq!(in_short(&rollout), "1 canary, 10 %, 50 %, the rest");
    }
}
