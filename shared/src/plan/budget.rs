//! Whether a plan stays within what its policy lets a push as a whole do.

use serde::{Deserialize, Serialize};

use super::Plan;
use crate::select::Budgets;

/// A budget of the policy that a plan exceeds. Such a plan is refused as a whole: nobody could say
/// which of its writes are the ones too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exceeded {
    /// Which one.
    pub budget: Budget,
    /// The most that it allows.
    pub limit: u64,
    /// What the plan would do; more than `limit`.
    pub found: u64,
}

/// What a budget counts, over all orgs of a plan. See [`Budgets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Budget {
    /// Orgs that something is written to.
    Orgs,
    /// Items that are replaced.
    Replaced,
    /// Items that are replaced although somebody in the org edited them.
    Overwritten,
    /// Items that are written without the schedule that they have in the source.
    Stripped,
}

impl Plan {
    /// The budgets that this plan exceeds, in the order of [`Budget::ALL`].
    pub fn exceeded(&self) -> Vec<Exceeded> {
        let budgets = &self.choices().policy.budgets;
        let mut exceeded = Vec::new();
        for budget in Budget::ALL {
            let (limit, found) = (budget.limit(budgets), budget.spent(self));
            if let Some(limit) = limit.filter(|limit| found > *limit) {
                exceeded.push(Exceeded {
                    budget,
                    limit,
                    found,
                });
            }
        }
        exceeded
    }
}

impl Budget {
    /// Every budget.
    pub const ALL: [Self; 4] = [
        Self::Orgs,
        Self::Replaced,
        Self::Overwritten,
        Self::Stripped,
    ];

    /// How much of it a plan spends, whether there is a limit or not.
    pub fn spent(self, plan: &Plan) -> u64 {
        let counts = plan.counts();
        match self {
            Self::Orgs => plan
                .orgs()
                .map(|(_, org)| u64::from(org.counts.writes() > 0))
                .sum(),
            Self::Replaced => counts.replace,
            Self::Overwritten => counts.overwritten,
            Self::Stripped => counts.stripped,
        }
    }

    fn limit(self, budgets: &Budgets) -> Option<u64> {
        match self {
            Self::Orgs => budgets.orgs,
            Self::Replaced => budgets.replaced,
            Self::Overwritten => budgets.overwritten,
            Self::Stripped => budgets.stripped,
        }
    }
}

impl Exceeded {
    /// It as a sentence without a full stop.
    pub fn sentence(&self) -> String {
        let Self {
            budget,
            limit,
            found,
        } = self;
        let deed = match (budget, found) {
            (Budget::Orgs, 1) => "write to 1 organization".to_owned(),
            (Budget::Orgs, _) => format!("write to {found} organizations"),
            (Budget::Replaced, 1) => "replace 1 item".to_owned(),
            (Budget::Replaced, _) => format!("replace {found} items"),
            (Budget::Overwritten, 1) => {
                "replace 1 item that was edited in its organization".to_owned()
            }
            (Budget::Overwritten, _) => {
                format!("replace {found} items that were edited in their organization")
            }
            (Budget::Stripped, 1) => "write 1 item without its schedule".to_owned(),
            (Budget::Stripped, _) => format!("write {found} items without their schedule"),
        };
        format!("this push would {deed}, and its budget is {limit}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::worlds::{World, arb_world};
    use crate::plan::{Action, Class};

    /// A world in which every org was given the source and edited it since.
    fn edited(mut world: World) -> World {
        for view in &mut world.targets {
            view.base = Some(world.source.root);
        }
        world
    }

    proptest! {
        #[test]
        fn a_budget_allows_what_the_plan_does_and_not_one_less(world in arb_world().prop_map(edited)) {
            let mut world = world;
            world.choices.policy.budgets = Budgets::default();
            let plan = world.plan();
            prop_assert_eq!(plan.exceeded(), vec![]);
            let spent = Budget::ALL.map(|budget| budget.spent(&plan));
            let [orgs, replaced, overwritten, stripped] = spent;
            let exceeded = |less: u64| {
                let less = |spent: u64| Some(spent.saturating_sub(less));
                let mut world = world.clone();
                world.choices.policy.budgets = Budgets {
                    orgs: less(orgs),
                    replaced: less(replaced),
                    overwritten: less(overwritten),
                    stripped: less(stripped),
                };
                world.plan().exceeded()
            };
            prop_assert_eq!(exceeded(0), vec![]);
            let expected: Vec<_> = Budget::ALL
                .into_iter()
                .zip(spent)
                .filter(|(_, found)| *found > 0)
                .map(|(budget, found)| Exceeded { budget, limit: found - 1, found })
                .collect();
            prop_assert_eq!(exceeded(1), expected);
        }

        #[test]
        fn budgets_count_what_the_cells_say(world in arb_world().prop_map(edited)) {
            let plan = world.plan();
            let mut counted = [0; 4];
            for (org, _) in plan.orgs() {
                let cells: Vec<_> = plan.cells(org).map(|(_, cell)| cell).collect();
                let count = |test: &dyn Fn(&crate::plan::Cell) -> bool| {
                    cells.iter().filter(|cell| test(cell)).count() as u64
                };
                counted[0] += count(&|cell| cell.action.writes()).min(1);
                counted[1] += count(&|cell| cell.action == Action::Replace);
                counted[2] += count(&|cell| cell.action == Action::Replace
                    && matches!(cell.class, Class::Edited | Class::Diverged));
                counted[3] += count(&|cell| cell.action.writes() && cell.stripped);
            }
            prop_assert_eq!(Budget::ALL.map(|budget| budget.spent(&plan)), counted);
        }
    }

    #[test]
    fn a_sentence_names_what_is_too_much() {
        let deeds = [
            ["write to 1 organization", "write to 5 organizations"],
            ["replace 1 item", "replace 5 items"],
            [
                "replace 1 item that was edited in its organization",
                "replace 5 items that were edited in their organization",
            ],
            [
                "write 1 item without its schedule",
                "write 5 items without their schedule",
            ],
        ];
        for (budget, deeds) in Budget::ALL.into_iter().zip(deeds) {
            for (found, deed) in [1, 5].into_iter().zip(deeds) {
                let exceeded = Exceeded {
                    budget,
                    limit: 0,
                    found,
                };
                let expected = format!("this push would {deed}, and its budget is 0");
                assert_eq!(exceeded.sentence(), expected);
            }
        }
    }
}
