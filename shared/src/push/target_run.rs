use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::calls::Calls;
use super::folders::Folders;
use super::hints::Top;
use super::lookalikes::Lookalikes;
use super::machine::{Machine, Notice, Port};
use super::read::{Library, OrgRead, ReadConnection, read_org};
use super::results::Results;
use super::sabotage::{self, Sabotage};
use super::settle::{Held, Standing, makes_folder};
use super::together::together;
use super::verify::Verify;
use super::write::Writer;
use super::{
    Before, CaptureError, Captured, ConnectionDefinition, Hints, Journal, JournalEntry, OrderCell,
    OrgOrder, remove,
};
use crate::api::LogLevel;
use crate::content::TreeError;
use crate::history::{CellRecord, OrgState, Outcome};
use crate::id::{Digest, ItemPath};
use crate::plan::Action;
use crate::sumo::library::Listing;
use crate::sumo::{CallError, guess};

/// What became of a push in one org.
#[derive(Debug, Clone)]
pub struct OrgOutcome {
    /// How the org ended; [`OrgState::Paused`] where it didn't: then the run is to be begun again.
    pub state: OrgState,
    /// Every cell of the order, in its order, with its outcome; none where the run only rests.
    pub cells: Vec<CellRecord>,
    /// Why the org as a whole failed; empty when it didn't.
    pub message: String,
    /// What the org was like before anything was written, if it was read.
    pub before: Option<Before>,
    /// What the org holds now, if it was read back.
    pub captured: Option<Captured>,
}

/// Carries out one org's part of a plan: reads the org, leaves alone what moved since the preview,
/// writes the rest, and reads back what became of it.
///
/// `base` is the root of the org's base, for the record alone. `definitions` are the source's connections,
/// for those that the target lacks. `journal` is what an earlier run of the same order left behind, if
/// it was interrupted; `hints` are those of the org's newest read, if there are any. `seed` spreads
/// the waits of different orgs.
pub fn target_run(
    order: OrgOrder,
    base: Option<Digest>,
    definitions: Vec<ConnectionDefinition>,
    journal: Journal,
    hints: Hints,
    seed: u64,
) -> Machine<OrgOutcome> {
    Machine::new(move |port| async move {
        let mut results = Results::new(&order);
        if order.cells.iter().all(|cell| !cell.blocked.is_empty()) {
            return results.finish(String::new(), None, None);
        }
        let run = Run {
            calls: Calls::new(port, seed, hints.pace),
            order: &order,
            base,
            definitions,
            top: hints.top,
            before: Cell::new(journal.before()),
            journal,
        };
        match run.go(&mut results).await {
            Ok(End::Paused) => OrgOutcome::paused(),
            Ok(End::Whole(message, captured)) => results.finish(
                message,
                run.before.get(),
                captured.map(|captured| *captured),
            ),
            Err(error) => {
                let message = error.to_string();
                run.calls.port.log(LogLevel::Error, message.clone());
                results.unread(Some(&run.journal), &message);
                results.finish(message, run.before.get(), None)
            }
        }
    })
}

impl OrgOutcome {
    fn paused() -> Self {
        Self {
            state: OrgState::Paused,
            cells: Vec::new(),
            message: String::new(),
            before: None,
            captured: None,
        }
    }
}

/// How a run ended.
enum End {
    /// Every cell has its outcome or is to get it from what the org as a whole came to: why it
    /// failed, and what it holds now.
    Whole(String, Option<Box<Captured>>),
    /// It rests between two writes.
    Paused,
}

/// Why a cell is the same that was to be written, and wasn't.
pub(super) const OTHER_HANDS: &str = "it became the same by other hands";
pub(super) const CHANGED: &str = "somebody changed it since the preview";
const OURS_OR_CHANGED: &str = "it may have been written, but reads back different";

const AT_WORK: &str = "an earlier write may still be at work in the org, so try again later";

struct Run<'a> {
    calls: Calls,
    order: &'a OrgOrder,
    base: Option<Digest>,
    definitions: Vec<ConnectionDefinition>,
    journal: Journal,
    top: Option<Top>,
    /// See [`OrgOutcome::before`].
    before: Cell<Option<Before>>,
}

impl Run<'_> {
    fn port(&self) -> &Port {
        &self.calls.port
    }

    /// Writes what can be written and reads back.
    async fn go(&self, results: &mut Results<'_>) -> Result<End, CaptureError> {
        if self.port().is_pausing() {
            return Ok(End::Paused);
        }
        self.port().tell(Notice::State(OrgState::Reading));
        let at_work = self.wait_for_open_writes().await;
        let read = Box::pin(read_org(&self.calls, self.top.as_ref()));
        let read = if self.journal.is_empty() {
            self.port().unless_ending(read).await
        } else {
            Some(read.await)
        };
        let Some(read) = read else {
            if self.port().is_pausing() {
                return Ok(End::Paused);
            }
            results.rest(Outcome::Stopped, "");
            return Ok(End::Whole(String::new(), None));
        };
        let OrgRead {
            connections,
            definitions,
            library: mut before,
        } = read?;
        let was = Before {
            root: before.root,
            base: self.base,
        };
        if self.journal.is_empty() {
            self.before.set(Some(was));
        }
        let todo = self.compare(&before, &at_work, results)?;
        if todo.is_empty() {
            return self.untouched(&before, definitions, results);
        }
        if self.journal.is_empty() {
            // A run that starts over must not take what it wrote for what was there.
            self.port().journal(JournalEntry::Before(was)).await;
        }
        self.port().tell(Notice::State(OrgState::Writing));
        let folders = Folders::new(&self.calls);
        let top = Listing {
            id: before.id.clone(),
            description: None,
            children: std::mem::take(&mut before.children),
        };
        folders.add(&ItemPath::root(), before.since, top);
        let mut writer = Writer::new(
            &self.calls,
            self.order,
            &self.definitions,
            connections,
            &self.journal,
            folders,
            (self.held(&before), before.since),
        );
        let earlier = self.order.writes().count().saturating_sub(todo.len());
        writer.written.set(earlier as u64);
        writer.write(&todo).await;
        if writer.paused && self.port().is_pausing() {
            return Ok(End::Paused);
        }
        for cell in &writer.stopped {
            results.set(&cell.path, Outcome::Stopped, "");
        }
        for path in &writer.done.moved {
            results.set(path, Outcome::ChangedSincePreview, CHANGED);
        }
        if writer.stopped.len() == todo.len() && !writer.has_written_since(self.journal.next()) {
            return self.untouched(&before, definitions, results);
        }
        let (written, fatal) = (writer.done, writer.fatal.take().unwrap_or_default());
        let announced = writer.announced.into_inner();
        self.port().tell(Notice::State(OrgState::Verifying));
        let late = self.order.writes();
        let late = late.filter(|cell| is_in(&at_work, &cell.path));
        let verify = Verify {
            calls: &self.calls,
            options: self.order.options,
            before: &before,
            cells: todo.iter().copied().chain(late).collect(),
            written: &written,
            announced: &announced,
            journal: &self.journal,
        };
        match verify.read_back(results).await {
            Ok(captured) => Ok(End::Whole(fatal, Some(Box::new(captured)))),
            Err(error) => {
                verify.unread(&error, results);
                let message = if fatal.is_empty() {
                    error.to_string()
                } else {
                    fatal
                };
                Ok(End::Whole(message, None))
            }
        }
    }

    /// Ends a run that wrote nothing: the org holds what was read.
    fn untouched(
        &self,
        read: &Library,
        definitions: Vec<ReadConnection>,
        results: &Results<'_>,
    ) -> Result<End, CaptureError> {
        let mut captured = Captured::new(&self.calls, read, definitions);
        captured.verified = results.verified(&self.held(read))?;
        Ok(End::Whole(String::new(), Some(Box::new(captured))))
    }

    /// An earlier part of this run may have left writes behind whose end nobody saw.
    /// Gives the items of those that may still be at work.
    async fn wait_for_open_writes(&self) -> BTreeSet<ItemPath> {
        let open = self.journal.open();
        let unanswered = open.iter().filter(|open| open.job.is_none());
        if let Some(objects) = unanswered.map(|open| open.paths.len()).max() {
            let span = guess::lost_write_may_run(objects);
            self.port().sleep(span).await;
        }
        let at_work = RefCell::new(BTreeSet::new());
        let known = &at_work;
        let waits = open.iter().map(|open| async move {
            if let Some(job) = &open.job {
                // How it ended doesn't matter: what it did is read from the org.
                let ended = self.calls.finish_job(job).await;
                let is_open = |error: CallError| error.outcome_unknown() || error.is_transient();
                if ended.is_err_and(is_open) {
                    known.borrow_mut().extend(open.paths.iter().cloned());
                }
            }
        });
        together(guess::JOBS_AT_ONCE, waits).await;
        at_work.into_inner()
    }

    /// Compares every cell with what is there, and gives those to be written that stand as planned.
    fn compare(
        &self,
        library: &Library,
        at_work: &BTreeSet<ItemPath>,
        results: &mut Results<'_>,
    ) -> Result<Vec<&OrderCell>, TreeError> {
        let held = self.held(library);
        let mut lookalikes = Lookalikes::new(self.order, held);
        let mut todo: Vec<&OrderCell> = Vec::new();
        for cell in &self.order.cells {
            if cell.action == Action::Keep {
                results.set(&cell.path, Outcome::Kept, "");
                continue;
            }
            if cell.action == Action::Nothing {
                if results.is_open(&cell.path) {
                    match held.standing(cell, false)? {
                        Standing::AsPlanned => results.set(&cell.path, Outcome::Same, ""),
                        _ => results.moved(cell, CHANGED),
                    }
                }
                continue;
            }
            let ours = self.journal.may_have_written(&cell.path);
            let parent = cell.path.parent().unwrap_or_default();
            match held.standing(cell, ours)? {
                Standing::Written => results.written(cell),
                _ if is_in(at_work, &cell.path) => {
                    results.set(&cell.path, Outcome::Failed, AT_WORK);
                }
                Standing::Equal => {
                    results.set(&cell.path, Outcome::Same, OTHER_HANDS);
                }
                Standing::AsPlanned => {
                    if held.folder(&parent)?.is_none() && !is_made(&todo, &parent) {
                        results.moved(cell, "its folder isn't there");
                    } else if cell.action == Action::Remove {
                        todo.push(cell);
                    } else if let Some(why) = lookalikes.of(cell)? {
                        results.moved(cell, &why);
                    } else {
                        todo.push(cell);
                    }
                }
                Standing::Moved if sabotage::is(Sabotage::IgnoreMoved) => todo.push(cell),
                Standing::Moved if ours => {
                    results.set(&cell.path, Outcome::Unverified, OURS_OR_CHANGED);
                }
                Standing::Moved => results.moved(cell, CHANGED),
            }
        }
        let staying = remove::staying(&todo, held)?;
        todo.retain(|cell| {
            let stays = staying.contains(&cell.path);
            if stays {
                results.moved(
                    cell,
                    "since the preview there is something in it that stays",
                );
            }
            !stays
        });
        Ok(todo)
    }

    fn held<'a>(&self, library: &'a Library) -> Held<'a> {
        Held {
            nodes: &library.nodes,
            root: &library.root,
            options: self.order.options,
        }
    }
}

/// Whether a place, or a folder around it, is one of these.
fn is_in(places: &BTreeSet<ItemPath>, path: &ItemPath) -> bool {
    places.iter().any(|place| place.holds(path))
}

/// Whether one of these cells, which come in the order of their paths, makes the folder at `path`.
fn is_made(cells: &[&OrderCell], path: &ItemPath) -> bool {
    let found = cells.binary_search_by(|cell| cell.path.cmp(path)).ok();
    let cell = found.and_then(|found| cells.get(found));
    cell.is_some_and(|cell| makes_folder(cell))
}
