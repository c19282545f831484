use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{Digest, ItemPath, JobId};
use crate::sumo::jobs::Job;

/// One durable line about a run in one org. An intent stands before the call it announces; what
/// became of it stands after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JournalEntry {
    /// The org was read, and nothing has been written yet.
    Before(Before),
    /// These items are about to be written with one call. Many take several lines of one number.
    Intent {
        /// Numbers the writes of a run.
        write: u32,
        /// Which items.
        paths: Vec<ItemPath>,
    },
    /// The call started a job.
    Job {
        /// Which write.
        write: u32,
        /// Where the job was started.
        base: String,
        /// The job.
        job: JobId,
    },
    /// The write came to its end, for good or bad; what it did is read from the org.
    Settled {
        /// Which write.
        write: u32,
    },
}

/// What an org was like before anything was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Before {
    /// The root of its tree.
    pub root: Digest,
    /// The root of its base, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Digest>,
}

/// A write whose end nobody saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OpenWrite {
    write: u32,
    /// Which items.
    pub(super) paths: Vec<ItemPath>,
    /// Its job, if it is known.
    pub(super) job: Option<Job>,
}

/// What the journal of a run says, after a restart or at its beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal {
    before: Option<Before>,
    intended: BTreeSet<ItemPath>,
    /// A handful at most.
    open: Vec<OpenWrite>,
    next: u32,
}

impl Journal {
    /// Adds a line that was read back.
    pub fn add(&mut self, entry: JournalEntry) {
        match entry {
            JournalEntry::Before(before) => {
                // It stands before the first intent, so the newest is the one that was written by.
                self.before = Some(before);
            }
            JournalEntry::Intent { write, paths } => {
                self.intended.extend(paths.iter().cloned());
                let mut open = self.open.iter_mut();
                match open.find(|open| open.write == write) {
                    Some(open) => open.paths.extend(paths),
                    None => self.open.push(OpenWrite {
                        write,
                        paths,
                        job: None,
                    }),
                }
                self.next = self.next.max(write + 1);
            }
            JournalEntry::Job { write, base, job } => {
                let mut open = self.open.iter_mut();
                if let Some(open) = open.find(|open| open.write == write) {
                    open.job = Some(Job { base, id: job });
                }
            }
            JournalEntry::Settled { write } => {
                self.open.retain(|open| open.write != write);
            }
        }
    }

    /// What the org was like before the run wrote anything.
    pub(super) fn before(&self) -> Option<Before> {
        self.before
    }

    /// Whether nothing was written so far.
    pub fn is_empty(&self) -> bool {
        self.intended.is_empty()
    }

    /// Whether an earlier part of this run may have written the item.
    pub(super) fn may_have_written(&self, path: &ItemPath) -> bool {
        self.intended.contains(path)
    }

    /// The writes whose end nobody saw.
    pub(super) fn open(&self) -> &[OpenWrite] {
        &self.open
    }

    /// The number of the next write.
    pub(super) fn next(&self) -> u32 {
        self.next
    }
}

impl FromIterator<JournalEntry> for Journal {
    fn from_iter<I: IntoIterator<Item = JournalEntry>>(entries: I) -> Self {
        let mut journal = Self::default();
        entries.into_iter().for_each(|entry| journal.add(entry));
        journal
    }
}
