use orgcast_shared::id::Millis;

/// Everything that a history leaves to chance: `SplitMix64`, so that a seed gives the same history on
/// every machine.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Dice whose throws depend on the seed and the stream alone.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut dice = Self(seed ^ stream.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // Neighbouring seeds must not give neighbouring throws.
        dice.0 = dice.throw();
        dice
    }

    pub(super) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which isn't 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.throw() % bound
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    /// A span of this many milliseconds.
    pub(super) fn span(&mut self, low: u64, high: u64) -> Millis {
        Millis(self.between(low, high))
    }

    /// True so many times in a thousand.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1_000) < u64::from(per_mille)
    }

    /// One of these; there is at least one.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.place(from.len())]
    }

    /// A place in a list of this length, which isn't 0.
    pub(super) fn place(&mut self, length: usize) -> usize {
        let place = self.below(length as u64);
        usize::try_from(place).expect("a place in a list")
    }
}
