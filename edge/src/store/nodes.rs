//! Folder nodes, each stored once under its digest, whichever orgs have it. A long one is in R2.

use std::cell::RefCell;

use orgcast_shared::api::NodeRecord;
use orgcast_shared::content::{Nodes, StoredNode};
use orgcast_shared::id::Digest;
use serde::Serialize;

use super::bodies::{self, Bucket};
use super::{Database, Statement, StoreError, all, json_chunks};
use crate::at_once::at_once;

/// How many nodes are asked for in one statement, so that its answer stays small.
const PER_STATEMENT: usize = 500;

/// The longest JSON of a node that the database gets. A value may have 2 MB there, and on its way the
/// JSON stands in JSON, which can double it.
const MAX_BYTES: usize = 500_000;

/// A node on its way to the database.
#[derive(Serialize)]
struct Row<'a> {
    digest: &'a Digest,
    /// As JSON; nothing where it is in R2.
    node: Option<String>,
    /// What it is stored under in R2. A node's own digest isn't that of its JSON.
    body: Option<Digest>,
}

/// Stores nodes; those that are there already stay.
pub async fn save(
    db: &impl Database,
    bucket: &impl Bucket,
    nodes: &[NodeRecord],
) -> Result<(), StoreError> {
    let (mut rows, mut long) = (Vec::with_capacity(nodes.len()), Vec::new());
    for NodeRecord { digest, node } in nodes {
        let text = serde_json::to_string(node)
            .map_err(|_| StoreError::new("a node can't be written as JSON"))?;
        let mut row = Row {
            digest,
            node: None,
            body: None,
        };
        if text.len() > MAX_BYTES {
            let body = Digest::of(text.as_bytes());
            row.body = Some(body);
            long.push((body, text.into_bytes()));
        } else {
            row.node = Some(text);
        }
        rows.push(row);
    }
    // Before the rows that name them, so that no row ever names nothing.
    if !long.is_empty() {
        bodies::save(db, bucket, long).await?;
    }
    for chunk in json_chunks(&rows)? {
        let insert = Statement::new(
            "INSERT INTO nodes (digest, node_json, body)
             SELECT value ->> '$.digest', coalesce(value ->> '$.node', 'null'), value ->> '$.body'
             FROM json_each(?) WHERE true
             ON CONFLICT DO NOTHING",
        );
        db.batch(vec![insert.bind(chunk)]).await?;
    }
    Ok(())
}

/// The nodes of these digests; one that isn't known is left out.
pub async fn get(
    db: &impl Database,
    bucket: &impl Bucket,
    digests: &[Digest],
) -> Result<Vec<NodeRecord>, StoreError> {
    let (mut found, mut long) = (Vec::with_capacity(digests.len()), Vec::new());
    for digests in digests.chunks(PER_STATEMENT) {
        let select = || {
            Statement::new(
                "SELECT json_array(digest, json(node_json), body) AS row FROM nodes
                 WHERE digest IN (SELECT value FROM json_each(?)) ORDER BY digest",
            )
        };
        for chunk in json_chunks(digests)? {
            type Found = (Digest, Option<StoredNode>, Option<Digest>);
            for (digest, node, body) in all::<Found>(db, select().bind(chunk)).await? {
                found.extend(node.map(|node| NodeRecord { digest, node }));
                long.extend(body.map(|body| (digest, body)));
            }
        }
    }
    if !long.is_empty() {
        found.extend(load(bucket, long).await?);
    }
    Ok(found)
}

/// Nodes from R2, by the digests of their JSON; one that is damaged or missing is left out.
async fn load(
    bucket: &impl Bucket,
    long: Vec<(Digest, Digest)>,
) -> Result<Vec<NodeRecord>, StoreError> {
    let found = RefCell::new(Vec::with_capacity(long.len()));
    at_once(
        long.into_iter(),
        async |(digest, body): (Digest, Digest)| {
            let text = bodies::load(bucket, &[body]).await?;
            for text in text.values() {
                let node = orgcast_shared::json::from_slice(text)
                    .map_err(|_| StoreError::new("a long node can't be read"))?;
                found.borrow_mut().push(NodeRecord { digest, node });
            }
            Ok(())
        },
    )
    .await?;
    Ok(found.into_inner())
}

/// Adds what is missing of the trees with these roots to `nodes`: level by level, all trees at once.
pub async fn complete(
    db: &impl Database,
    bucket: &impl Bucket,
    nodes: &mut Nodes,
    roots: &[Digest],
) -> Result<(), StoreError> {
    loop {
        let missing = nodes.missing(roots);
        if missing.is_empty() {
            return Ok(());
        }
        let found = get(db, bucket, &missing).await?;
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
    use orgcast_shared::content::{Entry, Extra, FolderNode, ItemKind};
    use orgcast_shared::id::ItemName;

    use super::*;
    use crate::store::memory::{Memory, MemoryBucket};
    use crate::testing::long_name;

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
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        let leaf = FolderNode::new("it's \"deep\"", Vec::new());
        let inner = FolderNode::new("", vec![folder("leaf", &leaf)]);
        let root = FolderNode::new("", vec![folder("a", &inner), folder("b", &leaf)]);
        let records = [record(&leaf), record(&inner), record(&root)];
        block_on(save(&db, &bucket, &records)).unwrap();
        block_on(save(&db, &bucket, &records[..1])).unwrap();
        let mut nodes = Nodes::default();
        block_on(complete(&db, &bucket, &mut nodes, &[root.digest()])).unwrap();
        assert_eq!(nodes.iter().count(), 3);
        assert_eq!(**nodes.get(&leaf.digest()).unwrap(), leaf);
    }

    #[test]
    fn half_a_tree_is_refused() {
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        let leaf = FolderNode::new("", Vec::new());
        let root = FolderNode::new("", vec![folder("a", &leaf)]);
        block_on(save(&db, &bucket, &[record(&root)])).unwrap();
        assert_eq!(block_on(get(&db, &bucket, &[leaf.digest()])).unwrap(), []);
        let mut nodes = Nodes::default();
        assert!(block_on(complete(&db, &bucket, &mut nodes, &[root.digest()])).is_err());
    }

    /// A folder of so many items with long names.
    fn wide(items: usize) -> FolderNode {
        let item = |number: usize| {
            let name = ItemName::new(long_name(number)).unwrap();
            let body = Digest::of(&number.to_be_bytes());
            Entry::leaf(name, ItemKind::Search, body, Extra::default())
        };
        FolderNode::new("wide", (0..items).map(item).collect())
    }

    #[test]
    fn a_folder_of_five_thousand_long_names_is_stored_in_r2_and_comes_back() {
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        let (wide, leaf) = (wide(5_000), FolderNode::new("small", Vec::new()));
        let root = FolderNode::new("", vec![folder("small", &leaf), folder("wide", &wide)]);
        let records = [record(&wide), record(&leaf), record(&root)];
        let bytes = serde_json::to_string(&records[0].node).unwrap().len();
        assert!(bytes > 2_000_000, "the database would take {bytes} bytes");
        for _ in 0..2 {
            block_on(save(&db, &bucket, &records)).unwrap();
        }
        assert_eq!(bucket.puts(), 1);
        let mut nodes = Nodes::default();
        block_on(complete(&db, &bucket, &mut nodes, &[root.digest()])).unwrap();
        assert_eq!(nodes.iter().count(), 3);
        assert!(**nodes.get(&wide.digest()).unwrap() == wide);
        assert_eq!(bucket.gets(), 1);
    }

    #[test]
    fn a_node_stays_in_the_database_as_long_as_it_is_short() {
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        let (mut short, mut long) = (1, 1_000);
        let length = |items| {
            serde_json::to_string(&record(&wide(items)).node)
                .unwrap()
                .len()
        };
        while long - short > 1 {
            let middle = usize::midpoint(short, long);
            *(if length(middle) > MAX_BYTES {
                &mut long
            } else {
                &mut short
            }) = middle;
        }
        for (items, puts) in [(short, 0), (long, 1)] {
            let node = wide(items);
            block_on(save(&db, &bucket, &[record(&node)])).unwrap();
            assert_eq!(bucket.puts(), puts, "{items} items");
            let found = block_on(get(&db, &bucket, &[node.digest()])).unwrap();
            assert!(found == [record(&node)], "{items} items");
        }
    }

    #[test]
    fn a_long_node_that_is_lost_or_damaged_counts_as_missing() {
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        let node = wide(1_000);
        block_on(save(&db, &bucket, &[record(&node)])).unwrap();
        let text = serde_json::to_vec(&record(&node).node).unwrap();
        block_on(bucket.put(&Digest::of(&text), b"damaged".to_vec())).unwrap();
        let found = |bucket| block_on(get(&db, bucket, &[node.digest()])).unwrap();
        assert!(found(&bucket).is_empty());
        assert!(found(&MemoryBucket::default()).is_empty());
    }
}
