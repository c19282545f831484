use orgcast_shared::id::Digest;

use super::StoreError;
use super::bodies::Bucket;

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

    async fn get(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(object) = self.0.get(key(digest)).execute().await? else {
            return Ok(None);
        };
        match object.body() {
            Some(body) => Ok(Some(body.bytes().await?)),
            None => Ok(None),
        }
    }
}

fn key(digest: &Digest) -> String {
    format!("bodies/{digest}")
}
