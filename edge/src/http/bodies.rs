use orgcast_shared::id::Digest;

use super::Answer;
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::bodies::Bucket;

/// What a body's digest names never changes, so the browser may keep it; nobody else may.
const KEEP: &str = "private, max-age=31536000, immutable";

pub(super) async fn get<P: Platform>(edge: &P, digest: &Digest) -> Result<Answer, EdgeError> {
    let body = edge.bodies().get(digest).await?;
    let body = body.ok_or_else(|| EdgeError::not_found("body"))?;
    Ok(Answer::stored_json(200, body).with("cache-control", KEEP))
}
