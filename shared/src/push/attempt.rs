//! How one unit goes, and what is made of it.

use super::OrderCell;
use super::import::MAX_BYTES_PER_IMPORT;
use super::units::Unit;
use super::write::Writer;
use super::write_error::WriteError;
use crate::api::LogLevel;
use crate::id::{ContentId, ItemPath};
use crate::sumo::CallError;
use crate::sumo::jobs::Job;

/// How one unit went, as far as the calls say.
pub(super) enum Attempt {
    /// It was written.
    Done(Made),
    Stopped,
    Paused,
    /// Somebody changed by then what it was to replace or remove.
    Moved,
    /// The folder that it was to make came up by other hands; what is missing in it is still to be written.
    Apart,
    Failed(WriteError),
}

/// What a unit's calls say of what they made.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// The import that did it.
    pub(super) import: Option<Job>,
    /// The id of what is new, if the calls tell it.
    pub(super) id: Option<ContentId>,
}

/// A unit that was attempted.
pub(super) struct Tried<'a> {
    pub(super) unit: Unit<'a>,
    pub(super) attempt: Attempt,
    /// What was too much for one import, and is no part of the unit any more.
    pub(super) left: Vec<&'a OrderCell>,
}

impl<'a> Writer<'a> {
    pub(super) async fn attempt(&self, unit: Unit<'a>, folder: &ContentId) -> Tried<'a> {
        let brings_content = matches!(unit, Unit::Tree { .. } | Unit::Item(_));
        let replaces = unit.replaces();
        let port = &self.calls.port;
        // A look takes its time and asks for the state of jobs itself.
        let mut beginning = (brings_content && !replaces).then(|| self.beginning.enter(port));
        let mut turn = if brings_content || replaces {
            Some(self.loading.take(port).await)
        } else {
            None
        };
        let mut tried = Tried {
            unit,
            attempt: Attempt::Stopped,
            left: Vec::new(),
        };
        // Much may have happened when its turn comes.
        if let Some(attempt) = self.hindered() {
            tried.attempt = attempt;
            return tried;
        }
        let otherwise = if replaces {
            self.unlike_planned(tried.unit.top()).await
        } else {
            self.is_taken(&tried.unit)
        };
        if let Some(attempt) = otherwise {
            tried.attempt = attempt;
            return tried;
        }
        let made = if !brings_content {
            drop(turn.take());
            self.write_plain(&tried.unit, folder).await
        } else if let Err(error) = self.connected(&tried.unit.cells()) {
            Err(error.into())
        } else {
            beginning.get_or_insert_with(|| self.beginning.enter(port));
            let bodies = self.load(&tried.unit).await;
            if let Some(attempt) = self.hindered() {
                tried.attempt = attempt;
                return tried;
            }
            tried.left = tried.unit.cut_off(&bodies, MAX_BYTES_PER_IMPORT);
            self.import(&tried.unit, folder, bodies, (turn, beginning))
                .await
        };
        let had_effect = made.as_ref().err().is_none_or(WriteError::is_unsure);
        let is_moved = replaces && !had_effect && self.was_moved(tried.unit.top());
        tried.attempt = if is_moved && self.was_given_up(tried.unit.top()) {
            // It was found changed between two tries; another one might have gone well.
            Attempt::Moved
        } else {
            // Its last try may be the last call in this org, although the item was changed.
            let attempt = self.attempted(made);
            if is_moved { Attempt::Moved } else { attempt }
        };
        tried
    }

    /// A try came to its end; it may be the last one in this org.
    pub(super) fn attempted(&self, made: Result<Made, WriteError>) -> Attempt {
        let error = match made {
            Ok(made) => {
                self.forbidden.set(false);
                return Attempt::Done(made);
            }
            Err(error) => error,
        };
        if let Some(call) = error.call() {
            self.judge(call);
            // It might have been tried again, and had no effect.
            if call.is_transient()
                && !error.is_unsure()
                && let Some(ending @ (Attempt::Stopped | Attempt::Paused)) = self.hindered()
            {
                return ending;
            }
        }
        Attempt::Failed(error)
    }

    /// Decides whether a call that failed is the last one in this org. One item may be closed to the
    /// access key; a second one in a row says that the key lacks what all of them need.
    pub(super) fn judge(&self, call: &CallError) {
        // A good key is refused for a moment now and then, and who pauses or stops doesn't write again to
        // find out.
        if call.is_transient() && self.calls.port.is_ending() {
            return;
        }
        let ends = call.ends_org() && (!call.is_forbidden() || self.forbidden.replace(true));
        if ends {
            self.fatal.borrow_mut().get_or_insert(call.to_string());
        }
    }

    /// Why nothing is written any more.
    pub(super) fn hindered(&self) -> Option<Attempt> {
        if self.calls.port.is_stopping() {
            return Some(Attempt::Stopped);
        }
        if let Some(message) = &*self.fatal.borrow() {
            return Some(Attempt::Failed(WriteError::Ended(message.clone())));
        }
        self.calls.port.is_pausing().then_some(Attempt::Paused)
    }

    /// Remembers how a unit went. Gives a folder whose import failed as a whole: what is missing of it
    /// can be written one by one.
    pub(super) fn note(
        &mut self,
        unit: Unit<'a>,
        attempt: Attempt,
    ) -> Option<(&'a OrderCell, Vec<&'a OrderCell>)> {
        let error = match attempt {
            Attempt::Done(Made { import, id }) => {
                if let Some(job) = import {
                    self.done.imports.push((job, unit.paths()));
                }
                if let Unit::Tree { folder, .. } | Unit::Folder(folder) = &unit {
                    match id {
                        Some(id) => self.folders.made(&folder.path, id),
                        None => self.folders.forget(&folder.path),
                    }
                }
                return None;
            }
            Attempt::Stopped => {
                self.stopped.extend(unit.cells());
                return None;
            }
            Attempt::Apart => {
                return match unit {
                    Unit::Tree { folder, below } => Some((folder, below)),
                    _ => None,
                };
            }
            Attempt::Moved => {
                self.done.moved.extend(unit.paths());
                return None;
            }
            Attempt::Paused => {
                self.paused = true;
                // Somebody may stop the push before the rest of it comes to rest.
                self.stopped.extend(unit.cells());
                return None;
            }
            Attempt::Failed(error) => error,
        };
        if !matches!(error, WriteError::Ended(_)) {
            let top = &unit.top().path;
            let line = format!("Couldn't write {top}: {}", error.reason(top));
            self.calls.port.log(LogLevel::Error, line);
        }
        if error.is_unsure() {
            self.done.unsure.extend(unit.paths());
        }
        if self.calls.port.is_pausing() && error.call().is_some_and(CallError::is_transient) {
            // It might have been tried again, and the run begins again.
            self.paused = true;
            self.fail(&unit, |path| error.reason(path));
            return None;
        }
        // What may still be at work isn't written again.
        let again = self.fatal.borrow().is_none() && !matches!(error, WriteError::Open(_));
        match unit {
            Unit::Tree { folder, below } if again => return Some((folder, below)),
            unit => self.fail(&unit, |path| error.reason(path)),
        }
        None
    }

    pub(super) fn fail(&mut self, unit: &Unit<'_>, reason: impl Fn(&ItemPath) -> String) {
        for path in unit.paths() {
            let reason = reason(&path);
            self.done.errors.insert(path, reason);
        }
    }
}
