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

    /// The org that must be named where what is shown may be another in the others of its group: all
    /// that depends on more than outcome and connections.
    pub(super) fn one_of_several(&self, group: &PreviewGroup) -> Option<&OrgId> {
        (!self.alone && group.orgs.len() > 1).then_some(&self.org)
    }

    /// The orgs that a ruling is for.
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
    fn the_answer_of_one_org_is_never_given_for_a_whole_group() {
        let (several, one) = (group(&["a", "b"], 1), group(&["c"], 1));
        let (b, c) = (id("b"), id("c"));
        assert_eq!(Focus::group(b.clone()).one_of_several(&several), Some(&b));
        assert_eq!(Focus::alone(b).one_of_several(&several), None);
        assert_eq!(Focus::group(c).one_of_several(&one), None);
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
