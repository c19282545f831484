use idb::builder::{DatabaseBuilder, ObjectStoreBuilder};
use idb::{Database, Error, TransactionMode};
use orgcast_shared::content::{FolderNode, StoredNode};
use orgcast_shared::id::Digest;
use wasm_bindgen::JsValue;

/// Tree nodes in the browser's own database. A node never changes, so what is here stays right; it
/// is only a shortcut, and every failure of it is the same as not having the node.
pub(super) struct NodeCache(Option<Database>);

const NAME: &str = "orgcast";
const NODES: &str = "nodes";
/// More nodes than a large fleet has; then the cache starts anew, since it doesn't know which are
/// still in use.
const MOST: u32 = 100_000;

impl NodeCache {
    pub(super) async fn open() -> Self {
        let database = DatabaseBuilder::new(NAME)
            .version(1)
            .add_object_store(ObjectStoreBuilder::new(NODES))
            .build()
            .await
            .ok();
        let cache = Self(database);
        let _ = cache.prune().await;
        cache
    }

    /// The nodes that are here, of those asked for.
    pub(super) async fn get(&self, digests: &[Digest]) -> Vec<(Digest, FolderNode)> {
        self.try_get(digests).await.unwrap_or_default()
    }

    /// Keeps nodes for the next time.
    pub(super) async fn put(&self, nodes: &[(Digest, FolderNode)]) {
        let _ = self.try_put(nodes).await;
    }

    async fn try_get(&self, digests: &[Digest]) -> Result<Vec<(Digest, FolderNode)>, Error> {
        let Some(database) = &self.0 else {
            return Ok(Vec::new());
        };
        let transaction = database.transaction(&[NODES], TransactionMode::ReadOnly)?;
        let store = transaction.object_store(NODES)?;
        // All requests are made before the first is awaited, so that they run side by side.
        let mut asked = Vec::with_capacity(digests.len());
        for digest in digests {
            asked.push((*digest, store.get(JsValue::from_str(&digest.to_string()))?));
        }
        let mut found = Vec::new();
        for (digest, request) in asked {
            let text = request.await?.and_then(|value| value.as_string());
            let stored =
                text.and_then(|text| orgcast_shared::json::from_str::<StoredNode>(&text).ok());
            if let Some(node) = stored.and_then(|stored| stored.open(&digest).ok()) {
                found.push((digest, node));
            }
        }
        Ok(found)
    }

    async fn try_put(&self, nodes: &[(Digest, FolderNode)]) -> Result<(), Error> {
        let Some(database) = &self.0 else {
            return Ok(());
        };
        let transaction = database.transaction(&[NODES], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(NODES)?;
        for (digest, node) in nodes {
            let Ok(text) = serde_json::to_string(&StoredNode::from(node)) else {
                continue;
            };
            let key = JsValue::from_str(&digest.to_string());
            store.put(&JsValue::from_str(&text), Some(&key))?;
        }
        transaction.commit()?.await?;
        Ok(())
    }

    async fn prune(&self) -> Result<(), Error> {
        let Some(database) = &self.0 else {
            return Ok(());
        };
        let transaction = database.transaction(&[NODES], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(NODES)?;
        if store.count(None)?.await? > MOST {
            store.clear()?.await?;
        }
        transaction.commit()?.await?;
        Ok(())
    }
}
