use orgcast_shared::api::{BodyList, BodyRecord, GetBodies};
use orgcast_shared::id::Digest;

use super::{Answer, json};
use crate::platform::Platform;
use crate::problem::EdgeError;
use crate::store::bodies::{self, Bucket, Got};

/// What a body's digest names never changes, so the browser may keep it; nobody else may.
const KEEP: &str = "private, max-age=31536000, immutable";

pub(super) async fn get<P: Platform>(edge: &P, digest: &Digest) -> Result<Answer, EdgeError> {
    let Got::Body(body) = edge.bodies().get(digest, usize::MAX).await? else {
        return Err(EdgeError::not_found("body"));
    };
    Ok(Answer::stored_json(200, body).with("cache-control", KEEP))
}

/// So many bodies are fetched at once: one can have ten megabytes, and a Worker has 128.
const AT_ONCE: usize = 4;

/// Several bodies as far as there is room in one answer.
pub(super) async fn list<P: Platform>(edge: &P, body: &[u8]) -> Result<Answer, EdgeError> {
    let GetBodies { digests } = json::read(body)?;
    if digests.len() > GetBodies::MAX {
        let detail = format!(
            "At most {} bodies can be asked for at once.",
            GetBodies::MAX
        );
        return Err(EdgeError::bad_request(detail));
    }
    let mut list = BodyList::default();
    let mut room = GetBodies::MAX_BYTES;
    for digests in digests.chunks(AT_ONCE) {
        if room == 0 {
            list.left.extend(digests);
            continue;
        }
        let mut found = bodies::load(edge.bodies(), digests).await?;
        for digest in digests {
            let Some(body) = found.remove(digest) else {
                continue;
            };
            if body.len() > room && !list.bodies.is_empty() {
                room = 0;
                list.left.push(*digest);
                continue;
            }
            room = room.saturating_sub(body.len());
            // What isn't text is no body.
            let body = String::from_utf8(body).ok();
            list.bodies.extend(body.map(|body| BodyRecord {
                digest: *digest,
                body,
            }));
        }
    }
    Answer::json(200, &list)
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use serde_json::json;

    use super::*;
    use crate::http::Method;
    use crate::http::tests::{head, send, signed_in, with};
    use crate::testing::TestPlatform;

    fn store(platform: &TestPlatform, text: &str) -> Digest {
        let digest = Digest::of(text.as_bytes());
        block_on(platform.bodies().put(&digest, text.into())).unwrap();
        digest
    }

    fn ask(platform: &TestPlatform, cookie: &str, digests: &[Digest]) -> BodyList {
        let post = with(cookie, head(Method::Post, "/api/bodies"));
        let answer = send(platform, &post, &json!({ "digests": digests }));
        assert_eq!(answer.status, 200);
        serde_json::from_slice(&answer.body).unwrap()
    }

    fn digests(list: &BodyList) -> Vec<Digest> {
        let of = |record: &BodyRecord| {
            assert_eq!(Digest::of(record.body.as_bytes()), record.digest);
            record.digest
        };
        list.bodies.iter().map(of).collect()
    }

    #[test]
    fn bodies_come_in_the_order_asked_for_without_those_unknown() {
        let (platform, cookie) = signed_in();
        let [a, b] = [r#"{"a":"\u00e4"}"#, r#"{"b":"ö"}"#].map(|text| store(&platform, text));
        let damaged = Digest::of(b"damaged");
        block_on(platform.bodies().put(&damaged, b"otherwise".to_vec())).unwrap();
        let list = ask(&platform, &cookie, &[b, Digest::of(b"unknown"), damaged, a]);
        assert_eq!((digests(&list), list.left), (vec![b, a], vec![]));
    }

    #[test]
    fn an_answer_has_only_so_many_bodies_and_bytes() {
        let (platform, cookie) = signed_in();
        let part = |name: &str, parts: usize| {
            let text = format!("\"{name}{}\"", "x".repeat(GetBodies::MAX_BYTES / parts));
            store(&platform, &text)
        };
        let (whole, half, third) = (part("whole", 1), part("half", 2), part("third", 3));
        let small = part("small", 1_000_000);
        // One that is too large comes alone rather than never.
        let list = ask(&platform, &cookie, &[whole, small]);
        assert_eq!((digests(&list), list.left), (vec![whole], vec![small]));
        let wanted = [half, third, whole, small, small, half];
        let list = ask(&platform, &cookie, &wanted);
        let left = vec![whole, small, small, half];
        assert_eq!((digests(&list), list.left), (vec![half, third], left));

        let many: Vec<Digest> = (0..=GetBodies::MAX)
            .map(|n| Digest::of(&n.to_be_bytes()))
            .collect();
        let post = with(&cookie, head(Method::Post, "/api/bodies"));
        let answer = send(&platform, &post, &json!({ "digests": many }));
        assert_eq!(answer.status, 400);
        assert_eq!(digests(&ask(&platform, &cookie, &many[1..])), []);
    }
}
