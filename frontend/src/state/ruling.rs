use orgcast_shared::id::{ItemPath, OrgId};
use orgcast_shared::plan::Budget;
use orgcast_shared::select::{Class, IfMissing, Policy, Ruling};

/// What a person changes about what a push may do.
#[derive(Debug)]
pub(crate) enum PolicyChange {
    /// What happens to a class; [`Ruling::Replace`] is what happens without a ruling.
    Class(Class, Ruling),
    /// What happens to orgs.
    Orgs(Vec<OrgId>, OrgRule),
    /// What happens to one place in each of these orgs; `None` takes the ruling back.
    Cells(Vec<OrgId>, ItemPath, Option<Ruling>),
    /// Takes back every ruling for single places.
    NoCells,
    Connections(IfMissing),
    Lookups(IfMissing),
    Budget(Budget, Option<u64>),
    /// Back to what Sumo Logic does.
    Reset,
}

/// What may be pushed to an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrgRule {
    /// What the other rulings say.
    Push,
    /// Nothing but single places that are ruled to be pushed.
    Keep,
    /// Nothing at all.
    Never,
}

impl PolicyChange {
    pub(super) fn apply(self, policy: &mut Policy) {
        match self {
            Self::Class(class, Ruling::Replace) => {
                policy.classes.remove(&class);
            }
            Self::Class(class, ruling) => {
                policy.classes.insert(class, ruling);
            }
            Self::Orgs(orgs, rule) => {
                for org in orgs {
                    rule_org(policy, org, rule);
                }
            }
            Self::Cells(orgs, path, ruling) => {
                for org in &orgs {
                    rule_cell(policy, org, &path, ruling);
                }
            }
            Self::NoCells => policy.cells.clear(),
            Self::Connections(ruling) => policy.missing.connections = ruling,
            Self::Lookups(ruling) => policy.missing.lookups = ruling,
            Self::Budget(budget, limit) => {
                let budgets = &mut policy.budgets;
                *match budget {
                    Budget::Orgs => &mut budgets.orgs,
                    Budget::Replaced => &mut budgets.replaced,
                    Budget::Overwritten => &mut budgets.overwritten,
                    Budget::Stripped => &mut budgets.stripped,
                } = limit;
            }
            Self::Reset => *policy = Policy::default(),
        }
    }
}

fn rule_org(policy: &mut Policy, org: OrgId, rule: OrgRule) {
    policy.orgs.remove(&org);
    policy.protected.remove(&org);
    match rule {
        OrgRule::Push => {}
        OrgRule::Keep => drop(policy.orgs.insert(org, Ruling::Keep)),
        OrgRule::Never => {
            policy.protected.insert(org);
        }
    }
}

/// Two policies that rule the same must be equal, so nothing empty is left behind.
fn rule_cell(policy: &mut Policy, org: &OrgId, path: &ItemPath, ruling: Option<Ruling>) {
    let cells = policy.cells.entry(org.clone()).or_default();
    match ruling {
        Some(ruling) => drop(cells.insert(path.clone(), ruling)),
        None => drop(cells.remove(path)),
    }
    if cells.is_empty() {
        policy.cells.remove(org);
    }
}

impl OrgRule {
    /// What a policy says about an org.
    pub(crate) fn of(policy: &Policy, org: &OrgId) -> Self {
        if policy.protected.contains(org) {
            Self::Never
        } else if policy.orgs.contains_key(org) {
            Self::Keep
        } else {
            Self::Push
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> OrgId {
        OrgId::new(text).unwrap()
    }

    fn after(changes: Vec<PolicyChange>) -> Policy {
        let mut policy = Policy::default();
        for change in changes {
            change.apply(&mut policy);
        }
        policy
    }

    #[test]
    fn what_was_taken_back_leaves_nothing_behind() {
        let path = || "/A".parse::<ItemPath>().unwrap();
        let orgs = || vec![id("acme"), id("hooli")];
        let policy = after(vec![
            PolicyChange::Class(Class::Edited, Ruling::Keep),
            PolicyChange::Orgs(vec![id("acme")], OrgRule::Never),
            PolicyChange::Cells(orgs(), path(), Some(Ruling::Keep)),
            PolicyChange::Budget(Budget::Orgs, Some(3)),
            PolicyChange::Class(Class::Edited, Ruling::Replace),
            PolicyChange::Orgs(vec![id("acme")], OrgRule::Push),
            PolicyChange::Cells(orgs(), path(), None),
            PolicyChange::Budget(Budget::Orgs, None),
        ]);
        assert!(policy.is_default(), "{policy:?}");
    }

    #[test]
    fn an_org_has_one_rule_at_a_time() {
        let policy = after(vec![
            PolicyChange::Orgs(vec![id("acme")], OrgRule::Keep),
            PolicyChange::Orgs(vec![id("acme")], OrgRule::Never),
            PolicyChange::Orgs(vec![id("hooli")], OrgRule::Keep),
        ]);
        assert_eq!(OrgRule::of(&policy, &id("acme")), OrgRule::Never);
        assert_eq!(OrgRule::of(&policy, &id("hooli")), OrgRule::Keep);
        assert_eq!(OrgRule::of(&policy, &id("other")), OrgRule::Push);
        assert!(!policy.orgs.contains_key(&id("acme")));
    }

    #[test]
    fn one_place_is_ruled_in_several_orgs_and_all_are_taken_back_at_once() {
        let rule = || {
            let path = "/A".parse().unwrap();
            PolicyChange::Cells(vec![id("a"), id("b")], path, Some(Ruling::Block))
        };
        assert_eq!(after(vec![rule()]).cells.len(), 2);
        assert!(after(vec![rule(), PolicyChange::NoCells]).is_default());
        assert!(after(vec![rule(), PolicyChange::Reset]).is_default());
    }
}
