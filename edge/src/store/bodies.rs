//! Portable bodies in R2, each stored once under its digest.

use std::cell::RefCell;

use orgcast_shared::content::Bodies;
use orgcast_shared::id::Digest;

use super::{Database, Statement, StoreError, all, json_chunks};
use crate::at_once::at_once;

/// A place for bodies.
pub trait Bucket {
    /// Stores a body.
    fn put(&self, digest: &Digest, body: Vec<u8>) -> impl Future<Output = Result<(), StoreError>>;

    /// The body of this digest.
    fn get(&self, digest: &Digest) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>>;
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
        let body = bucket.get(&digest).await?;
        if let Some(body) = body.filter(|body| Digest::of(body) == digest) {
            found.borrow_mut().insert(digest, body);
        }
        Ok(())
    })
    .await?;
    Ok(found.into_inner())
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
