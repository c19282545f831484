use serde::{Deserialize, Serialize};

/// Where one org stands in a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OrgState {
    /// Its turn has not come.
    Waiting,
    /// Its content is being read.
    Reading,
    /// Items are being written.
    Writing,
    /// What was written is being read back.
    Verifying,
    /// It rests between two writes, because the push is paused.
    Paused,
    /// Every cell has its outcome, and none of them is a failure.
    Done,
    /// Every cell has its outcome, and some are failures.
    Failed,
    /// The push was stopped before the org was done.
    Stopped,
}

impl OrgState {
    /// Whether nothing more will happen in this org.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Stopped)
    }

    /// Whether something is being done in this org.
    pub fn is_at_work(self) -> bool {
        matches!(self, Self::Reading | Self::Writing | Self::Verifying)
    }
}

/// Where a push stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PushState {
    /// Orgs are being written to.
    Running,
    /// A wave is over, and the next one begins when its time has come or somebody has it go on.
    Waiting,
    /// More orgs of the wave failed than may: nothing new begins until somebody has it go on.
    Halted,
    /// Somebody paused it: orgs at work come to rest, and no other begins.
    Paused,
    /// Somebody stopped it; calls in flight are being finished.
    Stopping,
    /// Every org is done.
    Succeeded,
    /// Every org came to its end, some with failures.
    Failed,
    /// It was stopped.
    Stopped,
}

impl PushState {
    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Stopped)
    }
}
