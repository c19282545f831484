use std::collections::BTreeMap;

use orgcast_shared::id::Millis;

use super::dice::Dice;

/// What is to happen, by time. What is due at the same time comes in an order that the dice decide.
#[derive(Debug)]
pub(super) struct Agenda<T> {
    due: BTreeMap<(Millis, u64, u64), T>,
    added: u64,
    dice: Dice,
}

impl<T> Agenda<T> {
    pub(super) fn new(dice: Dice) -> Self {
        Self {
            due: BTreeMap::new(),
            added: 0,
            dice,
        }
    }

    pub(super) fn add(&mut self, at: Millis, what: T) {
        self.added += 1;
        self.due.insert((at, self.dice.throw(), self.added), what);
    }

    pub(super) fn next(&mut self) -> Option<(Millis, T)> {
        let ((at, ..), what) = self.due.pop_first()?;
        Some((at, what))
    }
}
