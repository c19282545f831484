use serde_json::Value as Json;

use super::calls::Calls;
use super::machine::Notice;
use super::sabotage::{self, Sabotage};
use super::{CaptureError, ConnectionDefinition};
use crate::content::{Connections, Entry, FolderNode, Nodes, TreeBuilder};
use crate::id::{ContentId, Digest};
use crate::sumo::library::{self, Child, Listing};
use crate::sumo::{CallError, connections, jobs::Job};

/// An org as it was just read; nodes and bodies are stored already.
#[derive(Debug)]
pub(super) struct Library {
    /// The id of Admin Recommended.
    pub(super) id: ContentId,
    pub(super) root: Digest,
    pub(super) nodes: Nodes,
    pub(super) items: u64,
    /// What is directly in Admin Recommended.
    pub(super) children: Vec<Child>,
}

/// A connection as it was just read.
#[derive(Debug)]
pub(super) struct ReadConnection {
    pub(super) definition: ConnectionDefinition,
    /// See [`crate::content::ConnectionFact::needs_secret`].
    pub(super) needs_secret: bool,
}

/// Reads an org's connections.
pub(super) async fn read_connections(
    calls: &Calls,
) -> Result<(Connections, Vec<ReadConnection>), CallError> {
    let (mut known, mut definitions) = (Connections::default(), Vec::new());
    let mut token: Option<String> = None;
    loop {
        let answer = calls.repeat(connections::list(token.as_deref())).await?;
        let page = connections::read_page(&answer)?;
        for connection in page.connections {
            definitions.push(ReadConnection {
                needs_secret: connection.needs_secret(),
                definition: ConnectionDefinition {
                    key: connection.key.clone(),
                    definition: connection.definition(),
                },
            });
            known.extend([(connection.id, connection.key)]);
        }
        token = page.next;
        if token.is_none() {
            return Ok((known, definitions));
        }
    }
}

/// Reads Admin Recommended, one level.
pub(super) async fn read_top(calls: &Calls) -> Result<Listing, CallError> {
    let start = library::start_admin_recommended();
    let job = calls
        .run_job(library::ADMIN_RECOMMENDED.to_owned(), start)
        .await?;
    calls.repeat(job.result()).await?.json()
}

/// Reads everything under Admin Recommended and stores it.
pub(super) async fn read_library(
    calls: &Calls,
    connections: &Connections,
) -> Result<Library, CaptureError> {
    match read_once(calls, connections).await {
        // Somebody may have saved an item in just this moment; once more is enough.
        Err(CaptureError::Incomplete) => read_once(calls, connections).await,
        other => other,
    }
}

/// One export of the whole is tried first; where that is refused, the parts are exported one by one.
async fn read_once(calls: &Calls, connections: &Connections) -> Result<Library, CaptureError> {
    let top = read_top(calls).await?;
    let builder = TreeBuilder::new(connections);
    let mut reader = Reader {
        calls,
        builder,
        nodes: Nodes::default(),
        items: 0,
    };
    let entries = reader.top(&top).await?;
    let node = FolderNode::new("", entries);
    let listed = top
        .children
        .iter()
        .all(|child| !node.named(&child.name).is_empty());
    if !listed || node.entries.len() != top.children.len() {
        return Err(CaptureError::Incomplete);
    }
    let root = reader.builder.nodes.insert(node);
    reader.flush().await;
    let Reader { nodes, items, .. } = reader;
    Ok(Library {
        id: top.id,
        root,
        nodes,
        items,
        children: top.children,
    })
}

struct Reader<'a> {
    calls: &'a Calls,
    builder: TreeBuilder<'a>,
    /// The nodes that are stored already.
    nodes: Nodes,
    items: u64,
}

impl Reader<'_> {
    async fn top(&mut self, top: &Listing) -> Result<Vec<Entry>, CaptureError> {
        if top.children.is_empty() {
            return Ok(Vec::new());
        }
        match self.export(&top.id).await {
            Ok(mut whole) => {
                let children = whole.get_mut("children").map(Json::take);
                let Some(Json::Array(children)) = children else {
                    return Err(CaptureError::Incomplete);
                };
                let mut entries = Vec::with_capacity(children.len());
                for child in children {
                    entries.push(self.add(child).await?);
                }
                Ok(entries)
            }
            Err(error) if error.ends_org() => Err(error.into()),
            Err(_) => self.parts(&top.children).await,
        }
    }

    async fn parts(&mut self, children: &[Child]) -> Result<Vec<Entry>, CaptureError> {
        let mut entries = Vec::with_capacity(children.len());
        for child in children {
            entries.push(self.part(child).await?);
        }
        Ok(entries)
    }

    async fn part(&mut self, child: &Child) -> Result<Entry, CaptureError> {
        match self.export(&child.id).await {
            Ok(definition) => self.add(definition).await,
            Err(error) if child.is_folder() && !error.ends_org() => {
                let folder: Listing = self
                    .calls
                    .repeat(library::get_folder(&child.id))
                    .await?
                    .json()?;
                let entries = Box::pin(self.parts(&folder.children)).await?;
                self.items += 1;
                let description = child.description.as_deref().unwrap_or_default();
                Ok(self
                    .builder
                    .add_folder(child.name.clone(), description, entries))
            }
            Err(error) => Err(CaptureError::Item {
                name: child.name.clone(),
                error,
            }),
        }
    }

    async fn export(&self, item: &ContentId) -> Result<Json, CallError> {
        let start = library::start_export(item);
        let job: Job = self.calls.run_job(library::exports(item), start).await?;
        self.calls.repeat(job.result()).await?.json()
    }

    async fn add(&mut self, definition: Json) -> Result<Entry, CaptureError> {
        self.items += count(&definition);
        let entry = self.builder.add(definition)?;
        let held: usize = self.builder.bodies.values().map(Vec::len).sum();
        if held > MAX_BYTES_HELD {
            self.flush().await;
        }
        self.calls.port.tell(Notice::Read { items: self.items });
        Ok(entry)
    }

    /// Hands nodes and bodies on.
    async fn flush(&mut self) {
        let bodies = std::mem::take(&mut self.builder.bodies);
        let bodies = if sabotage::is(Sabotage::ForgetBodies) {
            Vec::new()
        } else {
            bodies.into_iter().collect()
        };
        let nodes = std::mem::take(&mut self.builder.nodes);
        let stored = nodes
            .iter()
            .map(|(digest, node)| (*digest, node.clone()))
            .collect();
        self.calls.port.store(stored, bodies).await;
        self.nodes.extend(nodes);
    }
}

/// So many bytes of bodies are handed on together: storage is asked a few times and not for every folder,
/// and memory holds little more than one export.
const MAX_BYTES_HELD: usize = 4 << 20;

/// Items and folders in a definition.
fn count(definition: &Json) -> u64 {
    let children = definition.get("children").and_then(Json::as_array);
    1 + children.map_or(0, |children| children.iter().map(count).sum())
}
