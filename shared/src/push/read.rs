use super::calls::Calls;
use super::hints::Top;
use super::reader::{Reader, begin_export, export, finish_export};
use super::together::both;
use super::{CaptureError, ConnectionDefinition};
use crate::content::{Connections, FolderNode, Nodes};
use crate::id::{ContentId, Digest, ItemName, Millis};
use crate::sumo::jobs::Job;
use crate::sumo::library::{self, Child, Listing};
use crate::sumo::{CallError, connections};

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
/// where there may be one: a listing would only have it wait, and nobody needs the ids that it tells. Only where
/// one of these names isn't directly in it, the listing decides.
pub(super) async fn read_again(
    calls: &Calls,
    known: &Top,
    names: &[ItemName],
) -> Result<OrgRead, CaptureError> {
    if names.is_empty() || !known.fits_one_export() {
        return read_org(calls, Some(&known.in_parts())).await;
    }
    match read_whole(calls, &known.id, names).await {
        Err(CaptureError::Incomplete) => read_org(calls, Some(known)).await,
        Err(error) if !error.ends_org() => read_org(calls, Some(&known.in_parts())).await,
        other => other,
    }
}

async fn read_whole(
    calls: &Calls,
    id: &ContentId,
    names: &[ItemName],
) -> Result<OrgRead, CaptureError> {
    let since = calls.port.now();
    let job = begin_export(calls, id).await?;
    let (connections, whole) = both(read_connections(calls), finish_export(calls, job)).await;
    let ((connections, definitions), whole) = (connections?, whole?);
    let reader = Reader::new(calls, &connections);
    let entries = reader.whole(&whole).await?;
    let node = FolderNode::new("", entries.ok_or(CaptureError::Incomplete)?);
    if names.iter().any(|name| node.named(name).is_empty()) {
        return Err(CaptureError::Incomplete);
    }
    let library = reader.finish(id.clone(), node, Vec::new(), since).await;
    Ok(OrgRead {
        connections,
        definitions,
        library,
    })
}

/// One export of the whole is tried first; where that is refused, or too much is expected, the parts are
/// exported by themselves. What takes longest begins first, and alone, so that a key that is refused is
/// refused for one call. A refusal of the known folder alone may mean that it is another org's.
async fn read_once(calls: &Calls, known: Option<&Top>) -> Result<OrgRead, CaptureError> {
    let since = calls.port.now();
    let known_id = known.map(|known| &known.id);
    let (early, list) = match known.filter(|known| known.fits_one_export()) {
        Some(known) => (Some(begin_export(calls, &known.id).await), None),
        None => (None, Some(begin_top(calls).await?)),
    };
    if let Some(Err(error)) = &early
        && error.ends_org()
        && !error.is_forbidden()
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
    let node = FolderNode::new("", entries);
    let mut listed = top.children.iter();
    if node.entries.len() != top.children.len()
        || !listed.all(|child| !node.named(&child.name).is_empty())
    {
        return Err(CaptureError::Incomplete);
    }
    let library = reader.finish(top.id, node, top.children, since).await;
    Ok(OrgRead {
        connections,
        definitions,
        library,
    })
}
