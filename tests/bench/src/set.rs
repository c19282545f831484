/// The data sets. Folders come on top of the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// 1,000 items in 60 folders × 1,000 orgs; every org differs in 10 random items.
    A,
    /// As `A`, but all orgs are identical, save one.
    B,
    /// 10,000 items in 600 folders × 1,000 orgs; one org in ten differs in 1 % of the items.
    C,
    /// As `A`, but every item is different in every org.
    D,
    /// 60 items in 12 folders × 20 orgs, each with 7 differences: for tests.
    Small,
}

impl Set {
    /// Those that are measured.
    pub const MEASURED: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// The set of this name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [Self::A, Self::B, Self::C, Self::D, Self::Small];
        all.into_iter().find(|set| set.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::Small => "small",
        }
    }

    /// How many orgs there are besides the source.
    pub fn orgs(self) -> usize {
        if self == Self::Small { 20 } else { 1_000 }
    }

    /// How many items the source has.
    pub fn items(self) -> usize {
        match self {
            Self::A | Self::B | Self::D => 1_000,
            Self::C => 10_000,
            Self::Small => 60,
        }
    }

    /// How many folders lie at the top, and how many in each of them.
    pub fn folders(self) -> (usize, usize) {
        match self {
            Self::A | Self::B | Self::D => (12, 4),
            Self::C => (60, 9),
            Self::Small => (3, 3),
        }
    }

    /// How many items differ between the source and this org.
    pub(crate) fn differences(self, org: usize) -> usize {
        match self {
            Self::A | Self::B => 10,
            Self::C if org.is_multiple_of(10) => self.items() / 100,
            Self::C => 0,
            Self::D => self.items(),
            Self::Small => 7,
        }
    }

    /// Which org's content this org has: its own, but for the identical orgs of `B`.
    pub(crate) fn like(self, org: usize) -> usize {
        match self {
            Self::B if org != Self::ODD_ONE => 0,
            _ => org,
        }
    }

    /// Whether anything was written to this org before, so that there is a base to compare with.
    pub(crate) fn has_base(self, org: usize) -> bool {
        match self {
            Self::A | Self::D | Self::Small => org % 10 != 9,
            Self::B => org != Self::ODD_ONE,
            Self::C => !org.is_multiple_of(100),
        }
    }

    /// Whether items are missing in orgs or of another kind there, and not only different.
    pub(crate) fn varies(self) -> bool {
        self != Self::D
    }

    /// How often everything is planned; the median of the times counts. The first rounds in a browser
    /// run in code that it hasn't optimised yet, so short ones have to be many.
    pub fn rounds(self) -> usize {
        match self {
            Self::A => 15,
            Self::B => 31,
            Self::C | Self::D | Self::Small => 5,
        }
    }

    /// The items that are unticked, one at a time; only `A` has a goal for that.
    pub fn unticked(self) -> impl Iterator<Item = usize> {
        let (items, turns) = (self.items(), if self == Self::A { 15 } else { 0 });
        (0..turns).map(move |turn| turn * 379 % items)
    }

    /// The one org of `B` that is unlike the others.
    const ODD_ONE: usize = 500;
}
