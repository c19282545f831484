//! Opens a plan file, and believes none of its digests.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use thiserror::Error;

use super::records::{RecordId, Records};
use super::stored::{StoredFile, StoredHead, StoredOrg, StoredRecord};
use super::{FileOrg, PlanFile};
use crate::id::OrgId;
use crate::plan::digest::{digest_cells, digest_org, digest_plan};

/// Why a text can't be opened as a plan file.
#[derive(Debug, Error)]
pub enum PlanFileError {
    /// It isn't JSON, or only a part of it.
    #[error("this isn't a plan file, or only a part of one: {0}")]
    NotJson(serde_json::Error),
    /// It is JSON of some other kind.
    #[error("this file holds something else than a plan of Orgcast")]
    NotAPlan,
    /// A later Orgcast wrote it.
    #[error(
        "this plan file has version {found} of the format, and this Orgcast knows none after \
         {known}; open it with a newer one",
        known = PlanFile::VERSION
    )]
    Newer {
        /// The file's version.
        found: u32,
    },
    /// A field is missing or can't be read.
    #[error("this plan file is damaged: {0}")]
    Unreadable(serde_json::Error),
    /// Its content isn't what its digests say.
    #[error("this plan file was damaged or changed by hand: {0}")]
    Damaged(Damage),
}

/// Which part of a plan file can't be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Damage {
    /// One of the distinct outcomes.
    #[error("outcome {number} doesn't fit the others")]
    Outcome {
        /// Its place among the outcomes, from 0.
        number: usize,
    },
    /// What happens in one org.
    #[error("what happens in {org} has another digest")]
    Org {
        /// The org.
        org: OrgId,
    },
    /// The choices, or which orgs there are.
    #[error("the plan as a whole has another digest")]
    Plan,
    /// What the plan hash leaves out: source, report and roots.
    #[error("what it says about its source, its reads or its orgs' trees was changed")]
    Seal,
}

impl PlanFile {
    /// Opens the text of a plan file.
    ///
    /// # Errors
    ///
    /// When it isn't a plan file that this version knows, or when its content isn't what its digests
    /// say.
    pub fn open(text: &str) -> Result<Self, PlanFileError> {
        // A list or a number is JSON as well, and no plan.
        let IgnoredAny = serde_json::from_str(text).map_err(PlanFileError::NotJson)?;
        let head: StoredHead = serde_json::from_str(text).map_err(|_| PlanFileError::NotAPlan)?;
        if head.format != Self::FORMAT || head.version == 0 {
            return Err(PlanFileError::NotAPlan);
        }
        if head.version > Self::VERSION {
            let found = head.version;
            return Err(PlanFileError::Newer { found });
        }
        let stored = serde_json::from_str(text).map_err(PlanFileError::Unreadable)?;
        Self::check(stored).map_err(PlanFileError::Damaged)
    }

    fn check(stored: StoredFile) -> Result<Self, Damage> {
        let records = read_records(stored.outcomes)?;
        let mut orgs = BTreeMap::new();
        for org in stored.orgs {
            let (id, org) = read_org(&records, org)?;
            if orgs.insert(id.clone(), org).is_some() {
                return Err(Damage::Org { org: id });
            }
        }
        if let Some(number) = records.first_unused(orgs.values().map(|org| org.outcome)) {
            return Err(Damage::Outcome { number });
        }
        let digests: Vec<_> = orgs.values().map(|org| org.digest).collect();
        if digest_plan(stored.planner, &stored.choices, &digests) != stored.digest {
            return Err(Damage::Plan);
        }
        let file = Self {
            planner: stored.planner,
            digest: stored.digest,
            choices: stored.choices,
            source: stored.source,
            report: stored.report,
            records,
            orgs,
        };
        if file.seal() == stored.seal {
            Ok(file)
        } else {
            Err(Damage::Seal)
        }
    }
}

/// More places than any org has: a few lines could name astronomically many.
const MAX_PLACES: u64 = 10_000_000;

/// More folders in each other than any org has: every answer goes down all of them.
const MAX_DEPTH: u32 = 500;

fn read_records(stored: Vec<StoredRecord>) -> Result<Records, Damage> {
    let mut records = Records::default();
    for (number, StoredRecord { name, cell, below }) in stored.into_iter().enumerate() {
        let fits = records.are_rows(below.as_deref().unwrap_or_default());
        // Only Admin Recommended has no name, and nothing is decided about it.
        let is_placed = name.is_some() || (cell.is_none() && below.is_some());
        if !fits || !is_placed {
            return Err(Damage::Outcome { number });
        }
        let id = records.add(name, cell, below);
        let record = &records[id];
        let is_sane = record.places <= MAX_PLACES && record.depth <= MAX_DEPTH;
        if !is_sane || records.len() != number + 1 {
            return Err(Damage::Outcome { number });
        }
    }
    Ok(records)
}

fn read_org(records: &Records, stored: StoredOrg) -> Result<(OrgId, FileOrg), Damage> {
    let below = |id: RecordId| {
        let root = records.find(id).filter(|record| record.name.is_none())?;
        root.digests.below
    };
    let id = stored.org;
    let Some(below) = below(stored.outcome) else {
        return Err(Damage::Org { org: id });
    };
    let cells = digest_cells(&below, &stored.connections);
    if digest_org(&id, &cells) != stored.digest {
        return Err(Damage::Org { org: id });
    }
    let org = FileOrg {
        outcome: stored.outcome,
        cells,
        digest: stored.digest,
        root: stored.root,
        base: stored.base,
        connections: stored.connections,
    };
    Ok((id, org))
}
