//! What the page calls.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Counted, Planning, Set, World, as_json};

/// A world in the browser, and the planner that plans it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Bench {
    planning: Planning,
}

#[wasm_bindgen]
impl Bench {
    /// The world of the set of this name.
    pub fn of(set: &str) -> Option<Self> {
        let planning = Planning::new(World::new(Set::named(set)?));
        Some(Self { planning })
    }

    /// How many orgs there are.
    pub fn orgs(&self) -> usize {
        self.set().orgs()
    }

    /// How often everything is planned.
    pub fn rounds(&self) -> usize {
        self.set().rounds()
    }

    /// The items that are unticked, one at a time.
    pub fn unticked(&self) -> Vec<usize> {
        self.set().unticked().collect()
    }

    /// Drops the last plan and everything the planner remembers.
    pub fn forget(&mut self) {
        self.planning.forget();
    }

    /// Plans everything; gives the counts of seven classes for every org in turn, then for all.
    pub fn plan(&mut self) -> Vec<u32> {
        flat(&self.planning.plan())
    }

    /// Unticks one item and plans again; gives what `plan` gives.
    pub fn untick(&mut self, item: usize) -> Vec<u32> {
        flat(&self.planning.untick(item))
    }

    /// The source as JSON: digests by path.
    pub fn source(&self) -> String {
        let world = self.planning.world();
        as_json(&world.nodes, &world.source)
    }

    /// What an org has, as JSON.
    pub fn target(&self, org: usize) -> Option<String> {
        let world = self.planning.world();
        Some(as_json(&world.nodes, &world.orgs.get(org)?.root))
    }

    /// What was written to an org last, as JSON; nothing where nothing ever was.
    pub fn base(&self, org: usize) -> Option<String> {
        let world = self.planning.world();
        let base = world.orgs.get(org)?.base?;
        Some(as_json(&world.nodes, &base))
    }

    fn set(&self) -> Set {
        self.planning.world().set
    }
}

fn flat(counted: &Counted) -> Vec<u32> {
    let rows = counted.orgs.iter().chain([&counted.all]);
    rows.flat_map(|counts| counts.0).collect()
}
