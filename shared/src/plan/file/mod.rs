//! The plan file: a plan as readable JSON that opens without a network.
//!
//! ```json
//! {
//! "format": "orgcast-plan",
//! "version": 1,
//! "planner": 3,
//! "digest": "…",
//! "seal": "…",
//! "choices": {…},
//! "source": {"org":"…","root":"…"},
//! "report": {…},
//! "outcomes": [
//! {"name":"Failed logins","cell":{"kind":"search","action":"create",…}},
//! {"name":"Baseline","cell":{…},"in":[0]},
//! {"in":[1]}
//! ],
//! "orgs": [
//! {"org":"…","outcome":2,"digest":"…","root":"…","base":null,"connections":[]}
//! ]
//! }
//! ```
//!
//! `outcomes` holds every distinct outcome once, one a line: an item with its cell, a folder with
//! the numbers of what is in it, counted from zero, and Admin Recommended itself without a name. A
//! line only refers to earlier lines. So a file is as long as its outcomes are many, however many
//! orgs share them.
//!
//! Nothing in it is secret: what items and connections hold stands there as digests only.
//!
//! Everything is covered by a digest that [`PlanFile::open`] computes again: `digest` is the plan
//! hash, each org has its own part of it, and `seal` covers the rest. They find damage and
//! carelessness; a file proves nothing about who made it.

mod answers;
mod causes;
mod collect;
mod compare;
mod open;
mod records;
mod stale;
mod stored;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;

use std::collections::BTreeMap;

pub use answers::FileGroup;
pub use compare::{CellChange, OrgDifference, PlanDifference};
pub use open::{Damage, PlanFileError};
pub use stale::Stale;
pub use stored::FileSource;

use self::records::{RecordId, Records};
use super::{ConnectionNeed, PlanReport};
use crate::id::{Digest, Hasher, OrgId};
use crate::select::Choices;

/// A plan that stands for itself: it answers without the trees that it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanFile {
    planner: u32,
    digest: Digest,
    choices: Choices,
    source: FileSource,
    report: PlanReport,
    records: Records,
    orgs: BTreeMap<OrgId, FileOrg>,
}

/// One org in a plan file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOrg {
    outcome: RecordId,
    /// What happens there, whatever the org's name; see [`super::Plan::cells_digest`].
    pub cells: Digest,
    /// Its part of the plan hash.
    pub digest: Digest,
    /// The root of its tree when the plan was made.
    pub root: Digest,
    /// The root of what Orgcast had last written there.
    pub base: Option<Digest>,
    /// The connections that the written items need.
    pub connections: Vec<ConnectionNeed>,
}

impl PlanFile {
    /// The format's name, in every file.
    pub const FORMAT: &'static str = "orgcast-plan";

    /// The version of the format, which changes with the way digests are made, too.
    pub const VERSION: u32 = 1;

    /// What the plan hash leaves out.
    fn seal(&self) -> Digest {
        let mut hasher = Hasher::new("orgcast plan file 1");
        hasher
            .digest(&self.digest)
            .text(&stored::line(&self.source))
            .text(&stored::line(&self.report));
        for org in self.orgs.values() {
            hasher.digest(&org.root).optional(org.base.as_ref());
        }
        hasher.finish()
    }
}
