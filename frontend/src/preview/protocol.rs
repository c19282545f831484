use std::collections::BTreeSet;

use orgcast_shared::content::ItemKind;
use orgcast_shared::id::{Digest, ItemPath, Millis, OrgId};
use orgcast_shared::plan::{
    Action, Class, ConnectionNeed, Cost, Counts, DependencyStatus, Exceeded, ItemLine,
};
use orgcast_shared::select::Choices;
use serde::{Deserialize, Serialize};

use super::{CellDiff, ChangeLine, FileComparison, OpenedFile, SourceTree};
use crate::api::ApiError;

/// Numbers requests, so that an answer to an older one can be told from the newest.
pub(crate) type Ticket = u64;

/// What the page asks the worker.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Ask {
    /// Fetch the newest snapshots and say what the source org holds.
    Open { ticket: Ticket, source: OrgId },
    /// Plan, then check the plan. Rests on the snapshots of the last `Open`.
    Plan {
        ticket: Ticket,
        choices: Box<Choices>,
    },
    /// What happens in these orgs by the newest plan, of which they are one group or a part of one.
    Cells { orgs: Vec<OrgId> },
    /// The items of the newest plan, each over all orgs.
    Items,
    /// The text of the newest plan as a file.
    Export { ticket: Ticket },
    /// Opens the text of a plan file.
    OpenFile { text: String },
    /// The cells of one org in the open plan file.
    FileCells { org: OrgId },
    /// Compares the open plan file with what its choices would make now.
    CompareFile,
    /// Compares the open plan file with another, of which this is the text.
    CompareFiles { text: String },
    /// What differs in one org, by the last comparison.
    FileChanges { org: OrgId },
    /// What differs in one cell of the newest plan.
    Diff {
        ticket: Ticket,
        org: OrgId,
        path: ItemPath,
    },
}

/// What the worker answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// To `Open`.
    Opened {
        ticket: Ticket,
        result: Result<Opened, Trouble>,
    },
    /// To `Plan`, as soon as there is a plan.
    Planned {
        ticket: Ticket,
        result: Result<Box<Preview>, Trouble>,
    },
    /// To `Plan`, when the plan was checked.
    Checked { ticket: Ticket, check: Check },
    /// To `Cells`, for the plan that was asked for with this ticket.
    Cells {
        plan: Ticket,
        orgs: Vec<OrgId>,
        result: OrgCells,
    },
    /// To `Items`, for the plan that was asked for with this ticket.
    Items { plan: Ticket, items: Vec<ItemLine> },
    /// To `Export`.
    Exported {
        ticket: Ticket,
        plan: Digest,
        text: String,
    },
    /// To `OpenFile`.
    File(Result<Box<OpenedFile>, FileTrouble>),
    /// To `FileCells`.
    FileCells { org: OrgId, result: OrgCells },
    /// To `CompareFile` and `CompareFiles`.
    Compared(Result<FileComparison, FileTrouble>),
    /// To `FileChanges`.
    FileChanges {
        org: OrgId,
        changes: Vec<ChangeLine>,
    },
    /// To `Diff`.
    Diff {
        ticket: Ticket,
        result: Result<CellDiff, Trouble>,
    },
}

/// What is known of the orgs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Opened {
    /// The orgs that were read.
    pub(crate) read: BTreeSet<OrgId>,
    /// What the source org holds; `None` when it was never read.
    pub(crate) tree: Option<SourceTree>,
}

/// A plan, as the page needs it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Preview {
    /// What was chosen.
    pub(crate) choices: Choices,
    /// All cells, counted.
    pub(crate) counts: Counts,
    /// The orgs in which exactly the same happens, together.
    pub(crate) groups: Vec<PreviewGroup>,
    /// What carrying it out takes at least.
    pub(crate) cost: Cost,
    /// The budgets of the policy that the plan exceeds.
    pub(crate) exceeded: Vec<Exceeded>,
    /// Selected places that the source no longer has.
    pub(crate) not_in_source: Vec<ItemPath>,
    /// The org that was read longest ago, and when.
    pub(crate) oldest_read: Option<(OrgId, Millis)>,
    /// The orgs that Orgcast never wrote to.
    pub(crate) without_base: Vec<OrgId>,
}

/// Orgs in which exactly the same happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PreviewGroup {
    /// The orgs.
    pub(crate) orgs: Vec<OrgId>,
    /// What happens in each of them.
    pub(crate) counts: Counts,
    /// The connections that the written items need.
    pub(crate) connections: Vec<ConnectionNeed>,
}

/// A plan's hash and what the check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Check {
    /// The plan hash.
    pub(crate) plan: Digest,
    /// Each org's part of the plan hash.
    pub(crate) sides: Vec<(OrgId, Digest)>,
    /// What is wrong with the plan, in words. Empty when it is fine.
    pub(crate) findings: Vec<String>,
}

/// What happens in one org, or in several in which the same happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct OrgCells {
    /// The cells of each of the orgs.
    pub(crate) cells: Vec<CellLine>,
    /// What Orgcast once wrote in each of them and the source no longer has.
    pub(crate) orphans: Vec<ItemPath>,
    /// What the push takes at least in all of them.
    pub(crate) cost: Cost,
    /// What the pushed items refer to, and what that means in each of the orgs, which may differ.
    pub(crate) dependencies: Vec<DependencyLine>,
}

/// Something that pushed items refer to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct DependencyLine {
    /// In how many of the orgs it has which status.
    pub(crate) statuses: Vec<(DependencyStatus, u64)>,
    /// What it is; of one org alone, what it means there, in a sentence.
    pub(crate) what: String,
    /// The first of the items that refer to it.
    pub(crate) items: Vec<ItemPath>,
    /// How many they are.
    pub(crate) total: u64,
}

/// One cell, without its digests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CellLine {
    pub(crate) path: ItemPath,
    pub(crate) kind: ItemKind,
    pub(crate) action: Action,
    pub(crate) class: Class,
    /// Whether it is written or compared without its schedule.
    pub(crate) stripped: bool,
    /// Whether the policy can decide about it.
    pub(crate) can_rule: bool,
    /// Why, in a sentence.
    pub(crate) why: String,
}

/// Why the worker has no result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Trouble {
    /// The edge's answer can't be used.
    Api(ApiError),
    /// The edge no longer has a node or a body that a snapshot refers to, or it is damaged.
    Incomplete,
    /// The source org was never read.
    SourceUnread,
    /// The plan that was asked about has been replaced.
    NoPlan,
    /// The worker itself didn't start.
    NoWorker,
}

/// Why a plan file isn't shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum FileTrouble {
    /// It can't be opened; why, as a sentence without a full stop.
    Unreadable(String),
    /// The worker has no result.
    Worker(Trouble),
}

impl From<Trouble> for FileTrouble {
    fn from(trouble: Trouble) -> Self {
        Self::Worker(trouble)
    }
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}
