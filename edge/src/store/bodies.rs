//! Portable bodies in R2, each stored once under its digest.

use std::cell::RefCell;
use std::collections::BTreeMap;

use futures_util::future::LocalBoxFuture;
use futures_util::stream::{self, TryStreamExt};
use orgcast_shared::id::Digest;

use super::{Database, Statement, StoreError, all, json_chunks};

/// A place for bodies.
pub trait Bucket {
    /// Stores a body.
    fn put(&self, digest: &Digest, body: Vec<u8>) -> impl Future<Output = Result<(), StoreError>>;

    /// The body of this digest.
    fn get(&self, digest: &Digest) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>>;
}

/// Workers has six connections that may wait for an answer at once.
const AT_ONCE: usize = 6;

/// Stores the bodies that aren't stored yet.
pub async fn save(
    db: &impl Database,
    bucket: &impl Bucket,
    bodies: Vec<(Digest, Vec<u8>)>,
) -> Result<(), StoreError> {
    let digests: Vec<Digest> = bodies.iter().map(|(digest, _)| *digest).collect();
    let mut unknown = unknown(db, &digests).await?.into_iter().peekable();
    // Both are in the same order.
    let missing = bodies
        .into_iter()
        .filter(|(digest, _)| unknown.next_if_eq(digest).is_some());
    let put = RefCell::new(Vec::new());
    at_once(missing, async |(digest, body)| {
        bucket.put(&digest, body).await?;
        put.borrow_mut().push(digest);
        Ok(())
    })
    .await?;
    let put = put.into_inner();
    for chunk in json_chunks(&put)? {
        let insert = Statement::new(
            "INSERT INTO bodies (digest) SELECT value FROM json_each(?) WHERE true
             ON CONFLICT DO NOTHING",
        );
        db.batch(vec![insert.bind(chunk)]).await?;
    }
    Ok(())
}

/// The bodies that are stored; one that is damaged counts as missing.
pub async fn load(
    bucket: &impl Bucket,
    digests: &[Digest],
) -> Result<BTreeMap<Digest, Vec<u8>>, StoreError> {
    let found = RefCell::new(BTreeMap::new());
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

/// Does something with each item, several at a time, until one fails.
async fn at_once<T>(
    items: impl Iterator<Item = T>,
    work: impl AsyncFn(T) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let work = &work;
    let work = items.map(|item| Box::pin(work(item)) as LocalBoxFuture<'_, _>);
    stream::iter(work.map(Ok))
        .try_for_each_concurrent(AT_ONCE, |work| work)
        .await
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
        assert_eq!(load(), [body("c"), body("a")].into());
        block_on(bucket.put(&body("a").0, b"damaged".to_vec())).unwrap();
        assert_eq!(load(), [body("c")].into());
    }
}
