use std::cell::{Cell, RefCell};

use serde_json::Value as Json;

use super::calls::Calls;
use super::hints::Top;
use super::machine::Notice;
use super::sabotage::{self, Sabotage};
use super::together::{both, together};
use super::turn::{Taken, Turn};
use super::{CaptureError, ConnectionDefinition};
use crate::content::{Connections, Entry, FolderNode, Nodes, TreeBuilder};
use crate::id::{ContentId, Digest, Millis};
use crate::sumo::library::{self, Child, Listing};
use crate::sumo::{CallError, connections, guess, jobs::Job};

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
    /// Since when it is known: what was done later may be missing.
    pub(super) since: Millis,
}

/// An org's connections and library as they were just read.
#[derive(Debug)]
pub(super) struct OrgRead {
    pub(super) connections: Connections,
    pub(super) definitions: Vec<ReadConnection>,
    pub(super) library: Library,
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

/// Reads an org's connections and everything under Admin Recommended, and stores the latter. `known` is
/// Admin Recommended, where the org was read before: then its export needn't wait for it.
pub(super) async fn read_org(calls: &Calls, known: Option<&Top>) -> Result<OrgRead, CaptureError> {
    match read_once(calls, known).await {
        // Somebody may have saved an item in just this moment; once more is enough.
        Err(CaptureError::Incomplete) => read_once(calls, known).await,
        other => other,
    }
}

/// One export of the whole is tried first; where that is refused, or too much is expected, the parts are
/// exported by themselves.
async fn read_once(calls: &Calls, known: Option<&Top>) -> Result<OrgRead, CaptureError> {
    let early = async {
        match known.filter(|known| known.fits_one_export()) {
            Some(known) => Some(export(calls, &known.id).await),
            None => None,
        }
    };
    let (connections, definitions) = read_connections(calls).await?;
    let since = calls.port.now();
    let (top, early) = both(read_top(calls), early).await;
    let top = top?;
    let is_known = known.is_some_and(|known| known.id == top.id);
    let content = match early {
        _ if top.children.is_empty() => Content::Nothing,
        Some(job) if is_known => Content::Whole(job),
        None if is_known => Content::Parts,
        _ => Content::Whole(export(calls, &top.id).await),
    };
    let library = read_library(calls, &connections, top, content, since).await?;
    Ok(OrgRead {
        connections,
        definitions,
        library,
    })
}

/// How what is under Admin Recommended is exported.
enum Content {
    Nothing,
    Whole(Result<Job, CallError>),
    Parts,
}

/// Takes apart what is under Admin Recommended.
async fn read_library(
    calls: &Calls,
    connections: &Connections,
    top: Listing,
    content: Content,
    since: Millis,
) -> Result<Library, CaptureError> {
    let mut reader = Reader {
        calls,
        builder: RefCell::new(TreeBuilder::new(connections)),
        nodes: RefCell::default(),
        items: Cell::default(),
        failure: RefCell::default(),
        jobs: Turn::of(guess::JOBS_AT_ONCE),
        loading: Turn::of(1),
    };
    let entries = match content {
        Content::Nothing => Vec::new(),
        Content::Whole(job) => reader.whole(&top, job).await?,
        Content::Parts => reader.parts(&top.children).await?,
    };
    let node = FolderNode::new("", entries);
    let listed = top
        .children
        .iter()
        .all(|child| !node.named(&child.name).is_empty());
    if !listed || node.entries.len() != top.children.len() {
        return Err(CaptureError::Incomplete);
    }
    let root = reader.builder.get_mut().nodes.insert(node);
    reader.flush().await;
    let Reader { nodes, items, .. } = reader;
    Ok(Library {
        id: top.id,
        root,
        nodes: nodes.into_inner(),
        items: items.get(),
        children: top.children,
        since,
    })
}

/// Has an item exported, with everything below it.
async fn export(calls: &Calls, item: &ContentId) -> Result<Job, CallError> {
    let start = library::start_export(item);
    calls.run_job(library::exports(item), start).await
}

struct Reader<'a> {
    calls: &'a Calls,
    builder: RefCell<TreeBuilder<'a>>,
    /// The nodes that are stored already.
    nodes: RefCell<Nodes>,
    items: Cell<u64>,
    /// Why a part couldn't be exported: the first that failed.
    failure: RefCell<Option<CaptureError>>,
    /// Held while an export is under way.
    jobs: Turn,
    /// Held from the loading of an export until it is taken apart.
    loading: Turn,
}

impl Reader<'_> {
    async fn whole(
        &self,
        top: &Listing,
        job: Result<Job, CallError>,
    ) -> Result<Vec<Entry>, CaptureError> {
        let whole = match job {
            Ok(job) => self.load(&job).await,
            Err(error) => Err(error),
        };
        match whole {
            Ok((mut whole, _turn)) => {
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

    /// Exports several items at the same time. After a failure nothing more is begun.
    async fn parts(&self, children: &[Child]) -> Result<Vec<Entry>, CaptureError> {
        let entries = RefCell::new(Vec::with_capacity(children.len()));
        let found = &entries;
        let work = children
            .iter()
            .enumerate()
            .map(|(place, child)| async move {
                if self.failure.borrow().is_some() {
                    return;
                }
                match self.part(child).await {
                    Ok(entry) => found.borrow_mut().push((place, entry)),
                    Err(error) => drop(self.failure.borrow_mut().get_or_insert(error)),
                }
            });
        together(guess::JOBS_AT_ONCE, work).await;
        if let Some(error) = &*self.failure.borrow() {
            return Err(error.clone());
        }
        let mut entries = entries.into_inner();
        entries.sort_by_key(|(place, _)| *place);
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    async fn part(&self, child: &Child) -> Result<Entry, CaptureError> {
        match self.export(&child.id).await {
            Ok((definition, _turn)) => self.add(definition).await,
            Err(error) if child.is_folder() && !error.ends_org() => {
                let folder: Listing = self
                    .calls
                    .repeat(library::get_folder(&child.id))
                    .await?
                    .json()?;
                let entries = Box::pin(self.parts(&folder.children)).await?;
                self.items.set(self.items.get() + 1);
                // A listing may leave it out.
                let description = child.description.as_ref().or(folder.description.as_ref());
                let description = description.map(String::as_str).unwrap_or_default();
                let mut builder = self.builder.borrow_mut();
                Ok(builder.add_folder(child.name.clone(), description, entries))
            }
            Err(error) => Err(CaptureError::Item {
                name: child.name.clone(),
                error,
            }),
        }
    }

    async fn export(&self, item: &ContentId) -> Result<(Json, Taken<'_>), CallError> {
        let job = {
            let _job = self.jobs.take(&self.calls.port).await;
            export(self.calls, item).await?
        };
        self.load(&job).await
    }

    /// Loads what was exported, and holds the turn to have it.
    async fn load(&self, job: &Job) -> Result<(Json, Taken<'_>), CallError> {
        let turn = self.loading.take(&self.calls.port).await;
        let definition = self.calls.repeat(job.result()).await?.json()?;
        Ok((definition, turn))
    }

    async fn add(&self, definition: Json) -> Result<Entry, CaptureError> {
        self.items.set(self.items.get() + count(&definition));
        let (entry, held) = {
            let mut builder = self.builder.borrow_mut();
            let entry = builder.add(definition)?;
            let held: usize = builder.bodies.values().map(Vec::len).sum();
            (entry, held)
        };
        if held > MAX_BYTES_HELD {
            self.flush().await;
        }
        let items = self.items.get();
        self.calls.port.tell(Notice::Read { items });
        Ok(entry)
    }

    /// Hands nodes and bodies on.
    async fn flush(&self) {
        let (nodes, bodies) = {
            let mut builder = self.builder.borrow_mut();
            let nodes = std::mem::take(&mut builder.nodes);
            (nodes, std::mem::take(&mut builder.bodies))
        };
        let bodies = if sabotage::is(Sabotage::ForgetBodies) {
            Vec::new()
        } else {
            bodies.into_iter().collect()
        };
        let stored = nodes
            .iter()
            .map(|(digest, node)| (*digest, node.clone()))
            .collect();
        self.calls.port.store(stored, bodies).await;
        self.nodes.borrow_mut().extend(nodes);
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
