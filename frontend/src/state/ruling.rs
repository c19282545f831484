use orgcast_shared::id::{ItemPath, OrgId};
use orgcast_shared::plan::Budget;
use orgcast_shared::select::{Class, DependencyRulings, Policy, Ruling};

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
    /// What happens for the sake of what items depend on.
    Dependencies(DependencyRulings),
    Budget(Budget, Option<u64>),
    /// Back to what Sumo Logic does.
    Reset,
}

/// What may be pushed to an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrgRule {
    /// What the rulings for classes say.
    ByClass,
    /// This, whatever the rulings for classes say; single places may be ruled otherwise.
    Ruled(Ruling),
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
            Self::Dependencies(rulings) => policy.dependencies = rulings,
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
        OrgRule::ByClass => {}
        OrgRule::Ruled(ruling) => drop(policy.orgs.insert(org, ruling)),
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
        } else {
            policy
                .orgs
                .get(org)
                .map_or(Self::ByClass, |ruling| Self::Ruled(*ruling))
        }
    }

    /// What a policy says about several orgs; `None` where it is not the same for all. An org that is
    /// protected in its own form is never pushed to, whatever the policy says.
    pub(crate) fn of_all(
        policy: &Policy,
        orgs: &[OrgId],
        is_protected: impl Fn(&OrgId) -> bool,
    ) -> Option<Self> {
        let mut rules = orgs.iter().map(|org| {
            if is_protected(org) {
                Self::Never
            } else {
                Self::of(policy, org)
            }
        });
        let first = rules.next()?;
        rules.all(|rule| rule == first).then_some(first)
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
            PolicyChange::Orgs(vec![id("acme")], OrgRule::ByClass),
            PolicyChange::Cells(orgs(), path(), None),
            PolicyChange::Budget(Budget::Orgs, None),
        ]);
        assert!(policy.is_default(), "{policy:?}");
    }

    #[test]
    fn an_org_has_one_rule_at_a_time() {
        let policy = after(vec![
            PolicyChange::Orgs(vec![id("acme")], OrgRule::Ruled(Ruling::Keep)),
            PolicyChange::Orgs(vec![id("acme")], OrgRule::Never),
            PolicyChange::Orgs(vec![id("hooli")], OrgRule::Never),
            PolicyChange::Orgs(vec![id("hooli")], OrgRule::Ruled(Ruling::Keep)),
        ]);
        assert_eq!(OrgRule::of(&policy, &id("acme")), OrgRule::Never);
        assert_eq!(
            OrgRule::of(&policy, &id("hooli")),
            OrgRule::Ruled(Ruling::Keep)
        );
        assert_eq!(OrgRule::of(&policy, &id("other")), OrgRule::ByClass);
        assert!(!policy.orgs.contains_key(&id("acme")));
        assert!(!policy.protected.contains(&id("hooli")));
    }

    #[test]
    fn every_ruling_can_be_made_for_an_org_and_reads_back_as_it_is() {
        for ruling in [Ruling::Replace, Ruling::Keep, Ruling::Block] {
            let rule = OrgRule::Ruled(ruling);
            let policy = after(vec![PolicyChange::Orgs(vec![id("acme")], rule)]);
            assert_eq!(policy.orgs.get(&id("acme")), Some(&ruling));
            assert_eq!(OrgRule::of(&policy, &id("acme")), rule);
        }
    }

    #[test]
    fn several_orgs_have_one_rule_only_where_it_is_the_rule_of_each() {
        let rule = OrgRule::Ruled(Ruling::Block);
        let policy = after(vec![PolicyChange::Orgs(vec![id("a"), id("b")], rule)]);
        let of = |orgs: &[&str], protected: &str| {
            let orgs: Vec<_> = orgs.iter().map(|org| id(org)).collect();
            OrgRule::of_all(&policy, &orgs, |org| org.as_str() == protected)
        };
        assert_eq!(of(&["a", "b"], ""), Some(rule));
        assert_eq!(of(&["a", "c"], ""), None);
        assert_eq!(of(&["a", "b"], "b"), None);
        assert_eq!(of(&["b"], "b"), Some(OrgRule::Never));
        assert_eq!(of(&[], ""), None);
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
