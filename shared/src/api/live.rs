use serde::{Deserialize, Serialize};

use super::{OrgProgress, Push, PushDetail};
use crate::id::{Millis, OrgId};

/// What the live connection of a push sends. The first event is always `Start`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
// See `OrgStatus` for why it has no tag.
#[serde(rename_all = "camelCase")]
pub enum LiveEvent {
    /// Everything there is to know now; also the newest log lines.
    Start {
        /// The push and its orgs.
        detail: PushDetail,
        /// The newest lines of the log, oldest first; at most 500.
        log: Vec<LogLine>,
    },
    /// An org moved on.
    Org {
        /// Where it stands now.
        org: OrgProgress,
        /// Where the push stands now.
        push: Push,
    },
    /// The push itself moved on.
    Push {
        /// Where it stands now.
        push: Push,
    },
    /// A line was added to the log.
    Log {
        /// The line.
        line: LogLine,
    },
    /// The push came to its end; nothing follows.
    End {
        /// The push.
        push: Push,
    },
}

/// The log of a push, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogList {
    /// The lines.
    pub lines: Vec<LogLine>,
}

/// One line of a push's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogLine {
    /// When.
    pub at: Millis,
    /// Which org it is about.
    pub org: OrgId,
    /// How much it matters.
    pub level: LogLevel,
    /// What happened, in a sentence.
    pub message: String,
}

/// How much a log line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LogLevel {
    /// Worth knowing.
    Info,
    /// Something a person should look at; the push goes on.
    Warning,
    /// Something failed.
    Error,
}
