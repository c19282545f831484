//! Folder nodes, each stored once under its digest, whichever orgs have it.

use orgcast_shared::api::NodeRecord;
use orgcast_shared::content::{Nodes, StoredNode};
use orgcast_shared::id::Digest;

use super::{Database, Statement, StoreError, all, json_chunks};

/// How many nodes are asked for in one statement, so that its answer stays small.
const PER_STATEMENT: usize = 500;

/// Stores nodes; those that are there already stay.
pub async fn save(db: &impl Database, nodes: &[NodeRecord]) -> Result<(), StoreError> {
    let insert = || {
        Statement::new(
            "INSERT INTO nodes (digest, node_json)
             SELECT value ->> '$.digest', value -> '$.node' FROM json_each(?) WHERE true
             ON CONFLICT DO NOTHING",
        )
    };
    for chunk in json_chunks(nodes)? {
        db.batch(vec![insert().bind(chunk)]).await?;
    }
    Ok(())
}

/// The nodes of these digests; one that isn't known is left out.
pub async fn get(db: &impl Database, digests: &[Digest]) -> Result<Vec<NodeRecord>, StoreError> {
    let mut found = Vec::with_capacity(digests.len());
    for digests in digests.chunks(PER_STATEMENT) {
        let select = || {
            Statement::new(
                "SELECT json_object('digest', digest, 'node', json(node_json)) AS row FROM nodes
                 WHERE digest IN (SELECT value FROM json_each(?)) ORDER BY digest",
            )
        };
        for chunk in json_chunks(digests)? {
            found.extend(all::<NodeRecord>(db, select().bind(chunk)).await?);
        }
    }
    Ok(found)
}

/// Adds what is missing of the trees with these roots to `nodes`: level by level, all trees at once.
pub async fn complete(
    db: &impl Database,
    nodes: &mut Nodes,
    roots: &[Digest],
) -> Result<(), StoreError> {
    loop {
        let missing = nodes.missing(roots);
        if missing.is_empty() {
            return Ok(());
        }
        let found = get(db, &missing).await?;
        if found.len() < missing.len() {
            return Err(StoreError::new("nodes of a stored tree are missing"));
        }
        for NodeRecord { digest, node } in found {
            nodes.insert(open(node, &digest)?);
        }
    }
}

fn open(
    node: StoredNode,
    digest: &Digest,
) -> Result<orgcast_shared::content::FolderNode, StoreError> {
    node.open(digest)
        .map_err(|error| StoreError::new(error.to_string()))
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::content::{Entry, FolderNode};
    use orgcast_shared::id::ItemName;

    use super::*;
    use crate::store::memory::Memory;

    fn record(node: &FolderNode) -> NodeRecord {
        NodeRecord {
            digest: node.digest(),
            node: node.into(),
        }
    }

    fn folder(name: &str, node: &FolderNode) -> Entry {
        Entry::folder(ItemName::new(name).unwrap(), node.digest())
    }

    #[test]
    fn a_tree_is_completed_level_by_level() {
        let db = Memory::migrated();
        let leaf = FolderNode::new("it's \"deep\"", Vec::new());
        let inner = FolderNode::new("", vec![folder("leaf", &leaf)]);
        let root = FolderNode::new("", vec![folder("a", &inner), folder("b", &leaf)]);
        let records = [record(&leaf), record(&inner), record(&root)];
        block_on(save(&db, &records)).unwrap();
        block_on(save(&db, &records[..1])).unwrap();
        let mut nodes = Nodes::default();
        block_on(complete(&db, &mut nodes, &[root.digest()])).unwrap();
        assert_eq!(nodes.iter().count(), 3);
        assert_eq!(**nodes.get(&leaf.digest()).unwrap(), leaf);
    }

    #[test]
    fn half_a_tree_is_refused() {
        let db = Memory::migrated();
        let leaf = FolderNode::new("", Vec::new());
        let root = FolderNode::new("", vec![folder("a", &leaf)]);
        block_on(save(&db, &[record(&root)])).unwrap();
        assert_eq!(block_on(get(&db, &[leaf.digest()])).unwrap(), []);
        let mut nodes = Nodes::default();
        assert!(block_on(complete(&db, &mut nodes, &[root.digest()])).is_err());
    }
}
