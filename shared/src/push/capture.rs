use serde_json::Value as Json;
use thiserror::Error;

use super::Hints;
use super::calls::Calls;
use super::machine::{Machine, Notice, Port};
use super::read::{Library, ReadConnection, read_org};
use crate::content::{ConnectionFact, ConnectionKey, Facts, Nodes, TreeError, json_text};
use crate::history::OrgState;
use crate::id::{Digest, Hasher, ItemName, ItemPath, Millis};
use crate::sorted::sorted;
use crate::sumo::CallError;

/// What an org holds, all of it stored.
#[derive(Debug, Clone)]
pub struct Captured {
    /// When the read was complete.
    pub taken_at: Millis,
    /// The root of the tree.
    pub root: Digest,
    /// The nodes of the tree.
    pub nodes: Nodes,
    /// What makes the next work in the org quicker.
    pub hints: Hints,
    /// What there is besides content.
    pub facts: Facts,
    /// How many items and folders there are.
    pub items: u64,
    /// After a push, the items of its order that were created, replaced or the same, and that this
    /// read found as the order wants them: what the org's base tree may take over, by path. Empty
    /// for a read alone.
    pub verified: Vec<ItemPath>,
    /// The connections' definitions, to create them elsewhere. They hold URLs that may be secret.
    pub connections: Vec<ConnectionDefinition>,
}

/// How to create a connection in another org.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectionDefinition {
    /// Which connection.
    pub key: ConnectionKey,
    /// The body that creates it.
    pub definition: Json,
}

impl ConnectionDefinition {
    /// What a plan names it by; see [`crate::content::ConnectionFact::definition`].
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new("orgcast connection 1");
        hasher.text(&json_text(&self.definition));
        hasher.finish()
    }
}

impl Captured {
    pub(super) fn new(calls: &Calls, library: &Library, connections: Vec<ReadConnection>) -> Self {
        let fact = |connection: &ReadConnection| ConnectionFact {
            key: connection.definition.key.clone(),
            definition: connection.definition.digest(),
            needs_secret: connection.needs_secret,
        };
        let facts = Facts {
            connections: sorted(connections.iter().map(fact).collect(), Ord::cmp),
        };
        Self {
            taken_at: calls.port.now(),
            root: library.root,
            nodes: library.nodes.clone(),
            hints: calls.hints(library),
            facts,
            items: library.items,
            verified: Vec::new(),
            connections: connections
                .into_iter()
                .map(|read| read.definition)
                .collect(),
        }
    }
}

/// Why an org can't be read. A read is complete or it is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaptureError {
    /// A call failed.
    #[error("{0}")]
    Call(#[from] CallError),
    /// One item can't be exported.
    #[error("couldn't export {name}: {error}")]
    Item {
        /// The item.
        name: ItemName,
        /// Why.
        error: CallError,
    },
    /// The export is not what the listing says.
    #[error("the library changed while it was read; read it again")]
    Incomplete,
    /// An export can't be used.
    #[error("an export can't be used: {0}")]
    Tree(#[from] TreeError),
}

impl CaptureError {
    /// Whether the org as a whole can't be talked to.
    pub fn ends_org(&self) -> bool {
        match self {
            Self::Call(error) | Self::Item { error, .. } => error.ends_org(),
            Self::Incomplete | Self::Tree(_) => false,
        }
    }
}

/// Reads everything under an org's Admin Recommended, and its connections. `seed` spreads the waits
/// of different orgs; `hints` are those of an earlier read, if there are any.
pub fn capture(seed: u64, hints: Hints) -> Machine<Result<Captured, CaptureError>> {
    Machine::new(move |port| run(port, seed, hints))
}

async fn run(port: Port, seed: u64, hints: Hints) -> Result<Captured, CaptureError> {
    port.tell(Notice::State(OrgState::Reading));
    let calls = Calls::new(port, seed, hints.pace);
    let read = read_org(&calls, hints.top.as_ref()).await?;
    Ok(Captured::new(&calls, &read.library, read.definitions))
}
