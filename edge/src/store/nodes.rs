//! Folder nodes, each stored once under its digest, whichever orgs have it. A long one is in R2.

use orgcast_shared::api::NodeRecord;
use orgcast_shared::content::{Nodes, StoredNode};
use orgcast_shared::id::Digest;
use serde::Serialize;

use super::bodies::{self, Bucket};
use super::{Database, Statement, StoreError, all, json_chunks};

/// How many nodes are asked for in one statement, so that its answer stays small.
const PER_STATEMENT: usize = 500;

/// The longest JSON of a node that the database gets. A value may have 2 MB there, and on its way the
/// JSON stands in JSON, which can double it.
const MAX_BYTES: usize = 500_000;

/// So many bytes of JSON are held at once where trees are completed.
const PER_ROUND: usize = 8 << 20;

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

/// Nodes, as far as there was room for them.
#[derive(Debug, Default, PartialEq)]
pub struct Page {
    /// The nodes.
    pub nodes: Vec<NodeRecord>,
    /// What is to be asked for again.
    pub left: Vec<Digest>,
}

/// The first of these nodes that fit into so many bytes of JSON, or one that doesn't; one that isn't
/// known is left out. Long ones never come with others.
pub async fn get_within(
    db: &impl Database,
    bucket: &impl Bucket,
    digests: &[Digest],
    room: usize,
) -> Result<Page, StoreError> {
    let (mut page, mut long, mut free) = (Page::default(), Vec::new(), room);
    for digests in digests.chunks(PER_STATEMENT) {
        if free == 0 {
            page.left.extend(digests);
            continue;
        }
        // Which ones fit is decided before any of their text is sent.
        let select = || {
            Statement::new(
                "WITH sized AS (SELECT digest, length(CAST(node_json AS BLOB)) AS bytes FROM nodes
                                WHERE digest IN (SELECT value FROM json_each(?))),
                      placed AS (SELECT digest, bytes,
                                        sum(bytes) OVER (ORDER BY digest) - bytes AS begins FROM sized)
                 SELECT CASE WHEN begins + bytes <= ? OR begins = 0 AND ?
                          THEN json_array(digest, json(node_json), body, bytes)
                          ELSE json_array(digest, NULL, NULL, 0) END AS row
                 FROM placed JOIN nodes USING (digest) ORDER BY begins",
            )
        };
        for chunk in json_chunks(digests)? {
            type Found = (Digest, Option<StoredNode>, Option<Digest>, usize);
            let select = select().bind(chunk).bind(free as u64);
            let select = select.bind(u64::from(page.nodes.is_empty()));
            for (digest, node, body, bytes) in all::<Found>(db, select).await? {
                match (node, body) {
                    (Some(node), _) => page.nodes.push(NodeRecord { digest, node }),
                    (None, Some(body)) => long.push((digest, body)),
                    (None, None) => {
                        page.left.push(digest);
                        free = 0;
                    }
                }
                free = free.saturating_sub(bytes);
            }
        }
    }
    if page.nodes.is_empty() {
        load(bucket, &long, room, &mut page).await?;
    } else {
        page.left.extend(long.into_iter().map(|(digest, _)| digest));
    }
    Ok(page)
}

/// Adds nodes from R2, by the digests of their JSON; one that is damaged or missing is left out.
async fn load(
    bucket: &impl Bucket,
    long: &[(Digest, Digest)],
    room: usize,
    page: &mut Page,
) -> Result<(), StoreError> {
    let bodies: Vec<Digest> = long.iter().map(|(_, body)| *body).collect();
    let mut found = bodies::load_within(bucket, &bodies, room).await?;
    for (digest, body) in long {
        if found.is_empty() {
            // Some of them may be missing, but as long as others come they can wait for their turn.
            page.left
                .extend((!page.nodes.is_empty()).then_some(*digest));
        } else if let Some(text) = found.remove(body) {
            let node = orgcast_shared::json::from_slice(&text)
                .map_err(|_| StoreError::new("a long node can't be read"))?;
            page.nodes.push(NodeRecord {
                digest: *digest,
                node,
            });
        }
    }
    Ok(())
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
        let page = get_within(db, bucket, &missing, PER_ROUND).await?;
        if page.nodes.len() + page.left.len() < missing.len() {
            return Err(StoreError::new("nodes of a stored tree are missing"));
        }
        for NodeRecord { digest, node } in page.nodes {
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

    fn get(db: &Memory, bucket: &MemoryBucket, digests: &[Digest]) -> Vec<NodeRecord> {
        let page = block_on(get_within(db, bucket, digests, usize::MAX >> 1)).unwrap();
        assert_eq!(page.left, []);
        page.nodes
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
        assert_eq!(get(&db, &bucket, &[leaf.digest()]), []);
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
        let bytes = length(&records[0]);
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
        while long - short > 1 {
            let middle = usize::midpoint(short, long);
            *(if length(&record(&wide(middle))) > MAX_BYTES {
                &mut long
            } else {
                &mut short
            }) = middle;
        }
        for (items, puts) in [(short, 0), (long, 1)] {
            let node = wide(items);
            block_on(save(&db, &bucket, &[record(&node)])).unwrap();
            assert_eq!(bucket.puts(), puts, "{items} items");
            let found = get(&db, &bucket, &[node.digest()]);
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
        let found = |bucket| get(&db, bucket, &[node.digest()]);
        assert!(found(&bucket).is_empty());
        assert!(found(&MemoryBucket::default()).is_empty());
    }

    #[test]
    fn nodes_come_as_far_as_there_is_room_and_the_others_are_told() {
        let (db, bucket) = (Memory::migrated(), MemoryBucket::default());
        // Three in the database, three in R2.
        let mut nodes: Vec<FolderNode> = [10, 20, 400, 1_000, 1_100, 3_000].map(wide).into();
        let records: Vec<NodeRecord> = nodes.iter().map(record).collect();
        block_on(save(&db, &bucket, &records)).unwrap();
        nodes.push(FolderNode::new("unknown", Vec::new()));
        let bytes = |node: &FolderNode| length(&record(node));
        let largest = bytes(&nodes[5]);
        for room in [
            1,
            bytes(&nodes[0]) + bytes(&nodes[1]),
            largest,
            10 * largest,
        ] {
            let mut asked: Vec<Digest> = nodes.iter().map(FolderNode::digest).collect();
            let (mut found, mut pages) = (Vec::new(), 0);
            while !asked.is_empty() {
                let page = block_on(get_within(&db, &bucket, &asked, room)).unwrap();
                let taken: Vec<usize> = page.nodes.iter().map(length).collect();
                let is_within = taken.iter().sum::<usize>() <= room || taken.len() == 1;
                assert!(is_within && !taken.is_empty(), "{taken:?} of {room}");
                assert_eq!(
                    page.nodes.len() + page.left.len() + usize::from(pages == 0),
                    asked.len()
                );
                found.extend(page.nodes.into_iter().map(|record| record.digest));
                (asked, pages) = (page.left, pages + 1);
            }
            let mut all: Vec<Digest> = records.iter().map(|record| record.digest).collect();
            found.sort();
            all.sort();
            assert_eq!(found, all, "{room}");
            if room == 1 || room > largest {
                assert_eq!(pages, if room == 1 { 6 } else { 2 });
            }
        }
    }

    fn length(record: &NodeRecord) -> usize {
        serde_json::to_vec(&record.node).unwrap().len()
    }
}
