use orgcast_shared::api::{ChangeOrg, ConnectOrg, Credentials, Org, OrgList, ProblemCode};
use orgcast_shared::id::OrgId;

use super::{Answer, json, reads};
use crate::ask::{OrgAsk, OrgReply, Trial};
use crate::platform::Platform;
use crate::problem::{EdgeError, chain};
use crate::store::StoreError;
use crate::store::orgs::{self, Change, StoredOrg, Taken};
use crate::vault::{Purpose, Sealed};

/// The longest name of an org.
const MAX_NAME_CHARS: usize = 100;

pub(super) async fn list<P: Platform>(edge: &P) -> Result<Answer, EdgeError> {
    Answer::json(200, &all(edge).await?)
}

pub(super) async fn all<P: Platform>(edge: &P) -> Result<OrgList, EdgeError> {
    Ok(OrgList {
        orgs: orgs::list(edge.db()).await?,
    })
}

/// Tries the credentials, saves them, and has the org read for the first time.
pub(super) async fn connect<P: Platform>(edge: &P, body: &[u8]) -> Result<Answer, EdgeError> {
    let ConnectOrg {
        name,
        endpoint,
        credentials,
    } = json::read(body)?;
    let id = new_id(edge)?;
    let org = StoredOrg {
        name: check_name(&name)?,
        endpoint: check_endpoint(edge, &endpoint)?,
        access_id: credentials.access_id.clone(),
        sealed_key: seal(edge, &id, &credentials)?,
        protected: false,
        base: None,
        id,
    };
    check_free(edge, &org).await?;
    try_out(edge, &org).await?;
    let added = orgs::add(edge.db(), &org).await;
    unless_taken(edge, &org, added).await?;
    reads::begin(edge, std::slice::from_ref(&org.id)).await?;
    Answer::json(201, &one(edge, &org.id).await?)
}

/// Changes an org. New credentials are tried first. They may be another org's, so what was read and
/// written before is forgotten, and the org is read with them.
pub(super) async fn change<P: Platform>(
    edge: &P,
    id: &OrgId,
    body: &[u8],
) -> Result<Answer, EdgeError> {
    let ChangeOrg {
        name,
        credentials,
        protected,
    } = json::read(body)?;
    let mut org = stored(edge, id).await?;
    let name = name.as_deref().map(check_name).transpose()?;
    if let Some(name) = &name {
        org.name.clone_from(name);
    }
    if let Some(credentials) = &credentials {
        org.access_id = credentials.access_id.clone();
        org.sealed_key = seal(edge, id, credentials)?;
    }
    check_free(edge, &org).await?;
    let change = Change {
        name: name.as_deref(),
        protected,
    };
    let changed = if credentials.is_some() {
        try_out(edge, &org).await?;
        orgs::change_login(edge.db(), &org, change).await
    } else {
        orgs::change(edge.db(), id, change).await
    };
    if !unless_taken(edge, &org, changed).await? {
        return Err(needed_or_gone(edge, id).await?);
    }
    if credentials.is_some() {
        reads::begin(edge, std::slice::from_ref(id)).await?;
    }
    Answer::json(200, &one(edge, id).await?)
}

/// Forgets an org. Its part in the history stays.
pub(super) async fn delete<P: Platform>(edge: &P, id: &OrgId) -> Result<Answer, EdgeError> {
    if !orgs::delete(edge.db(), id).await? {
        return Err(needed_or_gone(edge, id).await?);
    }
    // What its object still does finds the org gone, so nothing depends on the answer.
    if let Err(error) = edge.ask_org(id, OrgAsk::Forget).await {
        crate::log::error(&format!("org {id}: {}", chain(&error)));
    }
    Ok(Answer::empty(204))
}

/// Why an org can't be changed or deleted.
async fn needed_or_gone<P: Platform>(edge: &P, id: &OrgId) -> Result<EdgeError, EdgeError> {
    stored(edge, id).await?;
    let detail = "A push from or to this organization is going on. Wait for it, or stop it.";
    Ok(EdgeError::refuse(ProblemCode::Conflict, detail))
}

async fn stored<P: Platform>(edge: &P, id: &OrgId) -> Result<StoredOrg, EdgeError> {
    let org = orgs::get(edge.db(), id).await?;
    org.ok_or_else(|| EdgeError::not_found("organization"))
}

async fn one<P: Platform>(edge: &P, id: &OrgId) -> Result<Org, EdgeError> {
    let org = all(edge).await?.orgs.into_iter().find(|org| org.id == *id);
    org.ok_or_else(|| EdgeError::not_found("organization"))
}

fn new_id<P: Platform>(edge: &P) -> Result<OrgId, EdgeError> {
    let hex = crate::id::random_hex(edge)?;
    OrgId::new(hex).map_err(|error| EdgeError::Object(error.to_string()))
}

fn check_name(name: &str) -> Result<String, EdgeError> {
    let name = name.trim();
    if !(1..=MAX_NAME_CHARS).contains(&name.chars().count()) {
        let detail = format!("A name has 1 to {MAX_NAME_CHARS} characters.");
        return Err(EdgeError::bad_request(detail));
    }
    Ok(name.to_owned())
}

fn check_endpoint<P: Platform>(edge: &P, name: &str) -> Result<String, EdgeError> {
    let endpoint = edge.settings().endpoints.get(name);
    let detail = "There is no endpoint of this name; GET /api/endpoints lists them.";
    endpoint
        .map(|endpoint| endpoint.name.clone())
        .map_err(|_| EdgeError::bad_request(detail))
}

fn seal<P: Platform>(edge: &P, id: &OrgId, credentials: &Credentials) -> Result<Sealed, EdgeError> {
    if credentials.access_key.is_empty() {
        return Err(EdgeError::bad_request("The access key is empty."));
    }
    let key = credentials.access_key.expose();
    Ok(edge
        .settings()
        .vault
        .seal(Purpose::AccessKey, id, key, edge.random()?)?)
}

async fn check_free<P: Platform>(edge: &P, org: &StoredOrg) -> Result<(), EdgeError> {
    match orgs::taken(edge.db(), org).await? {
        None => Ok(()),
        Some(Taken::Name) => Err(EdgeError::refuse(
            ProblemCode::Conflict,
            "An organization of this name is connected already.",
        )),
        Some(Taken::AccessId { by }) => Err(EdgeError::refuse(
            ProblemCode::Conflict,
            format!("This access id is in use already, for the organization {by}."),
        )),
    }
}

/// Somebody else may have taken the name or the access id since they were checked.
async fn unless_taken<P: Platform, T>(
    edge: &P,
    org: &StoredOrg,
    saved: Result<T, StoreError>,
) -> Result<T, EdgeError> {
    if saved.as_ref().is_err_and(StoreError::is_conflict) {
        check_free(edge, org).await?;
    }
    Ok(saved?)
}

async fn try_out<P: Platform>(edge: &P, org: &StoredOrg) -> Result<(), EdgeError> {
    match edge.ask_org(&org.id, OrgAsk::Try(org.clone())).await? {
        OrgReply::Tried(Trial::Accepted) => Ok(()),
        OrgReply::Tried(Trial::Refused(detail)) => {
            Err(EdgeError::refuse(ProblemCode::CredentialsRefused, detail))
        }
        OrgReply::Tried(Trial::Unavailable(detail)) => {
            Err(EdgeError::refuse(ProblemCode::SumoLogicUnavailable, detail))
        }
        OrgReply::Accepted | OrgReply::Stages(_) => {
            Err(EdgeError::Object("it doesn't try credentials".into()))
        }
    }
}
