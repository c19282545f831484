use orgcast_shared::api::{GetSnapshots, SnapshotList};

use super::{Answer, json};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::snapshots;

pub(super) async fn get<P: Platform>(edge: &P, body: &[u8]) -> Result<Answer, EdgeError> {
    let GetSnapshots { orgs } = json::read(body)?;
    let snapshots = snapshots::newest(edge.db(), orgs.as_deref()).await?;
    Answer::json(200, &SnapshotList { snapshots })
}
