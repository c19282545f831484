use serde::{Deserialize, Serialize};

use crate::content::ItemKind;
use crate::id::ItemPath;

/// What became of one item in one org. Every cell of a push ends with exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It was created, and reads back equal.
    Created,
    /// It was replaced, and reads back equal.
    Replaced,
    /// It was removed, and nothing reads back.
    Removed,
    /// There was nothing to do.
    Same,
    /// The target had changed since the preview, so it was left alone.
    ChangedSincePreview,
    /// It was written, but reads back different.
    Unverified,
    /// Writing it failed.
    Failed,
    /// The push was stopped before it was its turn.
    Stopped,
    /// The policy left it as it is.
    Kept,
    /// The plan said that it can't be pushed.
    Blocked,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 10] = [
        Self::Created,
        Self::Replaced,
        Self::Removed,
        Self::Same,
        Self::ChangedSincePreview,
        Self::Unverified,
        Self::Failed,
        Self::Stopped,
        Self::Kept,
        Self::Blocked,
    ];

    /// Whether something may have been written: what wasn't read back as it was to be may be there all
    /// the same.
    pub fn may_be_written(self) -> bool {
        matches!(
            self,
            Self::Created | Self::Replaced | Self::Removed | Self::Unverified | Self::Failed
        )
    }

    /// Whether *Retry* covers it.
    pub fn can_be_retried(self) -> bool {
        matches!(
            self,
            Self::ChangedSincePreview | Self::Unverified | Self::Failed | Self::Stopped
        )
    }
}

/// One line of a push's results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CellRecord {
    /// Which item.
    pub path: ItemPath,
    /// What it is.
    pub kind: ItemKind,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, where the outcome doesn't say it all: Sumo Logic's code and a plain sentence. Empty
    /// otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// What a person should know although it went well, as sentences without a full stop.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Whether it is a folder that wasn't selected, which the push only has for what goes into it. A retry
    /// leaves it to those items.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub for_items: bool,
}

/// How many cells had which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeCounts {
    /// Cells created.
    pub created: u64,
    /// Cells replaced.
    pub replaced: u64,
    /// Cells removed.
    #[serde(default)]
    pub removed: u64,
    /// Cells with nothing to do.
    pub same: u64,
    /// Cells that had changed since the preview.
    pub changed_since_preview: u64,
    /// Cells that read back different.
    pub unverified: u64,
    /// Cells that failed.
    pub failed: u64,
    /// Cells that were stopped.
    pub stopped: u64,
    /// Cells that the policy left as they are.
    #[serde(default)]
    pub kept: u64,
    /// Cells that can't be pushed.
    pub blocked: u64,
    /// Cells that went well and have [warnings](CellRecord::warnings), whatever their outcome.
    #[serde(default)]
    pub warned: u64,
    /// Those of them that no retry names.
    #[serde(default, skip_serializing_if = "ForItems::is_none")]
    pub for_items: ForItems,
}

/// How many of the cells that went wrong are [folders that weren't selected](CellRecord::for_items).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForItems {
    /// Those that failed or read back different.
    pub failed: u64,
    /// Those that were stopped.
    pub stopped: u64,
    /// Those that had changed since the preview.
    pub changed: u64,
}

impl ForItems {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// The place in which this outcome is counted; none for one that isn't retried.
    fn of(&mut self, outcome: Outcome) -> Option<&mut u64> {
        match outcome {
            Outcome::Failed | Outcome::Unverified => Some(&mut self.failed),
            Outcome::Stopped => Some(&mut self.stopped),
            Outcome::ChangedSincePreview => Some(&mut self.changed),
            _ => None,
        }
    }
}

impl OutcomeCounts {
    /// Counts one cell.
    pub fn add(&mut self, outcome: Outcome) {
        *match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Replaced => &mut self.replaced,
            Outcome::Removed => &mut self.removed,
            Outcome::Same => &mut self.same,
            Outcome::ChangedSincePreview => &mut self.changed_since_preview,
            Outcome::Unverified => &mut self.unverified,
            Outcome::Failed => &mut self.failed,
            Outcome::Stopped => &mut self.stopped,
            Outcome::Kept => &mut self.kept,
            Outcome::Blocked => &mut self.blocked,
        } += 1;
    }

    /// How many cells had this outcome.
    pub fn get(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Created => self.created,
            Outcome::Replaced => self.replaced,
            Outcome::Removed => self.removed,
            Outcome::Same => self.same,
            Outcome::ChangedSincePreview => self.changed_since_preview,
            Outcome::Unverified => self.unverified,
            Outcome::Failed => self.failed,
            Outcome::Stopped => self.stopped,
            Outcome::Kept => self.kept,
            Outcome::Blocked => self.blocked,
        }
    }

    /// Every cell counted.
    pub fn cells(&self) -> u64 {
        Outcome::ALL.iter().map(|outcome| self.get(*outcome)).sum()
    }

    /// Adds another count to this one.
    pub fn merge(&mut self, other: &Self) {
        self.created += other.created;
        self.replaced += other.replaced;
        self.removed += other.removed;
        self.same += other.same;
        self.changed_since_preview += other.changed_since_preview;
        self.unverified += other.unverified;
        self.failed += other.failed;
        self.stopped += other.stopped;
        self.kept += other.kept;
        self.blocked += other.blocked;
        self.warned += other.warned;
        self.for_items.failed += other.for_items.failed;
        self.for_items.stopped += other.for_items.stopped;
        self.for_items.changed += other.for_items.changed;
    }
}

/// Counts the outcomes of cells.
impl<'a> FromIterator<&'a CellRecord> for OutcomeCounts {
    fn from_iter<I: IntoIterator<Item = &'a CellRecord>>(cells: I) -> Self {
        let mut counts = Self::default();
        for cell in cells {
            counts.add(cell.outcome);
            counts.warned += u64::from(!cell.warnings.is_empty());
            if cell.for_items
                && let Some(count) = counts.for_items.of(cell.outcome)
            {
                *count += 1;
            }
        }
        counts
    }
}
