//! Portable bodies in R2, each stored once under its digest.

use std::cell::RefCell;
use std::collections::BTreeMap;

use orgcast_shared::content::Bodies;
use orgcast_shared::id::Digest;

use super::{Database, Statement, StoreError, all, json_chunks};
use crate::at_once::{AT_ONCE, at_once};

/// A place for bodies.
pub trait Bucket {
    /// Stores a body.
    fn put(&self, digest: &Digest, body: Vec<u8>) -> impl Future<Output = Result<(), StoreError>>;

    /// The body of this digest, if it takes no more than `room` bytes; a bigger one isn't read.
    fn get(&self, digest: &Digest, room: usize) -> impl Future<Output = Result<Got, StoreError>>;
}

/// What a bucket has of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Got {
    /// Nothing.
    Nothing,
    /// More than there is room for.
    TooMuch,
    /// The body.
    Body(Vec<u8>),
}

/// After so many bodies it is noted what is stored, so that little is repeated after an end.
const PER_NOTE: usize = 250;

/// Stores the bodies that aren't stored yet. Where it fails, it is noted how far it came.
pub async fn save(
    db: &impl Database,
    bucket: &impl Bucket,
    bodies: Vec<(Digest, Vec<u8>)>,
) -> Result<(), StoreError> {
    let digests: Vec<Digest> = bodies.iter().map(|(digest, _)| *digest).collect();
    let mut unknown = unknown(db, &digests).await?.into_iter().peekable();
    // Both are in the same order.
    let mut missing = bodies
        .into_iter()
        .filter(|(digest, _)| unknown.next_if_eq(digest).is_some())
        .peekable();
    while missing.peek().is_some() {
        let stored = RefCell::new(Vec::new());
        let put = async |(digest, body): (Digest, Vec<u8>)| {
            bucket.put(&digest, body).await?;
            stored.borrow_mut().push(digest);
            Ok(())
        };
        let result = at_once(missing.by_ref().take(PER_NOTE), put).await;
        note(db, &stored.into_inner()).await?;
        result?;
    }
    Ok(())
}

async fn note(db: &impl Database, stored: &[Digest]) -> Result<(), StoreError> {
    for chunk in json_chunks(stored)? {
        let insert = Statement::new(
            "INSERT INTO bodies (digest) SELECT value FROM json_each(?) WHERE true
             ON CONFLICT DO NOTHING",
        );
        db.batch(vec![insert.bind(chunk)]).await?;
    }
    Ok(())
}

/// The bodies that are stored; one that is damaged counts as missing.
pub async fn load(bucket: &impl Bucket, digests: &[Digest]) -> Result<Bodies, StoreError> {
    let found = RefCell::new(Bodies::default());
    at_once(digests.iter().copied(), async |digest: Digest| {
        if let Got::Body(body) = get(bucket, digest, usize::MAX).await? {
            found.borrow_mut().insert(digest, body);
        }
        Ok(())
    })
    .await?;
    Ok(found.into_inner())
}

/// The first of these bodies, in their order, as far as they take no more than `room` bytes; the first
/// one in any case.
pub async fn load_within(
    bucket: &impl Bucket,
    digests: &[Digest],
    room: usize,
) -> Result<Bodies, StoreError> {
    let (mut found, mut left) = (Bodies::default(), room);
    for group in digests.chunks(AT_ONCE) {
        // Together they can't take more than what is left.
        let share = left / group.len();
        let got = RefCell::new(BTreeMap::new());
        at_once(group.iter().copied(), async |digest: Digest| {
            let body = get(bucket, digest, share).await?;
            got.borrow_mut().insert(digest, body);
            Ok(())
        })
        .await?;
        let mut got = got.into_inner();
        for digest in group {
            let room = if found.is_empty() { usize::MAX } else { left };
            let body = match got.remove(digest) {
                Some(Got::TooMuch) => get(bucket, *digest, room).await?,
                body => body.unwrap_or(Got::Nothing),
            };
            match body {
                Got::Nothing => {}
                Got::TooMuch => return Ok(found),
                Got::Body(body) if body.len() > room => return Ok(found),
                Got::Body(body) => {
                    left = left.saturating_sub(body.len());
                    found.insert(*digest, body);
                }
            }
        }
    }
    Ok(found)
}

/// One that is damaged counts as missing.
async fn get(bucket: &impl Bucket, digest: Digest, room: usize) -> Result<Got, StoreError> {
    let got = bucket.get(&digest, room).await?;
    Ok(match got {
        Got::Body(body) if Digest::of(&body) != digest => Got::Nothing,
        got => got,
    })
}

/// Those that aren't stored, in the order given.
async fn unknown(db: &impl Database, digests: &[Digest]) -> Result<Vec<Digest>, StoreError> {
    let mut unknown = Vec::new();
    for chunk in json_chunks(digests)? {
        let select = Statement::new(
            "SELECT json_quote(value) AS row FROM json_each(?)
             WHERE value NOT IN (SELECT digest FROM bodies) ORDER BY key",
        );
        unknown.extend(all::<Digest>(db, select.bind(chunk)).await?);
    }
    Ok(unknown)
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;
    use crate::store::memory::{Memory, MemoryBucket};

    #[test]
    fn a_body_is_stored_once_and_comes_back_intact() {
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        let body = |text: &str| (Digest::of(text.as_bytes()), text.as_bytes().to_vec());
        block_on(save(&db, &bucket, vec![body("a"), body("b")])).unwrap();
        block_on(save(&db, &bucket, vec![body("b"), body("c")])).unwrap();
        assert_eq!(bucket.puts(), 3);
        let wanted = [body("c").0, body("a").0, Digest::of(b"x")];
        let load = || block_on(load(&bucket, &wanted)).unwrap();
        assert_eq!(load(), Bodies::from_iter([body("c"), body("a")]));
        block_on(bucket.put(&body("a").0, b"damaged".to_vec())).unwrap();
        assert_eq!(load(), Bodies::from_iter([body("c")]));
    }

    #[test]
    fn bodies_are_loaded_in_order_as_far_as_there_is_room() {
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        let sizes = [30, 1, 2, 50, 3, 1, 1, 1, 40, 1];
        let bodies = sizes.iter().zip(0_u8..).map(|(size, n)| {
            let body = vec![n; *size];
            (Digest::of(&body), body)
        });
        let bodies: Vec<_> = bodies.collect();
        let digests: Vec<_> = bodies.iter().map(|(digest, _)| *digest).collect();
        block_on(save(&db, &bucket, bodies)).unwrap();
        let loaded = |digests: &[Digest], room| {
            let found = block_on(load_within(&bucket, digests, room)).unwrap();
            let places = digests.iter().map(|digest| found.contains_key(digest));
            places.take_while(|found| *found).count()
        };
        let rooms = [0, 30, 31, 82, 83, 86, 130, 1_000];
        let counts = rooms.map(|room| loaded(&digests, room));
        assert_eq!(counts, [1, 1, 2, 3, 4, 5, 10, 10]);
        let mut with_a_lost_one = digests.clone();
        with_a_lost_one.insert(0, Digest::of(b"lost"));
        let found = block_on(load_within(&bucket, &with_a_lost_one, 0)).unwrap();
        assert!(found.len() == 1 && found.contains_key(&digests[0]));
    }

    #[test]
    fn what_was_stored_before_a_failure_is_not_stored_again() {
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        let bodies = || -> Vec<_> {
            let body = |n: u32| (Digest::of(&n.to_be_bytes()), n.to_be_bytes().to_vec());
            (0..600).map(body).collect()
        };
        bucket.limit(Some(400));
        assert!(block_on(save(&db, &bucket, bodies())).is_err());
        bucket.limit(None);
        block_on(save(&db, &bucket, bodies())).unwrap();
        assert_eq!(bucket.puts(), 600);
    }
}
