use std::cell::RefCell;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::calls::Calls;
use super::hints::Top;
use super::machine::Notice;
use super::sabotage::{self, Sabotage};
use super::together::{both, together};
use super::turn::{Taken, Turn};
use super::{CaptureError, ConnectionDefinition};
use crate::content::{Connections, Entry, FolderNode, Nodes, Outline, TreeBuilder, TreeError};
use crate::id::{ContentId, Digest, Millis};
use crate::sumo::library::{self, Child, Listing};
use crate::sumo::{ApiAnswer, CallError, connections, guess, jobs::Job};

/// An org as it was just read; nodes and bodies are stored already.
#[derive(Debug)]
pub(super) struct Library {
    /// The id of Admin Recommended.
    pub(super) id: ContentId,
    pub(super) root: Digest,
    pub(super) nodes: Nodes,
    pub(super) items: u64,
    /// What is directly in Admin Recommended; nothing where that wasn't listed.
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
    let job = begin_top(calls).await?;
    finish_top(calls, &job).await
}

async fn begin_top(calls: &Calls) -> Result<Job, CallError> {
    let start = library::start_admin_recommended();
    calls
        .begin_job(library::ADMIN_RECOMMENDED.to_owned(), start)
        .await
}

async fn finish_top(calls: &Calls, job: &Job) -> Result<Listing, CallError> {
    calls.finish_job(job).await?;
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

/// Reads an org again that was just written to; `known` is what should be there now. One export says it all
/// where there may be one: a listing would only have it wait, and nobody needs the ids that it tells.
pub(super) async fn read_again(calls: &Calls, known: &Top) -> Result<OrgRead, CaptureError> {
    if known.items > 0 && known.fits_one_export() {
        match read_whole(calls, &known.id).await {
            Err(error) if !error.ends_org() => {}
            other => return other,
        }
    }
    read_org(calls, Some(&known.in_parts())).await
}

async fn read_whole(calls: &Calls, id: &ContentId) -> Result<OrgRead, CaptureError> {
    let since = calls.port.now();
    let job = begin_export(calls, id).await?;
    let (connections, whole) = both(read_connections(calls), finish_export(calls, job)).await;
    let ((connections, definitions), whole) = (connections?, whole?);
    let reader = Reader::new(calls, &connections);
    let entries = reader.whole(&whole).await?;
    let entries = entries.ok_or(CaptureError::Incomplete)?;
    let library = reader.finish(id.clone(), entries, Vec::new(), since).await;
    Ok(OrgRead {
        connections,
        definitions,
        library,
    })
}

/// One export of the whole is tried first; where that is refused, or too much is expected, the parts are
/// exported by themselves. What takes longest begins first, and alone, so that a key that is refused is
/// refused for one call.
async fn read_once(calls: &Calls, known: Option<&Top>) -> Result<OrgRead, CaptureError> {
    let since = calls.port.now();
    let known_id = known.map(|known| &known.id);
    let (early, list) = match known.filter(|known| known.fits_one_export()) {
        Some(known) => (Some(begin_export(calls, &known.id).await), None),
        None => (None, Some(begin_top(calls).await?)),
    };
    if let Some(Err(error)) = &early
        && error.ends_org()
    {
        return Err(error.clone().into());
    }
    let early = async {
        match early {
            Some(Ok(job)) => Some(finish_export(calls, job).await),
            Some(Err(error)) => Some(Err(error)),
            None => None,
        }
    };
    let top = async {
        match list {
            Some(list) => finish_top(calls, &list).await,
            None => read_top(calls).await,
        }
    };
    let (connections, (top, early)) = both(read_connections(calls), both(top, early)).await;
    let ((connections, definitions), top) = (connections?, top?);
    let is_known = known_id == Some(&top.id);
    let reader = Reader::new(calls, &connections);
    let entries = match early {
        _ if top.children.is_empty() => Vec::new(),
        Some(whole) if is_known => reader.whole_or_parts(whole, &top).await?,
        None if is_known => reader.parts(&top.children).await?,
        _ => {
            reader
                .whole_or_parts(export(calls, &top.id).await, &top)
                .await?
        }
    };
    let node = FolderNode::new("", entries.clone());
    let mut listed = top.children.iter();
    if entries.len() != top.children.len()
        || !listed.all(|child| !node.named(&child.name).is_empty())
    {
        return Err(CaptureError::Incomplete);
    }
    let library = reader.finish(top.id, entries, top.children, since).await;
    Ok(OrgRead {
        connections,
        definitions,
        library,
    })
}

async fn begin_export(calls: &Calls, item: &ContentId) -> Result<Job, CallError> {
    let start = library::start_export(item);
    calls.begin_job(library::exports(item), start).await
}

async fn finish_export(calls: &Calls, job: Job) -> Result<ApiAnswer, CallError> {
    calls.finish_job(&job).await?;
    calls.repeat(job.result()).await
}

/// Exports an item, with everything below it.
async fn export(calls: &Calls, item: &ContentId) -> Result<ApiAnswer, CallError> {
    let job = begin_export(calls, item).await?;
    finish_export(calls, job).await
}

/// An export of a folder that holds nothing but folders.
#[derive(Deserialize)]
struct Folders<'a> {
    #[serde(borrow)]
    children: Vec<Outline<'a>>,
}

struct Reader<'a> {
    calls: &'a Calls,
    builder: RefCell<TreeBuilder<'a>>,
    /// The nodes that are stored already.
    nodes: RefCell<Nodes>,
    /// Why a part couldn't be exported: the first that failed.
    failure: RefCell<Option<CaptureError>>,
    /// Held while an export is under way.
    jobs: Turn,
    /// Held from the loading of an export until it is taken apart.
    loading: Turn,
}

impl<'a> Reader<'a> {
    fn new(calls: &'a Calls, connections: &'a Connections) -> Self {
        Self {
            calls,
            builder: RefCell::new(TreeBuilder::knowing(connections, calls.port.memo())),
            nodes: RefCell::default(),
            failure: RefCell::default(),
            jobs: Turn::of(guess::JOBS_AT_ONCE),
            loading: Turn::of(1),
        }
    }

    /// Stores what isn't stored yet.
    async fn finish(
        mut self,
        id: ContentId,
        entries: Vec<Entry>,
        children: Vec<Child>,
        since: Millis,
    ) -> Library {
        let builder = self.builder.get_mut();
        let root = builder.nodes.insert(FolderNode::new("", entries));
        let items = builder.items;
        self.flush().await;
        Library {
            id,
            root,
            nodes: self.nodes.into_inner(),
            items,
            children,
            since,
        }
    }

    async fn whole_or_parts(
        &self,
        whole: Result<ApiAnswer, CallError>,
        top: &Listing,
    ) -> Result<Vec<Entry>, CaptureError> {
        match whole {
            Ok(whole) => {
                if let Some(entries) = self.whole(&whole).await? {
                    return Ok(entries);
                }
            }
            Err(error) if error.ends_org() => return Err(error.into()),
            Err(_) => {}
        }
        self.parts(&top.children).await
    }

    /// Takes an export of Admin Recommended apart; gives nothing where it can't be read.
    async fn whole(&self, answer: &ApiAnswer) -> Result<Option<Vec<Entry>>, CaptureError> {
        let mut entries = Vec::new();
        // Most often there are only folders, which are all told apart in one go.
        if let Ok(Folders { children }) = answer.json()
            && children.iter().all(Outline::is_folder)
        {
            for child in children {
                entries.push(self.add(|builder| builder.add_outline(child)).await?);
            }
        } else if let Ok(whole) = answer.json::<Outline<'_>>() {
            for child in whole.children.ok_or(CaptureError::Incomplete)? {
                entries.push(self.add(|builder| builder.add_text(child.get())).await?);
            }
        } else {
            return Ok(None);
        }
        Ok(Some(entries))
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
        let error = match self.export(&child.id).await {
            Ok((answer, _turn)) => match answer.json::<&RawValue>() {
                Ok(export) => return self.add(|builder| builder.add_text(export.get())).await,
                Err(error) => error,
            },
            Err(error) => error,
        };
        if !child.is_folder() || error.ends_org() {
            let name = child.name.clone();
            return Err(CaptureError::Item { name, error });
        }
        let listed = self.calls.repeat(library::get_folder(&child.id)).await?;
        let folder: Listing = listed.json()?;
        let entries = Box::pin(self.parts(&folder.children)).await?;
        // A listing may leave it out.
        let description = child.description.as_ref().or(folder.description.as_ref());
        let description = description.map(String::as_str).unwrap_or_default();
        let mut builder = self.builder.borrow_mut();
        Ok(builder.add_folder(child.name.clone(), description, entries))
    }

    /// Exports an item, and holds the turn to have that.
    async fn export(&self, item: &ContentId) -> Result<(ApiAnswer, Taken<'_>), CallError> {
        let job = {
            let _job = self.jobs.take(&self.calls.port).await;
            let job = begin_export(self.calls, item).await?;
            self.calls.finish_job(&job).await?;
            job
        };
        let turn = self.loading.take(&self.calls.port).await;
        Ok((self.calls.repeat(job.result()).await?, turn))
    }

    /// Adds an export.
    async fn add(
        &self,
        add: impl FnOnce(&mut TreeBuilder<'_>) -> Result<Entry, TreeError>,
    ) -> Result<Entry, CaptureError> {
        let (entry, held, items) = {
            let mut builder = self.builder.borrow_mut();
            let entry = add(&mut builder)?;
            let bodies: usize = builder.bodies.values().map(Vec::len).sum();
            let fresh: usize = builder.fresh.iter().map(|(text, _)| text.len()).sum();
            (entry, bodies + fresh, builder.items)
        };
        if held > MAX_BYTES_HELD {
            self.flush().await;
        }
        self.calls.port.tell(Notice::Read { items });
        Ok(entry)
    }

    /// Hands nodes and bodies on.
    async fn flush(&self) {
        let (nodes, bodies, fresh) = {
            let mut builder = self.builder.borrow_mut();
            let nodes = std::mem::take(&mut builder.nodes);
            let bodies = std::mem::take(&mut builder.bodies);
            (nodes, bodies, std::mem::take(&mut builder.fresh))
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
        self.calls.port.memo().keep(fresh);
        self.nodes.borrow_mut().extend(nodes);
    }
}

/// So many bytes of bodies and definitions are handed on together: storage is asked a few times and not for every folder,
/// and memory holds little more than one export.
const MAX_BYTES_HELD: usize = 4 << 20;
