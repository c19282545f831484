use orgcast_shared::id::OrgId;

use crate::preview::PreviewGroup;

/// The org whose cells are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Focus {
    pub(super) org: OrgId,
    /// Whether it is looked at alone, or for all orgs in which the same happens.
    pub(super) alone: bool,
}

impl Focus {
    pub(super) fn group(org: OrgId) -> Self {
        Self { org, alone: false }
    }

    pub(super) fn alone(org: OrgId) -> Self {
        Self { org, alone: true }
    }

    /// The group that is looked at, which may be another one after every plan; at first, the first
    /// where something happens.
    pub(super) fn settle(focus: Option<&Self>, groups: &[PreviewGroup]) -> Option<(usize, Self)> {
        if let Some(focus) = focus
            && let Some(at) = groups
                .iter()
                .position(|group| group.orgs.contains(&focus.org))
        {
            return Some((at, focus.clone()));
        }
        let writes = |group: &PreviewGroup| group.counts.writes() > 0;
        let at = groups.iter().position(writes).unwrap_or_default();
        let org = groups.get(at)?.orgs.first()?;
        Some((at, Self::group(org.clone())))
    }

    /// The orgs that are looked at, and that a ruling is for.
    pub(super) fn orgs(&self, group: &PreviewGroup) -> Vec<OrgId> {
        if self.alone {
            vec![self.org.clone()]
        } else {
            group.orgs.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::plan::Counts;

    use super::*;

    fn id(text: &str) -> OrgId {
        OrgId::new(text).unwrap()
    }

    fn group(orgs: &[&str], writes: u64) -> PreviewGroup {
        PreviewGroup {
            orgs: orgs.iter().map(|org| id(org)).collect(),
            counts: Counts {
                create: writes,
                ..Counts::default()
            },
            connections: Vec::new(),
        }
    }

    #[test]
    fn what_is_looked_at_stays_in_view_when_groups_change() {
        let groups = [group(&["a", "b"], 0), group(&["c"], 2)];
        let first = Focus::settle(None, &groups).unwrap();
        assert_eq!(first, (1, Focus::group(id("c"))));
        let looked = Focus::alone(id("b"));
        let (at, same) = Focus::settle(Some(&looked), &groups).unwrap();
        assert_eq!((at, &same), (0, &looked));
        assert_eq!(same.orgs(&groups[at]), [id("b")]);
        assert_eq!(Focus::group(id("b")).orgs(&groups[at]), [id("a"), id("b")]);
        let gone = Focus::alone(id("gone"));
        assert_eq!(Focus::settle(Some(&gone), &groups).unwrap().0, 1);
        assert_eq!(Focus::settle(None, &[]), None);
    }
}
