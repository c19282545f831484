use orgcast_shared::api::Snapshot;
use orgcast_shared::content::Nodes;
use orgcast_shared::id::Digest;
use orgcast_shared::plan::{OrgView, PlanInput};
use orgcast_shared::select::Choices;

use super::Trouble;

/// What a plan is made from, but for the nodes.
pub(super) struct Input {
    choices: Choices,
    source: OrgView,
    targets: Vec<OrgView>,
}

impl Input {
    pub(super) fn new(snapshots: &[Snapshot], choices: Choices) -> Result<Self, Trouble> {
        let view = |snapshot: &Snapshot| OrgView::from(snapshot.clone());
        let source = snapshots
            .iter()
            .find(|snapshot| snapshot.org == choices.source);
        let source = view(source.ok_or(Trouble::SourceUnread)?);
        let destination =
            |snapshot: &&Snapshot| choices.destinations.holds(&snapshot.org, &choices.source);
        let targets = snapshots.iter().filter(destination).map(view).collect();
        Ok(Self {
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
        }
    }
}
