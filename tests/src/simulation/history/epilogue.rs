//! What follows when a history has come to its end: the weather clears, and everything is taken back, the
//! newest push first. What pushes replaced has to come back then, whatever had happened.

use std::collections::BTreeSet;

use orgcast_shared::id::ItemPath;
use orgcast_shared::select::{Edited, RollbackChoices};

use super::fault::Temper;
use super::promise::Promise;
use super::state::History;

/// What is taken back.
#[derive(Debug, Default)]
pub(super) struct Epilogue {
    /// The first push that belongs to it.
    first: usize,
    /// The pushes that are left, the newest last.
    left: Vec<usize>,
    last: Option<TakenBack>,
}

/// A push that is being taken back.
#[derive(Debug)]
pub(super) struct TakenBack {
    pub(super) push: usize,
    /// What was said beforehand to stay as it is, by the places of the orgs.
    pub(super) blocked: BTreeSet<(usize, ItemPath)>,
    /// The rollback, if there was anything to do.
    pub(super) rollback: Option<usize>,
}

impl Epilogue {
    /// The first push that belongs to it.
    pub(super) fn first(&self) -> usize {
        self.first
    }
}

impl History {
    /// Nothing goes wrong any more from here on.
    pub(super) fn clear_up(&mut self) {
        for agent in &mut self.agents {
            agent.temper = Temper::Calm;
        }
        self.epilogue = Some(Epilogue {
            first: self.pushes.len(),
            left: (0..self.pushes.len()).collect(),
            last: None,
        });
    }

    /// Holds what was taken back against what had been there, and takes the next push back; whether
    /// there is none.
    pub(super) fn take_back(&mut self) -> bool {
        let Some(epilogue) = &mut self.epilogue else {
            return true;
        };
        let (last, next) = (epilogue.last.take(), epilogue.left.pop());
        if let Some(last) = last {
            self.check_taken_back(&last);
        }
        if let Some(org) = self.agents.iter().position(|agent| agent.unread) {
            self.breaks(
                Promise::End,
                format!("{org}: can't be read, and nothing is wrong"),
            );
        }
        let Some(push) = next else {
            return true;
        };
        let mut choices = RollbackChoices::everything(self.pushes[push].stored.id.clone());
        choices.edited = Edited::Restore;
        let undone = self.undo(push, &choices);
        let (blocked, digest) = (undone.blocked().collect(), undone.digest);
        let number = self.pushes.len();
        self.roll_back(choices, push, digest);
        let last = Some(TakenBack {
            push,
            blocked,
            rollback: (self.pushes.len() > number).then_some(number),
        });
        if let Some(epilogue) = &mut self.epilogue {
            epilogue.last = last;
        }
        false
    }
}
