use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::Entry;

/// What items came to lately, by their marks: many orgs hold the same items, and to know one again takes
/// a fraction of what making it portable takes. There are two generations of them; the older
/// one goes when the newer one is full.
///
/// A copy shares what it knows.
#[derive(Debug, Clone, Default)]
pub struct Memo(Rc<RefCell<Generations>>);

#[derive(Debug, Default)]
struct Generations {
    newer: Entries,
    older: Entries,
    /// How many bytes the newer ones take.
    bytes: usize,
}

type Entries = HashMap<Box<str>, Entry>;

impl Memo {
    /// How many bytes a generation may take; a Worker has 128 MB in all.
    const ROOM: usize = 4 << 20;
    /// What an item takes besides its text, by and large.
    const EACH: usize = 256;
    /// The longest text that is kept, in bytes.
    const LONGEST: usize = 256 << 10;

    /// The entry of the item with this mark, if it is known.
    pub(super) fn get(&self, text: &str) -> Option<Entry> {
        let mut generations = self.0.borrow_mut();
        if let Some((text, entry)) = generations.older.remove_entry(text) {
            generations.keep(text, entry);
        }
        generations.newer.get(text).cloned()
    }

    /// Whether the item with this definition may be kept.
    pub(super) fn takes(text: &str) -> bool {
        text.len() <= Self::LONGEST
    }

    /// Keeps what items came to. What is known is taken to be stored, so their bodies must be.
    pub(crate) fn keep(&self, known: Vec<(Box<str>, Entry)>) {
        let mut generations = self.0.borrow_mut();
        for (text, entry) in known {
            generations.keep(text, entry);
        }
    }
}

impl Generations {
    fn keep(&mut self, text: Box<str>, entry: Entry) {
        let bytes = text.len() + Memo::EACH;
        if self.bytes + bytes > Memo::ROOM {
            self.older = std::mem::take(&mut self.newer);
            self.bytes = 0;
        }
        if self.newer.insert(text, entry).is_none() {
            self.bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{Digest, ItemName};

    fn entry(number: usize) -> (Box<str>, Entry) {
        let text = format!("{number:08}").repeat(Memo::LONGEST / 8);
        let name = ItemName::new(number.to_string()).unwrap();
        let entry = Entry::folder(name, Digest::of(text.as_bytes()));
        (text.into(), entry)
    }

    #[test]
    fn what_is_asked_for_stays_known_and_the_rest_is_forgotten_in_time() {
        let memo = Memo::default();
        let (first, known) = entry(0);
        assert_eq!(memo.get(&first), None);
        for number in 0..100 {
            memo.keep(vec![entry(number), entry(number)]);
            assert_eq!(memo.clone().get(&first), Some(known.clone()), "{number}");
        }
        assert_eq!(memo.get(&entry(1).0), None);
        let generations = memo.0.borrow();
        let held = generations.newer.keys().chain(generations.older.keys());
        assert!(held.map(|text| text.len()).sum::<usize>() <= 2 * Memo::ROOM);
    }
}
