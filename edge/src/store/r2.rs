use orgcast_shared::id::Digest;

use super::StoreError;
use super::bodies::{Bucket, Got};

/// R2.
#[derive(Debug, Clone)]
pub struct R2(worker::Bucket);

impl R2 {
    /// The bucket of this binding.
    pub fn new(bucket: worker::Bucket) -> Self {
        Self(bucket)
    }
}

impl Bucket for R2 {
    async fn put(&self, digest: &Digest, body: Vec<u8>) -> Result<(), StoreError> {
        self.0.put(key(digest), body).execute().await?;
        Ok(())
    }

    async fn get(&self, digest: &Digest, room: usize) -> Result<Got, StoreError> {
        let Some(object) = self.0.get(key(digest)).execute().await? else {
            return Ok(Got::Nothing);
        };
        if object.size() > room as u64 {
            return Ok(Got::TooMuch);
        }
        match object.body() {
            Some(body) => Ok(Got::Body(body.bytes().await?)),
            None => Ok(Got::Nothing),
        }
    }
}

fn key(digest: &Digest) -> String {
    format!("bodies/{digest}")
}
