use std::collections::BTreeSet;

use orgcast_shared::api::{Org, OrgStatus};
use orgcast_shared::id::OrgId;
use orgcast_shared::plan::{ConnectionNeed, DependencyStatus};

use crate::components::{Shape, Tone};
use crate::preview::{DependencyLine, Preview};
use crate::state::Draft;

/// How a dependency looks.
pub(super) fn dependency_look(status: DependencyStatus) -> (Tone, Shape) {
    match status {
        DependencyStatus::Present => (Tone::Same, Shape::Check),
        DependencyStatus::WillBeCreated => (Tone::New, Shape::Plus),
        DependencyStatus::NeedsSecret => (Tone::Edited, Shape::Lock),
        DependencyStatus::WillBeStripped => (Tone::Edited, Shape::Clock),
        DependencyStatus::Blocks => (Tone::Blocked, Shape::Blocked),
        DependencyStatus::Missing => (Tone::Edited, Shape::Warning),
        DependencyStatus::Possible | DependencyStatus::Unknown => (Tone::Same, Shape::Unknown),
        DependencyStatus::WouldBeMailed => (Tone::Edited, Shape::Mail),
    }
}

/// How many dependencies there are that have each status, if only in one of the orgs.
pub(super) fn tally(lines: &[DependencyLine]) -> Vec<(DependencyStatus, usize)> {
    let has = |line: &&DependencyLine, status| line.statuses.iter().any(|(has, _)| *has == status);
    let of = |status| lines.iter().filter(|line| has(line, status)).count();
    let counts = DependencyStatus::ALL.map(|status| (status, of(status)));
    counts.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// The destinations that a plan can't know.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Gaps<'a> {
    /// Never read, so they are left out.
    pub(super) unread: Vec<&'a Org>,
    /// The newest read failed, so the plan rests on an older one.
    pub(super) outdated: Vec<&'a Org>,
}

/// The destinations that a plan can't know, given the orgs that were read.
pub(super) fn gaps<'a>(orgs: &'a [Org], draft: &Draft, read: &BTreeSet<OrgId>) -> Gaps<'a> {
    let mut gaps = Gaps::default();
    for org in orgs.iter().filter(|org| draft.goes_to(&org.id)) {
        if !read.contains(&org.id) {
            gaps.unread.push(org);
        } else if matches!(org.status, OrgStatus::Failed(_)) {
            gaps.outdated.push(org);
        }
    }
    gaps
}

/// The connections that will be created, each with the number of orgs.
pub(super) fn created_connections(preview: &Preview) -> Vec<(ConnectionNeed, usize)> {
    let mut created: Vec<(ConnectionNeed, usize)> = Vec::new();
    for group in &preview.groups {
        for need in group
            .connections
            .iter()
            .filter(|need| need.create.is_some())
        {
            let place = created.partition_point(|(known, _)| known < need);
            match created.get_mut(place) {
                Some((known, orgs)) if known == need => *orgs += group.orgs.len(),
                _ => created.insert(place, (need.clone(), group.orgs.len())),
            }
        }
    }
    created
}

/// How many orgs something is written to.
pub(super) fn written(preview: &Preview) -> usize {
    let writes = preview
        .groups
        .iter()
        .filter(|group| group.counts.writes() > 0);
    writes.map(|group| group.orgs.len()).sum()
}

#[cfg(test)]
mod tests {
    use orgcast_shared::api::ReadFailure;
    use orgcast_shared::content::ConnectionKey;
    use orgcast_shared::id::{AccessId, Digest, Millis};
    use orgcast_shared::plan::{Cost, Counts};
    use orgcast_shared::select::{Choices, Destinations, Options, Policy, Selection};

    use super::*;
    use crate::preview::PreviewGroup;

    fn id(text: &str) -> OrgId {
        OrgId::new(text).unwrap()
    }

    fn org(text: &str, status: OrgStatus) -> Org {
        Org {
            id: id(text),
            name: text.into(),
            endpoint: "us2".into(),
            access_id: AccessId::new("su1").unwrap(),
            protected: false,
            status,
            read_at: None,
            items: None,
        }
    }

    fn group(orgs: &[&str], writes: u64, needs: &[(&str, bool)]) -> PreviewGroup {
        let need = |(name, present): &(&str, bool)| ConnectionNeed {
            key: ConnectionKey {
                kind: "Slack".into(),
                name: (*name).into(),
            },
            create: (!present).then(|| Digest::of(b"a definition")),
        };
        PreviewGroup {
            orgs: orgs.iter().map(|org| id(org)).collect(),
            counts: Counts {
                create: writes,
                ..Counts::default()
            },
            connections: needs.iter().map(need).collect(),
        }
    }

    fn preview(groups: Vec<PreviewGroup>) -> Preview {
        let choices = Choices {
            source: id("gold"),
            selection: Selection::everything(),
            destinations: Destinations::default(),
            options: Options::default(),
            policy: Policy::default(),
            only: std::collections::BTreeMap::new(),
        };
        Preview {
            choices,
            counts: Counts::default(),
            groups,
            cost: Cost::default(),
            exceeded: Vec::new(),
            not_in_source: Vec::new(),
            oldest_read: None,
            without_base: Vec::new(),
        }
    }

    #[test]
    fn orgs_that_a_plan_cannot_know_are_named() {
        let failed = OrgStatus::Failed(ReadFailure {
            at: Millis(1),
            message: "no".into(),
        });
        let orgs = [
            org("gold", OrgStatus::Unread),
            org("new", OrgStatus::Unread),
            org("old", failed.clone()),
            org("never", failed),
            org("fine", OrgStatus::Ready),
        ];
        let draft = Draft {
            source: Some(id("gold")),
            ..Draft::default()
        };
        let read = [id("old"), id("fine")].into();
        let gaps = gaps(&orgs, &draft, &read);
        let names = |orgs: &[&Org]| orgs.iter().map(|org| org.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&gaps.unread), ["new", "never"]);
        assert_eq!(names(&gaps.outdated), ["old"]);
    }

    #[test]
    fn connections_to_be_created_are_added_up() {
        let preview = preview(vec![
            group(&["a", "b"], 2, &[("SOC", false), ("Mail", true)]),
            group(&["c"], 0, &[("SOC", false)]),
        ]);
        let created = created_connections(&preview);
        assert_eq!(created.len(), 1);
        assert_eq!((created[0].0.key.name.as_str(), created[0].1), ("SOC", 3));
        assert_eq!(written(&preview), 2);
    }

    #[test]
    fn dependencies_are_counted_by_status() {
        let line = |statuses: &[_]| DependencyLine {
            statuses: statuses.to_vec(),
            what: String::new(),
            items: Vec::new(),
            total: 1,
        };
        let (blocks, present) = (DependencyStatus::Blocks, DependencyStatus::Present);
        let lines = [line(&[(blocks, 1)]), line(&[(present, 3), (blocks, 1)])];
        assert_eq!(tally(&lines), [(present, 1), (blocks, 2)]);
    }
}
