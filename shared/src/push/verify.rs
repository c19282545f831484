use std::collections::{BTreeMap, BTreeSet};

use super::calls::Calls;
use super::differing::differing;
use super::failed_import::FailedImport;
use super::hints::Top;
use super::read::{Library, OrgRead, read_again, read_org};
use super::results::Results;
use super::settle::{At, Held};
use super::target_run::{CHANGED, OTHER_HANDS};
use super::write::Written;
use super::{CaptureError, Captured, Journal, OrderCell};
use crate::api::LogLevel;
use crate::content::TreeError;
use crate::history::Outcome;
use crate::id::{ItemName, ItemPath};
use crate::plan::Action;
use crate::select::Options;
use crate::sumo::library;

/// Finds out what became of the cells that were to be written: what the org holds decides.
pub(super) struct Verify<'a> {
    pub(super) calls: &'a Calls,
    pub(super) options: Options,
    /// What the org held before.
    pub(super) before: &'a Library,
    pub(super) cells: Vec<&'a OrderCell>,
    pub(super) written: &'a Written,
    /// What this run has announced.
    pub(super) announced: &'a BTreeSet<ItemPath>,
    /// What earlier parts of it have announced.
    pub(super) journal: &'a Journal,
}

const STILL_THERE: &str = "Sumo Logic reported success, but the item is still there; roll back once more, or remove it by hand";
const NOT_THERE: &str = "Sumo Logic reported success, but the item isn't there; retry";

impl Verify<'_> {
    /// Reads the org again.
    pub(super) async fn read_back(
        &self,
        results: &mut Results<'_>,
    ) -> Result<Captured, CaptureError> {
        // An org that nothing was written to may be empty still.
        let read = if self.announced.is_empty() {
            read_org(self.calls, None).await
        } else {
            read_again(self.calls, &self.top(), &self.names()?).await
        };
        let OrgRead {
            definitions,
            library,
            ..
        } = read?;
        let held = Held {
            nodes: &library.nodes,
            root: &library.root,
            options: self.options,
        };
        let mut open = Vec::new();
        for &cell in &self.cells {
            match held.at(cell)? {
                at if at == At::from(cell.source) => {
                    let unwritten = results.is_stopped(&cell.path) && !self.may_be_ours(&cell.path);
                    if unwritten || !self.is_ours(&cell.path) {
                        results.set(&cell.path, Outcome::Same, OTHER_HANDS);
                    } else {
                        results.written(cell);
                    }
                }
                at if results.is_open(&cell.path) => open.push((cell, at)),
                _ => {}
            }
        }
        let mut reasons = self.reasons(&open).await;
        let mut different = Vec::new();
        for (cell, at) in open {
            let reason = reasons.remove(&cell.path);
            // What was never begun and isn't as it was planned for is another's doing.
            let is_as_planned = held.exactly(cell)? == At::from(cell.target);
            if !self.is_ours(&cell.path) && (reason.is_none() || !is_as_planned) {
                results.moved(cell, CHANGED);
                continue;
            }
            let (outcome, detail) = match (reason, at) {
                (Some(reason), _) => (Outcome::Failed, reason),
                (None, _) if cell.source.is_none() => (Outcome::Failed, STILL_THERE.to_owned()),
                (None, At::Nothing) => (Outcome::Failed, NOT_THERE.to_owned()),
                (None, _) => {
                    different.push(cell);
                    continue;
                }
            };
            results.set(&cell.path, outcome, &detail);
        }
        let details = differing(self.calls, &different, &held).await?;
        for (cell, detail) in different.into_iter().zip(details) {
            results.set(&cell.path, Outcome::Unverified, &detail);
        }
        let mut captured = Captured::new(self.calls, &library, definitions);
        captured.verified = results.verified(&held)?;
        Ok(captured)
    }

    /// Admin Recommended as it is if all went well.
    fn top(&self) -> Top {
        let cells = |wanted| {
            let with_it = self.cells.iter().filter(|cell| cell.action == wanted);
            with_it.count() as u64
        };
        Top {
            id: self.before.id.clone(),
            items: (self.before.items + cells(Action::Create))
                .saturating_sub(cells(Action::Remove)),
        }
    }

    /// What is directly in Admin Recommended if all went well that the calls say went well.
    fn names(&self) -> Result<Vec<ItemName>, TreeError> {
        let mut names = Vec::new();
        for entry in &self.before.nodes.get(&self.before.root)?.entries {
            names.push(entry.name.clone());
        }
        for cell in &self.cells {
            let [name] = cell.path.names() else {
                continue;
            };
            match cell.action {
                Action::Remove => names.retain(|known| known != name),
                Action::Create if self.went_well(&cell.path) => names.push(name.clone()),
                _ => {}
            }
        }
        Ok(names)
    }

    fn went_well(&self, path: &ItemPath) -> bool {
        let (announced, written) = (self.announced, self.written);
        announced.contains(path)
            && !written.errors.contains_key(path)
            && !written.unsure.contains(path)
    }

    /// Whether a cell that was stopped may have been written before.
    fn may_be_ours(&self, path: &ItemPath) -> bool {
        self.written.unsure.contains(path) || self.journal.may_have_written(path)
    }

    fn is_ours(&self, path: &ItemPath) -> bool {
        self.announced.contains(path) || self.journal.may_have_written(path)
    }

    /// The org couldn't be read back.
    pub(super) fn unread(&self, error: &CaptureError, results: &mut Results<'_>) {
        self.calls
            .port
            .log(LogLevel::Error, format!("Couldn't read back: {error}"));
        for cell in &self.cells {
            if !results.is_open(&cell.path) {
                continue;
            }
            let reason = self.written.errors.get(&cell.path);
            let unsure = self.written.unsure.contains(&cell.path);
            if let Some(reason) = reason.filter(|_| !unsure) {
                results.set(&cell.path, Outcome::Failed, reason);
            } else if !self.is_ours(&cell.path) {
                // There was nothing to be done by then.
                let detail = format!("it couldn't be read back: {error}");
                results.set(&cell.path, Outcome::Failed, &detail);
            } else {
                let was = if unsure { "may have been" } else { "was" };
                let detail = format!("it {was} written, but couldn't be read back: {error}");
                results.set(&cell.path, Outcome::Unverified, &detail);
            }
        }
    }

    /// Why cells aren't there: what the writing call said, or else what the import that covered
    /// them says of its items. An import may succeed as a whole and leave some of them out.
    async fn reasons(&self, open: &[(&OrderCell, At)]) -> BTreeMap<ItemPath, String> {
        let mut reasons = self.written.errors.clone();
        for (job, paths) in &self.written.imports {
            let unexplained =
                |path: &ItemPath| paths.contains(path) && !self.written.errors.contains_key(path);
            let of_job: Vec<_> = open
                .iter()
                .map(|(cell, _)| &cell.path)
                .filter(|path| unexplained(path))
                .collect();
            if of_job.is_empty() {
                continue;
            }
            // For messages only, so nothing depends on its being there.
            let Ok(answer) = self.calls.repeat(job.result()).await else {
                continue;
            };
            let failures = library::import_failures(&answer)
                .ok()
                .flatten()
                .unwrap_or_default();
            let failed = FailedImport {
                failures,
                ..FailedImport::default()
            };
            for path in of_job {
                let reason = failed.reason_of(path);
                reasons.extend(reason.map(|reason| (path.clone(), reason)));
            }
        }
        reasons
    }
}
