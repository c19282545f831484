use gloo_net::http::Method;
use orgcast_shared::api::{
    BodyList, BodyRecord, GetBodies, GetNodes, GetSnapshots, NodeList, NodeRecord, SnapshotList,
};
use orgcast_shared::id::Digest;

use super::{ApiError, client};

/// The newest snapshot of every org that was read.
pub(crate) async fn snapshots() -> Result<SnapshotList, ApiError> {
    client::send(Method::POST, "/api/snapshots", &GetSnapshots { orgs: None }).await
}

/// Tree nodes, at most [`GetNodes::MAX`] at once; one that isn't stored any more is left out.
pub(crate) async fn nodes(digests: Vec<Digest>) -> Result<Vec<NodeRecord>, ApiError> {
    in_parts(digests, async |digests| {
        let ask = GetNodes { digests };
        let list: NodeList = client::send(Method::POST, "/api/nodes", &ask).await?;
        Ok((list.nodes, list.left))
    })
    .await
}

/// Portable bodies, at most [`GetBodies::MAX`] at once; one that isn't stored any more is left out.
pub(crate) async fn bodies(digests: Vec<Digest>) -> Result<Vec<(Digest, Vec<u8>)>, ApiError> {
    let bodies = in_parts(digests, async |digests| {
        let ask = GetBodies { digests };
        let list: BodyList = client::send(Method::POST, "/api/bodies", &ask).await?;
        Ok((list.bodies, list.left))
    });
    let pair = |record: BodyRecord| (record.digest, record.body.into_bytes());
    Ok(bodies.await?.into_iter().map(pair).collect())
}

/// Asks again for what an answer had no room for, as long as each one brings something.
async fn in_parts<T>(
    mut digests: Vec<Digest>,
    ask: impl AsyncFn(Vec<Digest>) -> Result<(Vec<T>, Vec<Digest>), ApiError>,
) -> Result<Vec<T>, ApiError> {
    let mut all = Vec::new();
    while !digests.is_empty() {
        let asked = digests.len();
        let (found, left) = ask(digests).await?;
        all.extend(found);
        if left.len() >= asked {
            break;
        }
        digests = left;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_util::FutureExt;

    use super::*;

    /// What is got from an edge that answers with so many at once, and how often it was asked.
    fn got(at_once: usize) -> (Vec<Digest>, usize) {
        let digests: Vec<Digest> = (0..5_u8).map(|n| Digest::of(&[n])).collect();
        let times = Cell::new(0);
        let found = in_parts(digests.clone(), async |mut asked: Vec<Digest>| {
            times.set(times.get() + 1);
            let left = asked.split_off(at_once.min(asked.len()));
            Ok((asked, left))
        });
        let found = found.now_or_never().expect("nothing is waited for");
        let found = found.unwrap();
        assert_eq!(found, digests[..found.len()]);
        (found, times.get())
    }

    #[test]
    fn what_an_answer_had_no_room_for_is_asked_for_again() {
        for (at_once, times) in [(5, 1), (9, 1), (4, 2), (2, 3), (1, 5)] {
            let (found, asked) = got(at_once);
            assert_eq!((found.len(), asked), (5, times));
        }
    }

    #[test]
    fn an_edge_that_never_has_room_is_not_asked_for_ever() {
        assert_eq!(got(0), (vec![], 1));
    }
}
