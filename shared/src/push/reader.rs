use std::cell::RefCell;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::CaptureError;
use super::calls::Calls;
use super::machine::Notice;
use super::read::Library;
use super::sabotage::{self, Sabotage};
use super::together::together;
use super::turn::{Taken, Turn};
use crate::content::{Connections, Entry, FolderNode, Nodes, Outline, TreeBuilder, TreeError};
use crate::id::{ContentId, Millis};
use crate::sumo::jobs::Job;
use crate::sumo::library::{self, Child, Listing};
use crate::sumo::{ApiAnswer, CallError, guess};

pub(super) async fn begin_export(calls: &Calls, item: &ContentId) -> Result<Job, CallError> {
    let start = library::start_export(item);
    calls.begin_job(library::exports(item), start).await
}

pub(super) async fn finish_export(calls: &Calls, job: Job) -> Result<ApiAnswer, CallError> {
    calls.finish_job(&job).await?;
    calls.repeat(job.result()).await
}

/// Exports an item, with everything below it.
pub(super) async fn export(calls: &Calls, item: &ContentId) -> Result<ApiAnswer, CallError> {
    let job = begin_export(calls, item).await?;
    finish_export(calls, job).await
}

/// An export of a folder that holds nothing but folders.
#[derive(Deserialize)]
struct Folders<'a> {
    #[serde(borrow)]
    children: Vec<Outline<'a>>,
}

/// Takes exports apart, and stores what they hold.
pub(super) struct Reader<'a> {
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
    pub(super) fn new(calls: &'a Calls, connections: &'a Connections) -> Self {
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
    pub(super) async fn finish(
        mut self,
        id: ContentId,
        node: FolderNode,
        children: Vec<Child>,
        since: Millis,
    ) -> Library {
        let builder = self.builder.get_mut();
        let root = builder.nodes.insert(node);
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

    pub(super) async fn whole_or_parts(
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
    pub(super) async fn whole(
        &self,
        answer: &ApiAnswer,
    ) -> Result<Option<Vec<Entry>>, CaptureError> {
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
    pub(super) async fn parts(&self, children: &[Child]) -> Result<Vec<Entry>, CaptureError> {
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
