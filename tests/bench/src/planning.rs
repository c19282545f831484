use std::collections::BTreeMap;

use orgcast_shared::content::{Entry, Extra, Facts, ItemKind};
use orgcast_shared::id::{Digest, ItemName, ItemPath, Millis, OrgId};
use orgcast_shared::plan::{self, OrgView, PlanInput, Planned, Planner};
use orgcast_shared::select::{Choices, Destinations, Options, Policy, Selection};

use crate::{Counts, OrgTrees, World};

/// A world and the planner that plans it: the one place that knows how the planner is called.
#[derive(Debug)]
pub struct Planning {
    world: World,
    choices: Choices,
    source: OrgView,
    targets: Vec<OrgView>,
    planner: Planner,
    last: Option<Planned>,
}

/// A plan's counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Of every cell.
    pub all: Counts,
    /// Org by org.
    pub orgs: Vec<Counts>,
}

impl Planning {
    /// Everything selected, every org a target.
    pub fn new(world: World) -> Self {
        let source = view(id("source"), world.source, None);
        let targets = world.orgs.iter().enumerate().map(target).collect();
        let choices = Choices {
            source: source.org.clone(),
            selection: Selection::everything(),
            destinations: Destinations::default(),
            options: Options::default(),
            policy: Policy::default(),
            only: BTreeMap::new(),
        };
        Self {
            world,
            choices,
            source,
            targets,
            planner: Planner::default(),
            last: None,
        }
    }

    /// What is planned.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Drops the last plan and everything the planner remembers.
    pub fn forget(&mut self) {
        self.last = None;
        self.planner = Planner::default();
    }

    /// Plans every item for every org, and counts.
    pub fn plan(&mut self) -> Counted {
        self.choices.selection = Selection::everything();
        self.run()
    }

    /// Unticks one item, plans again, and counts.
    pub fn untick(&mut self, item: usize) -> Counted {
        let Self { world, choices, .. } = self;
        let children = |folder: &ItemPath| world.children(folder);
        choices.selection = Selection::everything();
        choices.selection.untick(&world.path(item), children);
        self.run()
    }

    fn run(&mut self) -> Counted {
        // The planner would have to copy what the last plan holds.
        self.last = None;
        let input = PlanInput {
            nodes: &self.world.nodes,
            choices: &self.choices,
            source: &self.source,
            targets: &self.targets,
            unread: &[],
        };
        let planned = self
            .planner
            .plan(&input)
            .expect("a world has all its nodes");
        let counted = Counted {
            all: counts(&planned.plan.counts()),
            orgs: planned
                .plan
                .orgs()
                .map(|(_, o)| counts(&o.counts))
                .collect(),
        };
        self.last = Some(planned);
        counted
    }
}

/// The entry of an item that is no folder.
pub(crate) fn leaf(name: ItemName, kind: ItemKind, digest: Digest) -> Entry {
    Entry::leaf(name, kind, digest, Extra::default())
}

fn target((index, trees): (usize, &OrgTrees)) -> OrgView {
    // As many digits in every id, so that plans list the orgs in this order.
    view(id(&format!("org-{index:04}")), trees.root, trees.base)
}

fn view(org: OrgId, root: Digest, base: Option<Digest>) -> OrgView {
    OrgView {
        org,
        root,
        base,
        facts: Facts::default(),
        protected: false,
        taken_at: Millis::default(),
    }
}

fn counts(of: &plan::Counts) -> Counts {
    use plan::Class::{Behind, Blocked, Diverged, Edited, New, Same, Unknown};
    let classes = [New, Same, Behind, Edited, Diverged, Unknown, Blocked];
    Counts(classes.map(|class| u32::try_from(of.of(class)).expect("far fewer cells")))
}

fn id(text: &str) -> OrgId {
    OrgId::new(text).expect("letters and digits")
}
