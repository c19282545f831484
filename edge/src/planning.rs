//! Plans from what is stored, as the browser does from what it was sent.

use orgcast_shared::api::ProblemCode;
use orgcast_shared::content::Nodes;
use orgcast_shared::id::{Digest, Millis, OrgId};
use orgcast_shared::plan::{OrgView, Plan, PlanInput, Planner};
use orgcast_shared::select::Choices;

use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::{nodes, snapshots};

/// Everything a plan is made from.
#[derive(Debug)]
pub struct Planning {
    choices: Choices,
    nodes: Nodes,
    source: OrgView,
    targets: Vec<OrgView>,
    taken_at: Vec<(OrgId, Millis)>,
}

/// Gathers the newest snapshots of the source and of every destination, and their trees.
pub async fn prepare<P: Platform>(edge: &P, choices: &Choices) -> Result<Planning, EdgeError> {
    let snapshots = snapshots::newest(edge.db(), None).await?;
    let taken_at = snapshots
        .iter()
        .map(|s| (s.org.clone(), s.taken_at))
        .collect();
    let (mut source, mut targets) = (None, Vec::new());
    for view in snapshots.into_iter().map(OrgView::from) {
        if view.org == choices.source {
            source = Some(view);
        } else if choices.destinations.holds(&view.org, &choices.source) {
            targets.push(view);
        }
    }
    let unread = "The source organization has not been read yet.";
    let source = source.ok_or_else(|| EdgeError::refuse(ProblemCode::NotPushable, unread))?;
    let roots: Vec<Digest> = targets
        .iter()
        .flat_map(|target| [Some(target.root), target.base])
        .flatten()
        .chain([source.root])
        .collect();
    let mut nodes = Nodes::default();
    nodes::complete(edge.db(), edge.bodies(), &mut nodes, &roots).await?;
    Ok(Planning {
        choices: choices.clone(),
        nodes,
        source,
        targets,
        taken_at,
    })
}

impl Planning {
    /// The planner's input.
    pub fn input(&self) -> PlanInput<'_> {
        PlanInput {
            nodes: &self.nodes,
            choices: &self.choices,
            source: &self.source,
            targets: &self.targets,
            // Only a report would name them, and no report is made here.
            unread: &[],
        }
    }

    /// The plan.
    pub fn plan(&self) -> Result<Plan, EdgeError> {
        let plan = Planner::default().decide(&self.input());
        plan.map_err(|error| EdgeError::Object(error.to_string()))
    }

    /// When an org was read.
    pub fn taken_at(&self, org: &OrgId) -> Millis {
        let found = self.taken_at.iter().find(|(of, _)| of == org);
        found.map(|(_, taken_at)| *taken_at).unwrap_or_default()
    }

    /// The folder nodes of all these orgs.
    pub fn nodes(&self) -> &Nodes {
        &self.nodes
    }

    /// The root of the source's tree.
    pub fn source_root(&self) -> &Digest {
        &self.source.root
    }
}
