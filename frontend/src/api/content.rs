use gloo_net::http::Method;
use orgcast_shared::api::{
    BodyList, BodyRecord, GetBodies, GetNodes, GetSnapshots, NodeList, SnapshotList,
};
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

/// Portable bodies, at most [`GetBodies::MAX`] at once; one that isn't stored any more is left out.
pub(crate) async fn bodies(mut digests: Vec<Digest>) -> Result<Vec<(Digest, Vec<u8>)>, ApiError> {
    let mut bodies = Vec::new();
    while !digests.is_empty() {
        let ask = GetBodies { digests };
        let list: BodyList = client::send(Method::POST, "/api/bodies", &ask).await?;
        let pair = |record: BodyRecord| (record.digest, record.body.into_bytes());
        bodies.extend(list.bodies.into_iter().map(pair));
        digests = list.left;
    }
    Ok(bodies)
}
