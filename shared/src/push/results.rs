use super::sabotage::{self, Sabotage};
use super::settle::{At, Held};
use super::{Before, Captured, Journal, OrderCell, OrgOrder, OrgOutcome};
use crate::content::TreeError;
use crate::history::{CellRecord, OrgState, Outcome, OutcomeCounts};
use crate::id::ItemPath;
use crate::plan::Action;

/// What is recorded of an org whose order can't be carried out any more, because of `message`. What
/// an earlier run announced in its `journal` may be there or not, since nobody has read it back; without
/// a journal that can be read, that is so of everything that was to be written.
pub fn given_up(order: &OrgOrder, journal: Option<&Journal>, message: &str) -> OrgOutcome {
    let mut results = Results::new(order);
    results.unread(journal, message);
    let before = journal.and_then(Journal::before);
    results.finish(message.to_owned(), before, None)
}

/// What is recorded of an org whose part of a push was stopped before it began.
pub fn called_off(order: &OrgOrder) -> OrgOutcome {
    let mut results = Results::new(order);
    results.rest(Outcome::Stopped, "");
    results.finish(String::new(), None, None)
}

/// The outcomes so far. A cell has one at the end, whatever happened.
pub(super) struct Results<'a> {
    order: &'a OrgOrder,
    /// Those of the order's cells, in their order.
    outcomes: Vec<Option<(Outcome, String)>>,
}

impl<'a> Results<'a> {
    pub(super) fn new(order: &'a OrgOrder) -> Self {
        let mut results = Self {
            order,
            outcomes: vec![None; order.cells.len()],
        };
        for cell in order.cells.iter().filter(|cell| !cell.blocked.is_empty()) {
            results.set(&cell.path, Outcome::Blocked, &cell.blocked);
        }
        results
    }

    pub(super) fn set(&mut self, path: &ItemPath, outcome: Outcome, detail: &str) {
        let place = self.order.place(path);
        if let Some(known) = place.and_then(|place| self.outcomes.get_mut(place)) {
            *known = Some((outcome, detail.to_owned()));
        }
    }

    pub(super) fn written(&mut self, cell: &OrderCell) {
        let outcome = match cell.action {
            Action::Replace => Outcome::Replaced,
            Action::Remove => Outcome::Removed,
            Action::Create | Action::Keep | Action::Nothing => Outcome::Created,
        };
        self.set(&cell.path, outcome, "");
    }

    pub(super) fn moved(&mut self, cell: &OrderCell, detail: &str) {
        self.set(&cell.path, Outcome::ChangedSincePreview, detail);
    }

    pub(super) fn is_open(&self, path: &ItemPath) -> bool {
        let place = self.order.place(path);
        place.is_some_and(|place| matches!(self.outcomes.get(place), Some(None)))
    }

    pub(super) fn is_stopped(&self, path: &ItemPath) -> bool {
        let known = self
            .order
            .place(path)
            .and_then(|place| self.outcomes.get(place));
        matches!(known, Some(Some((Outcome::Stopped, _))))
    }

    /// The cells that went well and that `held`, the newest read, finds as the order wants them, down
    /// to the schedules that weren't compared. Somebody may have edited an item after it was compared:
    /// that is not ours, and neither is a schedule that was there before.
    pub(super) fn verified(&self, held: &Held<'_>) -> Result<Vec<ItemPath>, TreeError> {
        let mut verified = Vec::new();
        for (cell, outcome) in self.order.cells.iter().zip(&self.outcomes) {
            let went_well = matches!(
                outcome,
                Some((
                    Outcome::Created | Outcome::Replaced | Outcome::Removed | Outcome::Same,
                    _
                ))
            );
            let blind = cell.action.writes() && sabotage::is(Sabotage::UnverifiedBase);
            let is_foreign = self.order.takes_back.is_some() && !cell.action.writes();
            if blind || went_well && !is_foreign && held.exactly(cell)? == At::from(cell.source) {
                verified.push(cell.path.clone());
            }
        }
        Ok(verified)
    }

    /// The org can't be read, because of `message`: what the journal of an earlier run announced may be
    /// there or not; anything, where there is no journal.
    pub(super) fn unread(&mut self, journal: Option<&Journal>, message: &str) {
        for cell in self.order.writes() {
            let is_ours = journal.is_none_or(|journal| journal.may_have_written(&cell.path));
            if is_ours && self.is_open(&cell.path) {
                let detail = format!("it may have been written, but wasn't read back: {message}");
                self.set(&cell.path, Outcome::Unverified, &detail);
            }
        }
    }

    /// Gives every cell that was to be written and has no outcome yet this one. What was the same in
    /// the preview and wasn't looked at since stays so.
    pub(super) fn rest(&mut self, outcome: Outcome, detail: &str) {
        for cell in &self.order.cells {
            if !self.is_open(&cell.path) {
                continue;
            }
            match cell.action {
                Action::Nothing => self.set(&cell.path, Outcome::Same, "as of the preview"),
                Action::Keep => self.set(&cell.path, Outcome::Kept, ""),
                Action::Create | Action::Replace | Action::Remove => {
                    self.set(&cell.path, outcome, detail);
                }
            }
        }
    }

    pub(super) fn finish(
        mut self,
        message: String,
        before: Option<Before>,
        captured: Option<Captured>,
    ) -> OrgOutcome {
        self.rest(Outcome::Failed, &message);
        let mut counts = OutcomeCounts::default();
        let ended = self.order.cells.iter().zip(self.outcomes);
        let cells = ended.filter_map(|(cell, outcome)| {
            let (outcome, detail) = outcome?;
            counts.add(outcome);
            let warnings = match outcome {
                Outcome::Created | Outcome::Replaced | Outcome::Removed => cell.warnings.clone(),
                _ => Vec::new(),
            };
            Some(CellRecord {
                path: cell.path.clone(),
                kind: cell.kind,
                outcome,
                detail,
                warnings,
                for_items: cell.for_items,
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
            before,
            captured,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::content::{Entry, Extra, FolderNode, ItemKind, Nodes};
    use crate::id::{Digest, ItemName};
    use crate::push::JournalEntry;
    use crate::select::Options;

    #[test]
    fn a_schedule_that_was_not_compared_is_no_part_of_what_was_written() {
        let plain = Digest::of(b"plain");
        let leaf = |scheduled: Option<Digest>| {
            let extra = Extra {
                stripped: scheduled.map(|_| plain),
                ..Extra::default()
            };
            let name = ItemName::new("a").unwrap();
            let digest = scheduled.unwrap_or(plain);
            Entry::leaf(name, ItemKind::Search, digest, extra)
        };
        let cell = json!({ "path": "/a", "kind": "search", "action": "nothing", "stripped": true,
                           "source": plain, "target": plain });
        let order = json!({ "version": 5, "options": {}, "cells": [cell], "connections": [] });
        let order: OrgOrder = serde_json::from_value(order).unwrap();
        let mut results = Results::new(&order);
        results.set(&"/a".parse().unwrap(), Outcome::Same, "");
        let verified = |scheduled: Option<Digest>| {
            let mut nodes = Nodes::default();
            let root = nodes.insert(FolderNode::new("", vec![leaf(scheduled)]));
            let held = Held {
                nodes: &nodes,
                root: &root,
                options: Options::default(),
            };
            results.verified(&held).unwrap().len()
        };
        assert_eq!((verified(None), verified(Some(Digest::of(b"S")))), (1, 0));
    }

    #[test]
    fn warnings_are_about_what_went_well() {
        let cell = |path: &str| {
            json!({ "path": path, "kind": "search", "action": "create", "warnings": ["so"],
                    "source": Digest::of(b"s"), "target": null })
        };
        let cells = [cell("/a"), cell("/b")];
        let order = json!({ "version": 5, "options": {}, "cells": cells, "connections": [] });
        let order: OrgOrder = serde_json::from_value(order).unwrap();
        let mut results = Results::new(&order);
        results.set(&"/a".parse().unwrap(), Outcome::Created, "");
        let outcome = results.finish(String::new(), None, None);
        let warned = |cell: &CellRecord| (cell.outcome, cell.warnings.len());
        let found: Vec<_> = outcome.cells.iter().map(warned).collect();
        assert_eq!(found, [(Outcome::Created, 1), (Outcome::Failed, 0)]);
        let counts: OutcomeCounts = outcome.cells.iter().collect();
        assert_eq!((counts.warned, counts.cells()), (1, 2));
    }

    #[test]
    fn what_may_have_been_written_is_not_called_failed() {
        let cell = |path: &str, action: &str, blocked: &str| {
            json!({ "path": path, "kind": "search", "action": action, "blocked": blocked,
                    "source": Digest::of(b"s"), "target": null })
        };
        let cells = [
            cell("/a", "create", ""),
            cell("/b", "create", ""),
            cell("/d", "nothing", "why"),
        ];
        let order = json!({ "version": 5, "options": {}, "cells": cells, "connections": [] });
        let order: OrgOrder = serde_json::from_value(order).unwrap();
        let paths = vec!["/b".parse().unwrap()];
        let before = Before {
            root: Digest::of(b"root"),
            base: Some(Digest::of(b"base")),
        };
        let journal = Journal::from_iter([
            JournalEntry::Before(before),
            JournalEntry::Intent { write: 0, paths },
            JournalEntry::Settled { write: 0 },
        ]);
        let outcome = given_up(&order, Some(&journal), "gone");
        assert_eq!(
            (outcome.state, outcome.message),
            (OrgState::Failed, "gone".to_owned())
        );
        assert_eq!(outcome.before, Some(before));
        let found: Vec<_> = outcome
            .cells
            .iter()
            .map(|cell| (cell.outcome, cell.detail.as_str()))
            .collect();
        let unread = "it may have been written, but wasn't read back: gone";
        assert_eq!(
            found,
            [
                (Outcome::Failed, "gone"),
                (Outcome::Unverified, unread),
                (Outcome::Blocked, "why"),
            ]
        );
        let outcome = given_up(&order, None, "gone");
        assert_eq!(outcome.before, None);
        let found = outcome.cells.iter().map(|cell| cell.outcome);
        let all = [Outcome::Unverified, Outcome::Unverified, Outcome::Blocked];
        assert!(found.eq(all));
    }

    #[test]
    fn what_is_called_off_was_stopped_and_the_rest_is_as_the_preview_says() {
        let cell = |path: &str, action: &str| {
            json!({ "path": path, "kind": "search", "action": action,
                    "source": Digest::of(b"s"), "target": null })
        };
        let cells = [
            cell("/a", "create"),
            cell("/b", "nothing"),
            cell("/c", "keep"),
        ];
        let order = json!({ "version": 5, "options": {}, "cells": cells, "connections": [] });
        let outcome = called_off(&serde_json::from_value(order).unwrap());
        let found = outcome.cells.iter().map(|cell| cell.outcome);
        assert!(found.eq([Outcome::Stopped, Outcome::Same, Outcome::Kept]));
        assert_eq!(
            (outcome.state, outcome.message.as_str()),
            (OrgState::Stopped, "")
        );
    }
}
