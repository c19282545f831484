//! Identifiers and the seeded generator behind them.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// A Sumo Logic identifier: 16 upper-case hex digits in the API, a decimal number in the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct HexId(pub(crate) u64);

impl fmt::Display for HexId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", self.0)
    }
}

impl Serialize for HexId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not a hexadecimal identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a hexadecimal identifier of at most 16 digits")]
pub(crate) struct NotAnId;

impl FromStr for HexId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.is_empty() || text.len() > 16 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAnId);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| NotAnId)
    }
}

/// `SplitMix64`: small, seeded, and good enough to draw ids and faults from.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    /// A generator whose sequence depends on the seed and the stream alone.
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = Self(seed ^ stream.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // Neighbouring seeds must not give neighbouring sequences.
        rng.0 = rng.next();
        rng
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next() % bound }
    }

    /// True with the given probability (0 to 1).
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        const STEPS: u32 = 1 << 24;
        let draw = u32::try_from(self.below(u64::from(STEPS))).unwrap_or(0);
        f64::from(draw) < probability * f64::from(STEPS)
    }

    /// Letters and digits, for access ids and keys.
    pub(crate) fn alphanumeric(&mut self, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).map(|_| self.pick(LETTERS)).collect()
    }

    /// An error id such as `AB12C-DE34F-GH56I`.
    pub(crate) fn error_id(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let mut group = || (0..5).map(|_| self.pick(LETTERS)).collect::<String>();
        format!("{}-{}-{}", group(), group(), group())
    }

    fn pick(&mut self, letters: &[u8]) -> char {
        let index = usize::try_from(self.below(letters.len() as u64)).unwrap_or(0);
        char::from(letters[index])
    }
}

/// Draws the identifiers of one org: content ids grow with gaps, job ids are scattered.
#[derive(Debug, Clone)]
pub(crate) struct IdSource {
    rng: Rng,
    last: u64,
}

impl IdSource {
    pub(crate) fn new(mut rng: Rng) -> Self {
        let last = 0x0100_0000 + rng.below(0x00F0_0000);
        Self { rng, last }
    }

    /// An id larger than all before.
    pub(crate) fn next(&mut self) -> HexId {
        self.last += 1 + self.rng.below(0x0400);
        HexId(self.last)
    }

    /// The id of an asynchronous job.
    pub(crate) fn job(&mut self) -> HexId {
        HexId(self.rng.next() | 1 << 63)
    }

    /// The random numbers behind the ids, for what else has to be drawn in this org.
    pub(crate) fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sixteen_upper_case_digits() {
        assert_eq!(HexId(0x012A_4F10).to_string(), "00000000012A4F10");
        assert_eq!("00000000012A4F10".parse(), Ok(HexId(0x012A_4F10)));
        assert_eq!("19546896x".parse::<HexId>(), Err(NotAnId));
        assert_eq!("".parse::<HexId>(), Err(NotAnId));
        assert_eq!("+1".parse::<HexId>(), Err(NotAnId));
    }

    #[test]
    fn the_seed_decides_the_sequence() {
        let draw = |seed, stream| Rng::new(seed, stream).alphanumeric(14);
        assert_eq!(draw(1, 2), draw(1, 2));
        assert_ne!(draw(1, 2), draw(1, 3));
        assert_ne!(draw(1, 2), draw(2, 2));
    }

    #[test]
    fn content_ids_grow() {
        let mut ids = IdSource::new(Rng::new(7, 1));
        let drawn: Vec<_> = (0..100).map(|_| ids.next()).collect();
        assert!(drawn.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn chances_come_near_their_probability() {
        let mut rng = Rng::new(3, 3);
        let hits = (0..10_000).filter(|_| rng.chance(0.25)).count();
        assert!((2_300..2_700).contains(&hits), "{hits}");
        assert!(!rng.chance(0.0));
        assert!(rng.chance(1.0));
    }
}
