use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::ItemPath;

/// How far a tick reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// The place and everything in it, also what is added to it later.
    Whole,
    /// The place alone, without what is in it.
    Itself,
}

/// A tick as it is sent and stored: a path where it reaches down, `{"itself": path}` where it doesn't.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tick {
    pub(super) path: ItemPath,
    pub(super) extent: Extent,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Itself<P> {
    itself: P,
}

impl Serialize for Tick {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let path = &self.path;
        match self.extent {
            Extent::Whole => path.serialize(serializer),
            Extent::Itself => Itself { itself: path }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Tick {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TickVisitor)
    }
}

struct TickVisitor;

impl<'de> Visitor<'de> for TickVisitor {
    type Value = Tick;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a path, or an object whose `itself` is one")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tick, E> {
        let path = text.parse().map_err(E::custom)?;
        Ok(Tick {
            path,
            extent: Extent::Whole,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Tick, A::Error> {
        let Itself { itself: path } = Itself::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Tick {
            path,
            extent: Extent::Itself,
        })
    }
}
