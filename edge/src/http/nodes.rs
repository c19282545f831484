use orgcast_shared::api::{GetNodes, NodeList};

use super::{Answer, json};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::nodes::{Page, get_within};

pub(super) async fn get<P: Platform>(edge: &P, body: &[u8]) -> Result<Answer, EdgeError> {
    let GetNodes { digests } = json::read(body)?;
    if digests.len() > GetNodes::MAX {
        let detail = format!("At most {} nodes can be asked for at once.", GetNodes::MAX);
        return Err(EdgeError::bad_request(detail));
    }
    let (db, bucket) = (edge.db(), edge.bodies());
    let Page { nodes, left } = get_within(db, bucket, &digests, GetNodes::MAX_BYTES).await?;
    Answer::json(200, &NodeList { nodes, left })
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::api::NodeRecord;
    use orgcast_shared::content::{Entry, Extra, FolderNode, ItemKind};
    use orgcast_shared::id::{Digest, ItemName};
    use serde_json::json;

    use super::*;
    use crate::http::Method;
    use crate::http::tests::{head, send, signed_in, with};
    use crate::store::nodes::save;
    use crate::testing::long_name;

    #[test]
    fn an_answer_has_only_so_many_bytes_and_tells_what_is_left() {
        let (platform, cookie) = signed_in();
        let name = |number| ItemName::new(long_name(number)).unwrap();
        let item = |number| {
            let body = Digest::of(b"body");
            Entry::leaf(name(number), ItemKind::Search, body, Extra::default())
        };
        // More than half of an answer, three times.
        let wide = |first| FolderNode::new("", (first..first + 5_000).map(item).collect());
        let record = |first| {
            let node = wide(first);
            NodeRecord {
                digest: node.digest(),
                node: (&node).into(),
            }
        };
        let records = [0, 1, 2].map(record);
        block_on(save(platform.db(), platform.bodies(), &records)).unwrap();
        let mut asked: Vec<Digest> = records.iter().map(|record| record.digest).collect();
        asked.push(Digest::of(b"unknown"));
        let (mut found, mut answers) = (Vec::new(), 0);
        while !asked.is_empty() {
            let post = with(&cookie, head(Method::Post, "/api/nodes"));
            let answer = send(&platform, &post, &json!({ "digests": asked }));
            assert!(answer.status == 200 && answer.body.len() < GetNodes::MAX_BYTES + 1_000);
            let list: NodeList = serde_json::from_slice(&answer.body).unwrap();
            found.extend(list.nodes);
            (asked, answers) = (list.left, answers + 1);
        }
        let is_there = |record| found.contains(record);
        assert!(records.iter().all(is_there) && found.len() == 3);
        assert_eq!(answers, 3);
    }
}
