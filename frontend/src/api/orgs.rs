use gloo_net::http::Method;
use orgcast_shared::api::{EndpointList, Org, OrgList, StartReads};
use orgcast_shared::id::OrgId;
use serde_json::{Value, json};

use super::{ApiError, client};

const PATH: &str = "/api/orgs";

/// An access key as it was typed. The API's own type can't be written, only read, so that a key
/// isn't sent anywhere by accident.
#[derive(Clone, Copy)]
pub(crate) struct TypedKey<'a> {
    pub(crate) access_id: &'a str,
    pub(crate) access_key: &'a str,
}

impl TypedKey<'_> {
    fn json(self) -> Value {
        json!({ "accessId": self.access_id, "accessKey": self.access_key })
    }
}

/// Every connected org.
pub(crate) async fn orgs() -> Result<OrgList, ApiError> {
    client::get(PATH).await
}

/// Where an org can be.
pub(crate) async fn endpoints() -> Result<EndpointList, ApiError> {
    client::get("/api/endpoints").await
}

/// Connects an org; the edge tries the key first.
pub(crate) async fn connect(
    name: &str,
    endpoint: &str,
    key: TypedKey<'_>,
) -> Result<Org, ApiError> {
    let body = json!({ "name": name, "endpoint": endpoint, "credentials": key.json() });
    client::send(Method::POST, PATH, &body).await
}

/// Changes an org's name, whether it is protected, its key, or any of them.
pub(crate) async fn change(
    org: &OrgId,
    name: Option<&str>,
    protected: Option<bool>,
    key: Option<TypedKey<'_>>,
) -> Result<Org, ApiError> {
    let mut body = serde_json::Map::new();
    if let Some(protected) = protected {
        body.insert("protected".to_owned(), protected.into());
    }
    if let Some(name) = name {
        body.insert("name".to_owned(), name.into());
    }
    if let Some(key) = key {
        body.insert("credentials".to_owned(), key.json());
    }
    client::send(Method::PATCH, &format!("{PATH}/{org}"), &body).await
}

/// Forgets an org and its key.
pub(crate) async fn disconnect(org: &OrgId) -> Result<(), ApiError> {
    client::tell(Method::DELETE, &format!("{PATH}/{org}"), &json!({})).await
}

/// Starts reading orgs.
pub(crate) async fn read(orgs: Vec<OrgId>) -> Result<OrgList, ApiError> {
    client::send(Method::POST, "/api/reads", &StartReads { orgs }).await
}
