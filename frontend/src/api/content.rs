use gloo_net::http::Method;
use orgcast_shared::api::{GetNodes, GetSnapshots, NodeList, SnapshotList};
use orgcast_shared::id::Digest;
use serde::{Deserialize, Serialize};

use super::{ApiError, client};

/// The newest snapshot of every org that was read.
pub(crate) async fn snapshots() -> Result<SnapshotList, ApiError> {
    client::send(Method::POST, "/api/snapshots", &GetSnapshots { orgs: None }).await
}

/// Tree nodes, at most [`GetNodes::MAX`] at once.
pub(crate) async fn nodes(digests: Vec<Digest>) -> Result<NodeList, ApiError> {
    client::send(Method::POST, "/api/nodes", &GetNodes { digests }).await
}

#[derive(Serialize)]
struct GetBodies {
    digests: Vec<Digest>,
}

#[derive(Deserialize)]
struct BodyList {
    bodies: Vec<Body>,
}

#[derive(Deserialize)]
struct Body {
    digest: Digest,
    body: String,
}

/// Portable bodies, a handful at once; one that isn't stored any more is left out.
pub(crate) async fn bodies(digests: Vec<Digest>) -> Result<Vec<(Digest, Vec<u8>)>, ApiError> {
    let body = GetBodies { digests };
    let list: BodyList = client::send(Method::POST, "/api/bodies", &body).await?;
    let pair = |body: Body| (body.digest, body.body.into_bytes());
    Ok(list.bodies.into_iter().map(pair).collect())
}
