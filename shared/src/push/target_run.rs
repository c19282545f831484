use std::collections::{BTreeMap, BTreeSet};

use super::calls::Calls;
use super::folders::Folders;
use super::machine::{Machine, Notice, Port};
use super::read::{Library, read_connections, read_library};
use super::settle::{Held, Standing, makes_folder};
use super::write::Writer;
use super::{CaptureError, Captured, ConnectionDefinition, Journal, OrderCell, OrgOrder};
use crate::api::LogLevel;
use crate::content::{Connections, Facts, TreeError};
use crate::history::{CellRecord, OrgState, Outcome, OutcomeCounts};
use crate::id::{ItemPath, Millis};
use crate::plan::Action;
use crate::sumo::library::Listing;
use crate::sumo::{connections, guess};

/// What became of a push in one org.
#[derive(Debug, Clone, PartialEq)]
pub struct OrgOutcome {
    /// How the org ended.
    pub state: OrgState,
    /// Every cell of the order, in its order, with its outcome.
    pub cells: Vec<CellRecord>,
    /// Why the org as a whole failed; empty when it didn't.
    pub message: String,
    /// What the org holds now, if it was read back.
    pub captured: Option<Captured>,
}

/// Carries out one org's part of a plan: reads the org, leaves alone what moved since the preview,
/// writes the rest, and reads back what became of it.
///
/// `definitions` are the source's connections, for those that the target lacks. `journal` is what an
/// earlier run of the same order left behind, if it was interrupted. `seed` spreads the waits of
/// different orgs.
pub fn target_run(
    order: OrgOrder,
    definitions: Vec<ConnectionDefinition>,
    journal: Journal,
    seed: u64,
) -> Machine<OrgOutcome> {
    Machine::new(move |port| async move {
        let mut results = Results::new(&order);
        if order.writes().next().is_none() {
            return results.finish(String::new(), None);
        }
        let run = Run {
            calls: Calls::new(port, seed),
            order: &order,
            definitions,
            journal,
        };
        match run.go(&mut results).await {
            Ok((message, captured)) => results.finish(message, captured),
            Err(error) => {
                let message = error.to_string();
                run.calls.port.log(LogLevel::Error, message.clone());
                results.rest(Outcome::Failed, &message);
                results.finish(message, None)
            }
        }
    })
}

struct Run<'a> {
    calls: Calls,
    order: &'a OrgOrder,
    definitions: Vec<ConnectionDefinition>,
    journal: Journal,
}

impl Run<'_> {
    fn port(&self) -> &Port {
        &self.calls.port
    }

    /// Writes what can be written and reads back. The text says why the org as a whole failed.
    async fn go(
        &self,
        results: &mut Results<'_>,
    ) -> Result<(String, Option<Captured>), CaptureError> {
        self.port().tell(Notice::State(OrgState::Reading));
        self.wait_for_open_writes().await;
        if self.port().is_stopping() && self.journal.is_empty() {
            results.rest(Outcome::Stopped, "");
            return Ok((String::new(), None));
        }
        let (mut connections, _) = read_connections(&self.calls).await?;
        let before = read_library(&self.calls, &connections).await?;
        let todo = self.compare(&before, results)?;
        self.create_connections(&mut connections).await;
        self.port().tell(Notice::State(OrgState::Writing));
        let mut folders = Folders::new(&self.calls);
        folders.add(
            &ItemPath::root(),
            Listing {
                id: before.id,
                children: before.children,
            },
        );
        let mut writer = Writer::new(
            &self.calls,
            self.order.options,
            &connections,
            self.journal.next(),
            folders,
        );
        for cell in writer.write(&todo).await {
            results.set(&cell.path, Outcome::Stopped, "");
        }
        let (errors, fatal) = (writer.errors, writer.fatal.unwrap_or_default());
        self.port().tell(Notice::State(OrgState::Verifying));
        match self.read_back(&todo, &errors, results).await {
            Ok(captured) => Ok((fatal, Some(captured))),
            Err(error) => {
                self.unread(&todo, &errors, &error, results);
                Ok((
                    if fatal.is_empty() {
                        error.to_string()
                    } else {
                        fatal
                    },
                    None,
                ))
            }
        }
    }

    /// An earlier part of this run may have left writes behind whose end nobody saw.
    async fn wait_for_open_writes(&self) {
        for job in self.journal.open() {
            if let Some(job) = job {
                // How it ended doesn't matter: what it did is read from the org.
                drop(self.calls.finish_job(job).await);
            } else {
                let span = Millis(guess::LOST_IMPORT_MAY_RUN_MS);
                self.port().sleep(span).await;
            }
        }
    }

    /// Compares every cell to be written with what is there, and gives those that stand as planned.
    fn compare(
        &self,
        library: &Library,
        results: &mut Results<'_>,
    ) -> Result<Vec<&OrderCell>, TreeError> {
        let held = self.held(library);
        let mut todo: Vec<&OrderCell> = Vec::new();
        let mut made: BTreeSet<&ItemPath> = BTreeSet::new();
        for cell in self.order.writes() {
            let ours = self.journal.may_have_written(&cell.path);
            let parent = cell.path.parent().unwrap_or_default();
            match held.standing(cell, ours)? {
                Standing::Written => results.written(cell),
                Standing::Equal => {
                    results.set(
                        &cell.path,
                        Outcome::Same,
                        "it became the same by other hands",
                    );
                }
                Standing::AsPlanned if made.contains(&parent) || held.has_folder(&parent)? => {
                    if makes_folder(cell) {
                        made.insert(&cell.path);
                    }
                    todo.push(cell);
                }
                Standing::AsPlanned => results.moved(cell, "its folder is gone"),
                Standing::Moved => results.moved(cell, "somebody changed it since the preview"),
            }
        }
        Ok(todo)
    }

    fn held<'a>(&self, library: &'a Library) -> Held<'a> {
        Held {
            nodes: &library.nodes,
            root: &library.root,
            options: self.order.options,
        }
    }

    /// Creates the connections that are needed and not there. Where that fails, the items that need
    /// the connection fail when their turn comes.
    async fn create_connections(&self, there: &mut Connections) {
        for key in &self.order.connections {
            if !there.ids_of(key).is_empty() {
                continue;
            }
            let wanted = self
                .definitions
                .iter()
                .find(|definition| definition.key == *key);
            let Some(wanted) = wanted else { continue };
            let created = self
                .calls
                .once(connections::create(&wanted.definition))
                .await;
            match created.and_then(|answer| connections::read_created(&answer)) {
                Ok(connection) => {
                    self.port().log(
                        LogLevel::Warning,
                        format!(
                            "Created connection {} ({}) without its secrets; add them in the org",
                            key.name, key.kind
                        ),
                    );
                    there.extend([(connection.id, key.clone())]);
                }
                Err(error) => {
                    // The answer may have been lost after the effect.
                    if let Ok((known, _)) = read_connections(&self.calls).await {
                        *there = known;
                    }
                    if there.ids_of(key).is_empty() {
                        let line = format!("Couldn't create connection {}: {error}", key.name);
                        self.port().log(LogLevel::Error, line);
                    }
                }
            }
        }
    }

    /// Reads the org again: what is there decides what became of each cell.
    async fn read_back(
        &self,
        todo: &[&OrderCell],
        errors: &BTreeMap<ItemPath, String>,
        results: &mut Results<'_>,
    ) -> Result<Captured, CaptureError> {
        let (connections, definitions) = read_connections(&self.calls).await?;
        let library = read_library(&self.calls, &connections).await?;
        let held = self.held(&library);
        for cell in todo {
            if held.is_written(cell)? {
                results.written(cell);
            } else if results.is_open(&cell.path) {
                match errors.get(&cell.path) {
                    Some(error) => results.set(&cell.path, Outcome::Failed, error),
                    None => results.set(
                        &cell.path,
                        Outcome::Unverified,
                        "it was written, but reads back different",
                    ),
                }
            }
        }
        Ok(Captured {
            taken_at: self.port().now(),
            root: library.root,
            facts: Facts {
                connections: connections.keys(),
            },
            items: library.items,
            connections: definitions,
        })
    }

    /// The org couldn't be read back.
    fn unread(
        &self,
        todo: &[&OrderCell],
        errors: &BTreeMap<ItemPath, String>,
        error: &CaptureError,
        results: &mut Results<'_>,
    ) {
        self.port()
            .log(LogLevel::Error, format!("Couldn't read back: {error}"));
        for cell in todo
            .iter()
            .filter(|cell| results.is_open(&cell.path))
            .collect::<Vec<_>>()
        {
            if let Some(error) = errors.get(&cell.path) {
                results.set(&cell.path, Outcome::Failed, error);
            } else {
                let detail = format!("it was written, but couldn't be read back: {error}");
                results.set(&cell.path, Outcome::Unverified, &detail);
            }
        }
    }
}

/// The outcomes so far. A cell has one at the end, whatever happened.
struct Results<'a> {
    order: &'a OrgOrder,
    by_path: BTreeMap<ItemPath, (Outcome, String)>,
}

impl<'a> Results<'a> {
    fn new(order: &'a OrgOrder) -> Self {
        let mut results = Self {
            order,
            by_path: BTreeMap::new(),
        };
        for cell in order
            .cells
            .iter()
            .filter(|cell| cell.action == Action::Nothing)
        {
            let outcome = if cell.blocked.is_empty() {
                Outcome::Same
            } else {
                Outcome::Blocked
            };
            results.set(&cell.path, outcome, &cell.blocked);
        }
        results
    }

    fn set(&mut self, path: &ItemPath, outcome: Outcome, detail: &str) {
        self.by_path
            .insert(path.clone(), (outcome, detail.to_owned()));
    }

    fn written(&mut self, cell: &OrderCell) {
        let outcome = match cell.action {
            Action::Replace => Outcome::Replaced,
            Action::Create | Action::Nothing => Outcome::Created,
        };
        self.set(&cell.path, outcome, "");
    }

    fn moved(&mut self, cell: &OrderCell, detail: &str) {
        self.set(&cell.path, Outcome::ChangedSincePreview, detail);
    }

    fn is_open(&self, path: &ItemPath) -> bool {
        !self.by_path.contains_key(path)
    }

    /// Gives every cell that has no outcome yet this one.
    fn rest(&mut self, outcome: Outcome, detail: &str) {
        for cell in &self.order.cells {
            if self.is_open(&cell.path) {
                self.set(&cell.path, outcome, detail);
            }
        }
    }

    fn finish(mut self, message: String, captured: Option<Captured>) -> OrgOutcome {
        self.rest(Outcome::Failed, &message);
        let mut counts = OutcomeCounts::default();
        let cells = self.order.cells.iter().filter_map(|cell| {
            let (outcome, detail) = self.by_path.remove(&cell.path)?;
            counts.add(outcome);
            Some(CellRecord {
                path: cell.path.clone(),
                kind: cell.kind,
                outcome,
                detail,
            })
        });
        let cells: Vec<_> = cells.collect();
        let failures = counts.failed + counts.unverified + counts.changed_since_preview;
        let state = if failures > 0 || !message.is_empty() {
            OrgState::Failed
        } else if counts.stopped > 0 {
            OrgState::Stopped
        } else {
            OrgState::Done
        };
        OrgOutcome {
            state,
            cells,
            message,
            captured,
        }
    }
}
