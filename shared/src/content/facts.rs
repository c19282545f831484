use serde::{Deserialize, Serialize};

use super::ConnectionKey;
use crate::id::Digest;

/// What a plan has to know about an org besides its content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The connections that exist, in any order; one that exists twice is there twice.
    pub connections: Vec<ConnectionFact>,
}

/// A connection that an org has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionFact {
    /// Which connection.
    pub key: ConnectionKey,
    /// The digest of what would create the same connection in another org.
    pub definition: Digest,
    /// Whether the connection has a secret that Sumo Logic never gives out, so that a person has to
    /// add it where the connection is created anew. Reads of earlier versions don't say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_secret: bool,
}

impl Facts {
    /// The connections that match: none, the one, or several of the same name.
    pub fn matching(&self, key: &ConnectionKey) -> impl Iterator<Item = &ConnectionFact> {
        self.connections.iter().filter(move |fact| fact.key == *key)
    }
}
