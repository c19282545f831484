use std::collections::BTreeSet;

use futures_util::future::try_join;
use orgcast_shared::api::{Org, Snapshot};
use orgcast_shared::content::Nodes;
use orgcast_shared::id::{Digest, OrgId};
use orgcast_shared::plan::{OrgView, PlanInput};
use orgcast_shared::select::Choices;

use super::Trouble;
use crate::api;

/// The connected orgs and what was read of them.
#[derive(Default)]
pub(super) struct Fleet {
    pub(super) orgs: Vec<Org>,
    pub(super) snapshots: Vec<Snapshot>,
}

/// What a plan is made from, but for the nodes.
pub(super) struct Input {
    choices: Choices,
    source: OrgView,
    targets: Vec<OrgView>,
    unread: Vec<OrgId>,
}

impl Fleet {
    pub(super) async fn fetch() -> Result<Self, Trouble> {
        let (orgs, snapshots) = try_join(api::orgs(), api::snapshots()).await?;
        Ok(Self {
            orgs: orgs.orgs,
            snapshots: snapshots.snapshots,
        })
    }

    /// The orgs that were read.
    pub(super) fn read(&self) -> BTreeSet<OrgId> {
        let snapshots = self.snapshots.iter();
        snapshots.map(|snapshot| snapshot.org.clone()).collect()
    }
}

impl Input {
    pub(super) fn new(fleet: &Fleet, choices: Choices) -> Result<Self, Trouble> {
        let snapshots = &fleet.snapshots;
        let view = |snapshot: &Snapshot| OrgView::from(snapshot.clone());
        let source = snapshots
            .iter()
            .find(|snapshot| snapshot.org == choices.source);
        let source = view(source.ok_or(Trouble::SourceUnread)?);
        let destination =
            |snapshot: &&Snapshot| choices.destinations.holds(&snapshot.org, &choices.source);
        let targets = snapshots.iter().filter(destination).map(view).collect();
        let read = fleet.read();
        let connected = fleet.orgs.iter().map(|org| &org.id);
        let unread = connected.filter(|org| !read.contains(*org));
        Ok(Self {
            unread: unread.cloned().collect(),
            choices,
            source,
            targets,
        })
    }

    pub(super) fn roots(&self) -> Vec<Digest> {
        self.targets
            .iter()
            .flat_map(|target| [Some(target.root), target.base])
            .flatten()
            .chain([self.source.root])
            .collect()
    }

    /// The planner's input.
    pub(super) fn of<'a>(&'a self, nodes: &'a Nodes) -> PlanInput<'a> {
        PlanInput {
            nodes,
            choices: &self.choices,
            source: &self.source,
            targets: &self.targets,
            unread: &self.unread,
        }
    }
}

#[cfg(test)]
mod tests {
    use orgcast_shared::api::OrgStatus;
    use orgcast_shared::content::Facts;
    use orgcast_shared::id::{AccessId, Millis};
    use orgcast_shared::select::{Destinations, Options, Policy, Selection};

    use super::*;

    #[test]
    fn the_planner_is_told_which_orgs_were_never_read() {
        let id = |text: &str| OrgId::new(text).unwrap();
        let org = |text| Org {
            id: id(text),
            name: text.to_owned(),
            endpoint: "us2".to_owned(),
            access_id: AccessId::new("su1").unwrap(),
            protected: false,
            status: OrgStatus::Unread,
            read_at: None,
            items: None,
        };
        let snapshot = |text| Snapshot {
            org: id(text),
            taken_at: Millis(1),
            root: Digest::of(b"root"),
            facts: Facts::default(),
            base: None,
            protected: false,
        };
        let fleet = Fleet {
            orgs: ["gold", "acme", "new"].map(org).into(),
            snapshots: ["gold", "acme"].map(snapshot).into(),
        };
        let choices = Choices {
            source: id("gold"),
            selection: Selection::everything(),
            destinations: Destinations::default(),
            options: Options::default(),
            policy: Policy::default(),
            only: std::collections::BTreeMap::new(),
        };
        let Ok(input) = Input::new(&fleet, choices) else {
            panic!("the source was read");
        };
        assert_eq!(input.of(&Nodes::default()).unread, [id("new")]);
    }
}
