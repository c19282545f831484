use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use orgcast_shared::id::{Digest, QuickHasher};

/// Digests of nodes and bodies that are known to be stored, so that they needn't be stored again: what is
/// stored stays, and many orgs hold the same. There are two generations of them; the older one goes when the
/// newer one is full.
#[derive(Debug, Default)]
pub struct Remembered {
    newer: Digests,
    older: Digests,
}

type Digests = HashSet<Digest, BuildHasherDefault<QuickHasher>>;

impl Remembered {
    /// How many a generation may hold: less than a megabyte.
    const ROOM: usize = 16_000;

    /// Whether it is known to be stored.
    pub fn knows(&mut self, digest: &Digest) -> bool {
        if self.newer.contains(digest) {
            return true;
        }
        let known = self.older.contains(digest);
        if known {
            self.add(*digest);
        }
        known
    }

    /// It is stored.
    pub fn add(&mut self, digest: Digest) {
        if self.newer.len() >= Self::ROOM {
            self.older = std::mem::take(&mut self.newer);
        }
        self.newer.insert(digest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_known_and_the_rest_is_forgotten_in_time() {
        let digest = |number: usize| Digest::of(&number.to_be_bytes());
        let mut remembered = Remembered::default();
        assert!(!remembered.knows(&digest(0)));
        for number in 0..3 * Remembered::ROOM {
            remembered.add(digest(number));
            assert!(remembered.knows(&digest(0)), "{number}");
        }
        assert!(!remembered.knows(&digest(1)));
        let held = remembered.newer.len() + remembered.older.len();
        assert!(held <= 2 * Remembered::ROOM);
    }
}
