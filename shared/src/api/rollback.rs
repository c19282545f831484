use serde::{Deserialize, Serialize};

use crate::content::{ConnectionKey, ItemKind};
use crate::id::{Digest, ItemPath, Millis, OrgId};
use crate::plan::Action;
use crate::plan::rollback::{RollbackCell, RollbackCounts};
use crate::select::{RollbackChoices, Rollout};

/// Starts a rollback: choices and the hash of what was previewed, never states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartRollback {
    /// What was chosen.
    pub choices: RollbackChoices,
    /// The hash that was approved.
    pub plan: Digest,
    /// As in [`super::StartPush`].
    pub idempotency_key: String,
    /// In which waves it goes.
    #[serde(default, skip_serializing_if = "Rollout::is_default")]
    pub rollout: Rollout,
}

/// What a rollback of these choices would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RollbackPreview {
    /// The hash to approve.
    pub plan: Digest,
    /// How many cells there are in all orgs.
    pub counts: RollbackCounts,
    /// Every org that the push may have written to, chosen or not, by name.
    pub orgs: Vec<OrgRollbackPreview>,
    /// Every item that the push may have written in the org that was asked for, or in the first one, by
    /// path; chosen or not, as if all were.
    pub lines: Vec<RollbackLine>,
}

/// What a rollback would do in one org.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OrgRollbackPreview {
    /// Which org.
    pub org: OrgId,
    /// Its name at the time of the push.
    pub name: String,
    /// When what it rests on was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Millis>,
    /// How many cells it has; none where nothing is chosen there.
    pub counts: RollbackCounts,
    /// Connections that the push created there, and that stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub connections: Vec<ConnectionKey>,
    /// Why nothing can be rolled back there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<RollbackObstacle>,
}

/// Why nothing can be rolled back in an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RollbackObstacle {
    /// What it held before the push isn't recorded.
    NotRecorded,
    /// It isn't connected any more.
    Disconnected,
    /// It has to be read first.
    Unread,
}

/// What a rollback would do to one item, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RollbackLine {
    /// Which item.
    pub path: ItemPath,
    /// What it is.
    pub kind: ItemKind,
    /// What happens.
    pub action: Action,
    /// Why, as a sentence without a full stop.
    pub why: String,
    /// Whether it can't be rolled back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub blocked: bool,
    /// Whether it is no longer as the push meant to leave it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
}

impl From<&RollbackCell> for RollbackLine {
    fn from(cell: &RollbackCell) -> Self {
        Self {
            path: cell.path.clone(),
            kind: cell.kind,
            action: cell.action,
            why: cell.reason.sentence(),
            blocked: cell.is_blocked(),
            changed: cell.reason.is_changed(),
        }
    }
}
