use orgcast_shared::api::StartReads;
use orgcast_shared::id::OrgId;

use super::{Answer, json, orgs};
use crate::ask::{OrgAsk, OrgReply};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store;

pub(super) async fn start<P: Platform>(edge: &P, body: &[u8]) -> Result<Answer, EdgeError> {
    let StartReads { orgs: wanted } = json::read(body)?;
    for org in &wanted {
        if store::orgs::get(edge.db(), org).await?.is_none() {
            return Err(EdgeError::not_found("organization"));
        }
    }
    for org in &wanted {
        begin(edge, org).await?;
    }
    Answer::json(202, &orgs::all(edge).await?)
}

/// Has an org read. It is marked first, so that whoever lists the orgs next sees it.
pub(super) async fn begin<P: Platform>(edge: &P, org: &OrgId) -> Result<(), EdgeError> {
    store::reads::begin(edge.db(), org, edge.now()).await?;
    let error = match edge.ask_org(org, OrgAsk::Read).await {
        Ok(OrgReply::Accepted) => return Ok(()),
        Ok(_) => EdgeError::Object("it doesn't take a read".into()),
        Err(error) => error,
    };
    // Else it would look as if it were being read for ever.
    store::reads::fail(edge.db(), org, edge.now(), NOT_STARTED).await?;
    Err(error)
}

const NOT_STARTED: &str = "The read couldn't be started; try it again.";
