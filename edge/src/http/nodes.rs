use orgcast_shared::api::{GetNodes, NodeList};

use super::{Answer, json};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::nodes;

pub(super) async fn get<P: Platform>(edge: &P, body: &[u8]) -> Result<Answer, EdgeError> {
    let GetNodes { digests } = json::read(body)?;
    if digests.len() > GetNodes::MAX {
        let detail = format!("At most {} nodes can be asked for at once.", GetNodes::MAX);
        return Err(EdgeError::bad_request(detail));
    }
    Answer::json(
        200,
        &NodeList {
            nodes: nodes::get(edge.db(), edge.bodies(), &digests).await?,
        },
    )
}
