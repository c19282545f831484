use orgcast_shared::api::StartReads;
use orgcast_shared::id::OrgId;

use super::{Answer, json, orgs};
use crate::ask::{OrgAsk, OrgReply};
use crate::at_once::at_once;
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store;

pub(super) async fn start<P: Platform>(edge: &P, body: &[u8]) -> Result<Answer, EdgeError> {
    let StartReads { orgs: wanted } = json::read(body)?;
    begin(edge, &wanted).await?;
    Answer::json(202, &orgs::all(edge).await?)
}

/// Has orgs read. They are marked first, so that whoever lists the orgs next sees it.
pub(super) async fn begin<P: Platform>(edge: &P, orgs: &[OrgId]) -> Result<(), EdgeError> {
    let marked = store::reads::begin(edge.db(), orgs, edge.now()).await;
    marked.map_err(|error| {
        if error.is_unknown() {
            EdgeError::not_found("organization")
        } else {
            error.into()
        }
    })?;
    at_once(orgs.iter(), async |org| {
        let error = match edge.ask_org(org, OrgAsk::Read).await {
            Ok(OrgReply::Accepted) => return Ok(()),
            Ok(_) => EdgeError::Object("it doesn't take a read".into()),
            Err(error) => error,
        };
        crate::log::error(&format!("org {org}: {}", chain(&error)));
        // Else it would look as if it were being read for ever.
        store::reads::fail(edge.db(), org, edge.now(), NOT_STARTED).await
    })
    .await?;
    Ok(())
}

const NOT_STARTED: &str = "The read couldn't be started; try it again.";
