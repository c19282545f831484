use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Choices, Class, Destinations, Options, Policy, Ruling, Selection};
use crate::id::{OrgId, PushId};

/// Everything a person decides about rolling a push back. Together with what the push wrote and what
/// its orgs hold, it determines what is undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RollbackChoices {
    /// The push that is rolled back.
    pub push: PushId,
    /// The items to roll back, of those that the push wrote.
    #[serde(default = "Selection::everything")]
    pub selection: Selection,
    /// Where.
    #[serde(default)]
    pub destinations: Destinations,
    /// Per org, the only items to roll back there, where that is less than the selection.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub only: BTreeMap<OrgId, Selection>,
    /// What to do with what is no longer as the push left it.
    #[serde(default)]
    pub edited: Edited,
}

/// What a rollback does with items that somebody edited or deleted since the push.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Edited {
    /// They stay as they are.
    #[default]
    Keep,
    /// They are as before the push again. What the push created and somebody edited since it was read
    /// back stays all the same: it was nowhere before. So does what the push had left as it was.
    Restore,
}

impl RollbackChoices {
    /// All that a push did, wherever nobody has changed it since.
    pub fn everything(push: PushId) -> Self {
        Self {
            push,
            selection: Selection::everything(),
            destinations: Destinations::default(),
            only: BTreeMap::new(),
            edited: Edited::default(),
        }
    }

    /// What is selected for one org.
    pub fn selection_for(&self, org: &OrgId) -> Selection {
        if !self.destinations.names(org) {
            return Selection::default();
        }
        match self.only.get(org) {
            None => self.selection.clone(),
            Some(only) => self.selection.intersect(only),
        }
    }

    /// What a rollback of `push` was recorded as; see [`recorded`](Self::recorded).
    pub fn of_recorded(push: PushId, recorded: &Choices) -> Self {
        let edited = match recorded.policy.classes.get(&Class::Edited) {
            Some(Ruling::Replace) => Edited::Restore,
            _ => Edited::Keep,
        };
        Self {
            push,
            selection: recorded.selection.clone(),
            destinations: recorded.destinations.clone(),
            only: recorded.only.clone(),
            edited,
        }
    }

    /// The same as the choices of a push, which is what a rollback is recorded as.
    pub fn recorded(&self, source: OrgId) -> Choices {
        let ruling = match self.edited {
            Edited::Keep => Ruling::Keep,
            Edited::Restore => Ruling::Replace,
        };
        Choices {
            source,
            selection: self.selection.clone(),
            destinations: self.destinations.clone(),
            options: Options::default(),
            policy: Policy {
                classes: [(Class::Edited, ruling)].into(),
                ..Policy::default()
            },
            only: self.only.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_recorded_can_be_chosen_again() {
        let org = OrgId::new("o").unwrap();
        for edited in [Edited::Keep, Edited::Restore] {
            let mut choices = RollbackChoices::everything(PushId::new("p").unwrap());
            choices.edited = edited;
            choices.only = [(org.clone(), Selection::default())].into();
            choices.destinations = Destinations::All {
                except: [OrgId::new("other").unwrap()].into(),
            };
            let recorded = choices.recorded(org.clone());
            let again = RollbackChoices::of_recorded(choices.push.clone(), &recorded);
            assert_eq!(again, choices);
        }
    }
}
