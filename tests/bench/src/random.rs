/// Steele, Lea and Flood's `SplitMix64`: the same numbers on every machine, in three lines.
/// Source: *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014, figure 16.
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// A sequence of its own for every pair.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut mixed = Self(seed ^ stream.wrapping_mul(0xD134_2543_DE82_EF95));
        Self(mixed.draw())
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is small: the bias is then far below anything measured here.
    pub fn below(&mut self, bound: usize) -> usize {
        let high = (u128::from(self.draw()) * bound as u128) >> 64;
        usize::try_from(high).unwrap_or_default()
    }

    /// One of `all`, which is not empty.
    pub fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// `count` different numbers below `bound`, in ascending order.
    pub fn distinct(&mut self, count: usize, bound: usize) -> Vec<usize> {
        let mut chosen = std::collections::BTreeSet::new();
        while chosen.len() < count.min(bound) {
            chosen.insert(self.below(bound));
        }
        chosen.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_the_published_ones() {
        // The first numbers from the state 1234567, as the reference implementation gives them.
        let mut numbers = SplitMix64(1_234_567);
        assert_eq!(
            [numbers.draw(), numbers.draw(), numbers.draw()],
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn distinct_numbers_are_distinct_and_in_range() {
        let chosen = SplitMix64::new(1, 2).distinct(10, 12);
        assert_eq!(chosen.len(), 10);
        assert!(chosen.windows(2).all(|pair| pair[0] < pair[1]) && chosen[9] < 12);
        assert_eq!(SplitMix64::new(1, 2).distinct(99, 3), [0, 1, 2]);
    }
}
