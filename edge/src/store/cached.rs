use std::cell::RefCell;
use std::rc::Rc;

use orgcast_shared::content::Bodies;
use orgcast_shared::id::Digest;

use super::StoreError;
use super::bodies::{Bucket, Got};

/// A bucket that remembers what was fetched lately: a push takes the same bodies to every org.
#[derive(Debug, Clone)]
pub struct Cached<B> {
    bucket: B,
    recent: Rc<RefCell<Recent>>,
}

/// Bodies that were fetched lately, in two generations: the older one goes when the newer one is full.
#[derive(Debug, Default)]
pub struct Recent {
    newer: Bodies,
    older: Bodies,
    /// How many bytes the newer ones take.
    bytes: usize,
}

impl Recent {
    /// How many bytes a generation may take; a Worker has 128 MB in all.
    const ROOM: usize = 6 << 20;
    /// The longest body that is remembered.
    const LONGEST: usize = 256 << 10;

    fn get(&mut self, digest: &Digest) -> Option<&Vec<u8>> {
        if let Some(body) = self.older.remove(digest) {
            self.keep(*digest, body);
        }
        self.newer.get(digest)
    }

    fn keep(&mut self, digest: Digest, body: Vec<u8>) {
        if self.newer.contains_key(&digest) {
            return;
        }
        if self.bytes + body.len() > Self::ROOM {
            self.older = std::mem::take(&mut self.newer);
            self.bytes = 0;
        }
        self.bytes += body.len();
        self.newer.insert(digest, body);
    }

    fn forget(&mut self, digest: &Digest) {
        let body = self.newer.remove(digest);
        self.bytes -= body.map_or(0, |body| body.len());
        self.older.remove(digest);
    }
}

impl<B> Cached<B> {
    /// `recent` may be shared by everything that uses this bucket.
    pub fn new(bucket: B, recent: Rc<RefCell<Recent>>) -> Self {
        Self { bucket, recent }
    }
}

impl<B: Bucket> Bucket for Cached<B> {
    async fn put(&self, digest: &Digest, body: Vec<u8>) -> Result<(), StoreError> {
        // What was there may have been damaged.
        self.recent.borrow_mut().forget(digest);
        self.bucket.put(digest, body).await
    }

    async fn get(&self, digest: &Digest, room: usize) -> Result<Got, StoreError> {
        if let Some(body) = self.recent.borrow_mut().get(digest) {
            let fits = body.len() <= room;
            return Ok(if fits {
                Got::Body(body.clone())
            } else {
                Got::TooMuch
            });
        }
        let got = self.bucket.get(digest, room).await?;
        // What is damaged now may be put again elsewhere.
        if let Got::Body(body) = &got
            && body.len() <= Recent::LONGEST
            && Digest::of(body) == *digest
        {
            self.recent.borrow_mut().keep(*digest, body.clone());
        }
        Ok(got)
    }
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;

    use super::*;
    use crate::store::memory::MemoryBucket;

    fn body(n: u8, length: usize) -> (Digest, Vec<u8>) {
        let body = vec![n; length];
        (Digest::of(&body), body)
    }

    #[test]
    fn what_was_fetched_is_fetched_once_and_not_kept_for_ever() {
        let bucket = Cached::new(MemoryBucket::default(), Rc::default());
        let bodies: Vec<_> = (0..100).map(|n| body(n, Recent::LONGEST)).collect();
        for (digest, body) in &bodies {
            block_on(bucket.put(digest, body.clone())).unwrap();
        }
        let fetch = |n: usize| {
            let before = bucket.bucket.gets();
            let got = block_on(bucket.get(&bodies[n].0, usize::MAX)).unwrap();
            assert_eq!(got, Got::Body(bodies[n].1.clone()));
            bucket.bucket.gets() - before
        };
        assert_eq!((fetch(0), fetch(0)), (1, 0));
        for n in 1..100 {
            fetch(n);
            assert_eq!(fetch(0), 0, "what is used stays");
        }
        assert_eq!(fetch(1), 1);
        let recent = bucket.recent.borrow();
        let held = recent.newer.values().chain(recent.older.values());
        assert!(held.map(Vec::len).sum::<usize>() <= 2 * Recent::ROOM);
    }

    #[test]
    fn room_counts_and_long_or_replaced_bodies_are_not_remembered() {
        let bucket = Cached::new(MemoryBucket::default(), Rc::default());
        let (short, long) = (body(1, 10), body(2, Recent::LONGEST + 1));
        for (digest, body) in [&short, &long] {
            block_on(bucket.put(digest, body.clone())).unwrap();
        }
        let get = |digest, room| block_on(bucket.get(digest, room)).unwrap();
        assert_eq!(get(&short.0, 10), Got::Body(short.1.clone()));
        assert_eq!(get(&short.0, 9), Got::TooMuch);
        get(&long.0, usize::MAX);
        get(&long.0, usize::MAX);
        assert_eq!(bucket.bucket.gets(), 3);
        block_on(bucket.put(&short.0, b"damaged".to_vec())).unwrap();
        let before = bucket.bucket.gets();
        for _ in 0..2 {
            assert_eq!(get(&short.0, 10), Got::Body(b"damaged".to_vec()));
        }
        assert_eq!(bucket.bucket.gets(), before + 2);
        assert_eq!(get(&body(3, 1).0, 10), Got::Nothing);
    }
}
