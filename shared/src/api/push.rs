use serde::{Deserialize, Serialize};

use crate::content::ItemKind;
use crate::history::{CellRecord, Course, OrgState, OutcomeCounts, PushState};
use crate::id::{Digest, ItemPath, Millis, OrgId, PushId};
use crate::plan::{Action, Counts};
use crate::select::{Choices, Rollout};

/// Starts a push: choices and the hash of the plan that was previewed, never states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartPush {
    /// What was chosen.
    pub choices: Choices,
    /// The hash of the plan that was approved.
    pub plan: Digest,
    /// A random value of the caller's: a repeated request with the same one gives the same push.
    /// 1 to 64 letters, digits, hyphens or underscores.
    pub idempotency_key: String,
    /// The push that this one retries: the first one, or any retry of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_of: Option<PushId>,
    /// In which waves it goes.
    #[serde(default, skip_serializing_if = "Rollout::is_default")]
    pub rollout: Rollout,
}

/// Has a push go on that was paused, was halted, or waits between two waves. It names what its sender
/// saw: a push that has gone on since stays as it is, so that a repeated request does nothing twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResumePush {
    /// Where the push stood.
    pub state: PushState,
    /// Which wave was the newest to have begun; see [`Course::wave`].
    pub wave: u64,
}

/// The edge's plan has another hash than the one that was approved; it stands in the problem's
/// `mismatch`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanMismatch {
    /// The hash that was approved.
    pub approved: Digest,
    /// The hash that the edge gets now.
    pub current: Digest,
    /// What the edge's plan rests on, org by org, so that the caller can tell which org moved.
    pub orgs: Vec<PlanSide>,
}

/// One org of the edge's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanSide {
    /// Which org.
    pub org: OrgId,
    /// The org's part of the plan hash.
    pub digest: Digest,
    /// When the org was read.
    pub taken_at: Millis,
    /// What would happen there.
    pub counts: Counts,
}

/// A push, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Push {
    /// Its id.
    pub id: PushId,
    /// Who started it.
    pub by: String,
    /// When.
    pub started_at: Millis,
    /// When it came to its end.
    pub ended_at: Option<Millis>,
    /// Where it stands.
    pub state: PushState,
    /// The source org.
    pub source: OrgId,
    /// The source org's name at the time.
    pub source_name: String,
    /// The hash of its plan.
    pub plan: Digest,
    /// What the plan said.
    pub planned: Counts,
    /// What came of it so far.
    pub outcomes: OutcomeCounts,
    /// How long its calls take at least, by the planner's [cost](crate::plan::Plan::cost) of one wave
    /// after the other; none where nobody has counted them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Millis>,
    /// How many orgs it goes to.
    pub orgs: u64,
    /// How many items of the source it covers.
    pub items: u64,
    /// The first push, where this one retries something of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_of: Option<PushId>,
    /// In which waves it goes.
    #[serde(default, skip_serializing_if = "Rollout::is_default")]
    pub rollout: Rollout,
    /// How far it has come along them.
    #[serde(default)]
    pub course: Course,
    /// The push that this one rolls back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback_of: Option<PushId>,
}

/// Pushes, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushList {
    /// At most 50.
    pub pushes: Vec<Push>,
    /// Whether there are older ones; ask with `before` set to the last id.
    pub more: bool,
}

/// A push with its orgs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PushDetail {
    /// The push.
    pub push: Push,
    /// What was chosen.
    pub choices: Choices,
    /// Its orgs, by name.
    pub orgs: Vec<OrgProgress>,
}

/// Where one org of a push stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgProgress {
    /// Which org.
    pub org: OrgId,
    /// Its name at the time.
    pub name: String,
    /// Its wave; the first one is 1.
    #[serde(default = "first_wave")]
    pub wave: u64,
    /// Where it stands.
    pub state: OrgState,
    /// How many cells it has.
    pub cells: u64,
    /// How many of them are to be written.
    pub writes: u64,
    /// How many of those have been written so far, well or badly.
    pub written: u64,
    /// What came of it so far.
    pub outcomes: OutcomeCounts,
    /// Why the org as a whole failed or what a person should know; empty when there is nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

impl OrgProgress {
    /// Whether nothing went wrong here but that items were changed since the preview and left alone. A
    /// customer at work is no reason to halt a push.
    pub fn is_only_changed(&self) -> bool {
        let counts = &self.outcomes;
        let changed = counts.changed_since_preview > 0;
        changed && counts.failed + counts.unverified == 0 && self.message.is_empty()
    }
}

/// What to plan from in order to push again what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RetryChoices {
    /// The push's choices, for the orgs that are still connected and lack something; their
    /// [`Choices::only`] names what, every place by itself.
    pub choices: Choices,
    /// The first push, to be named when the new one is started.
    pub retry_of: PushId,
}

fn first_wave() -> u64 {
    1
}

/// The result of a push in one org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgResult {
    /// Where it stands.
    pub progress: OrgProgress,
    /// Every cell that has its outcome, by path.
    pub cells: Vec<CellRecord>,
    /// The others, by path; none where the org has ended, or where nothing can be found out just now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<OpenCell>,
}

/// A cell that has no outcome yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenCell {
    /// Which item.
    pub path: ItemPath,
    /// What it is.
    pub kind: ItemKind,
    /// What is planned.
    pub action: Action,
    /// How far it is.
    pub stage: Stage,
}

/// How far a cell is that has no outcome yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Its turn has not come.
    Waiting,
    /// It is being written.
    Writing,
    /// The call that writes it has come to its end, for good or bad. What came of it is known when it is
    /// read back.
    Checking,
}
