use gloo_net::http::Method;
use orgcast_shared::api::{GetNodes, GetSnapshots, NodeList, SnapshotList};
use orgcast_shared::id::Digest;

use super::{ApiError, client};

/// The newest snapshot of every org that was read.
pub(crate) async fn snapshots() -> Result<SnapshotList, ApiError> {
    client::send(Method::POST, "/api/snapshots", &GetSnapshots { orgs: None }).await
}

/// Tree nodes, at most [`GetNodes::MAX`] at once.
pub(crate) async fn nodes(digests: Vec<Digest>) -> Result<NodeList, ApiError> {
    client::send(Method::POST, "/api/nodes", &GetNodes { digests }).await
}
