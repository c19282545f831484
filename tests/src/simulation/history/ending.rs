//! How a run ends, and what is kept of it.

use std::collections::BTreeSet;

use orgcast_shared::content::{FolderNode, rebase};
use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath, Millis};
use orgcast_shared::push::{Captured, JournalEntry, OrgOutcome, TakesBack};

use super::fault::Fault;
use super::state::{Due, End, History, Output, Run};

impl History {
    /// A run has come to its end.
    pub(super) fn finish(&mut self, org: usize, output: Output) {
        let run = self.agents[org].run.take().expect("a run");
        match output {
            Output::Read(read) => {
                self.note(|| match &read {
                    Ok(_) => format!("{org}: was read"),
                    Err(error) => format!("{org}: couldn't be read: {error}"),
                });
                self.agents[org].unread = read.is_err();
                if let Ok(captured) = read {
                    self.check_read(org, &run, &captured);
                    self.keep_read(org, &run, captured);
                }
                self.agents[org].jobs.retain(|job| job.number != run.job);
                self.agenda.add(self.now, Due::Begin(org));
            }
            Output::Push(outcome) if outcome.state == OrgState::Paused => {
                let push = run.push.expect("a push");
                self.rest(org, push, run.job);
                self.agenda.add(self.now, Due::Begin(org));
            }
            Output::Push(mut outcome) => {
                self.check_outcome(org, &run, &outcome);
                self.check_left_behind(org, &run, &outcome);
                self.check_undone(org, &run, &outcome);
                let after = outcome.captured.as_ref().map(|captured| captured.root);
                if let Some(captured) = outcome.captured.take() {
                    self.check_read(org, &run, &captured);
                    self.save(org, &run, captured);
                }
                if self.loses(org, Fault::Crash) {
                    return self.crash(org);
                }
                self.end_push(org, run.job, &outcome, after);
            }
        }
    }

    /// The newest read of an org after a push, with its new base.
    fn save(&mut self, org: usize, run: &Run, captured: Captured) {
        if !captured.verified.is_empty() {
            let base = self.bases[org];
            let push = run.push.expect("a push");
            let ours = match self.pushes[push].orders[&org].order.takes_back {
                None => captured.root,
                Some(TakesBack { base: Some(former) }) => former,
                Some(_) => self.store.nodes.insert(FolderNode::default()),
            };
            let nodes = &self.store.nodes;
            let rebased = rebase(nodes, base.as_ref(), &ours, &captured.verified);
            let rebased = rebased.expect("stored trees");
            self.store.nodes.extend(rebased.nodes);
            let verified = &captured.verified;
            self.check_base(org, run, verified, base.as_ref(), rebased.root.as_ref());
            self.bases[org] = rebased.root;
        }
        self.keep_read(org, run, captured);
    }

    fn keep_read(&mut self, org: usize, run: &Run, captured: Captured) {
        self.snapshots[org] = Some(captured);
        self.read_since[org] = run.reading_since;
    }

    /// An org's part of a push has ended, and its coordinator is to be told.
    pub(super) fn end_push(
        &mut self,
        org: usize,
        job: u64,
        outcome: &OrgOutcome,
        after: Option<Digest>,
    ) {
        self.note(|| format!("{org}: {:?} {}", outcome.state, outcome.message));
        for cell in &outcome.cells {
            self.note(|| format!("    {:?} {} {}", cell.outcome, cell.path, cell.detail));
        }
        let at = self.now;
        let found = self.agents[org].jobs.iter_mut();
        for job in found.filter(|known| known.number == job) {
            job.end = Some(End {
                at,
                state: outcome.state,
                cells: outcome.cells.clone(),
                message: outcome.message.clone(),
                before: outcome.before,
                after,
                announced: announced(&job.journal),
            });
            (job.begun, job.due) = (0, Millis(0));
            job.journal.clear();
        }
        let mut cells = outcome.cells.iter();
        if after.is_none() && cells.any(|cell| cell.outcome == Outcome::Unverified) {
            // Nobody knows what is there now.
            self.add_job(org, None);
        }
        self.agenda.add(self.now, Due::Begin(org));
    }
}

/// What a journal says was to be written.
fn announced(journal: &[JournalEntry]) -> BTreeSet<ItemPath> {
    let paths = journal.iter().filter_map(|entry| match entry {
        JournalEntry::Intent { paths, .. } => Some(paths),
        _ => None,
    });
    paths.flatten().cloned().collect()
}
