use super::memory::ThereKey;
use super::pairing::{Clash, Item};

/// What a target has at a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum There<'a> {
    /// A folder above can't be pushed to, so what is here doesn't matter.
    Unreachable,
    /// A folder above isn't there, and the policy doesn't create it.
    LeftOut,
    /// Nothing.
    Nothing,
    /// One item.
    One(Item<'a>),
    /// Something that could be meant and forbids a push.
    Clash(&'a Clash<'a>),
}

impl There<'_> {
    /// `None` where nothing short tells it apart from others.
    pub(super) fn key(self) -> Option<ThereKey> {
        match self {
            Self::Unreachable => Some(ThereKey::Unreachable),
            Self::LeftOut => Some(ThereKey::LeftOut),
            Self::Nothing => Some(ThereKey::Nothing),
            Self::One(item) => Some(ThereKey::One(item.number)),
            Self::Clash(_) => None,
        }
    }
}
