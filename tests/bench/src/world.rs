use std::collections::BTreeMap;

use orgcast_shared::content::{Entry, FolderNode, ItemKind, Nodes};
use orgcast_shared::id::{Digest, ItemName, ItemPath};

use crate::planning::leaf;
use crate::{Set, SplitMix64};

/// The trees of a source and its orgs.
#[derive(Debug)]
pub struct World {
    /// Which data set this is.
    pub set: Set,
    /// The folders of all trees.
    pub nodes: Nodes,
    /// The source's root.
    pub source: Digest,
    /// The orgs, in the order of their ids.
    pub orgs: Vec<OrgTrees>,
    library: Library,
}

/// The trees of one org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrgTrees {
    /// What is there now.
    pub root: Digest,
    /// What was written there last; `None` where nothing ever was.
    pub base: Option<Digest>,
}

/// The source's folders and items.
#[derive(Debug, Default)]
struct Library {
    folders: Vec<Folder>,
    /// How many of the folders lie at the top; the others lie in these.
    top: usize,
}

#[derive(Debug)]
struct Folder {
    name: ItemName,
    above: Option<usize>,
    /// The items, with their numbers.
    items: Vec<(usize, Entry)>,
    digest: Digest,
}

/// What an org has in place of the source's items.
type Changes = BTreeMap<usize, Change>;

/// What an org has in place of one item.
#[derive(Debug, Clone, Copy)]
enum Change {
    Missing,
    Other(Digest),
    OtherKind(Digest),
}

const TOPICS: [&str; 8] = [
    "AWS",
    "Azure",
    "Endpoint",
    "Identity",
    "Network",
    "Mail",
    "Kubernetes",
    "Compliance",
];
const TITLES: [&str; 8] = [
    "Failed logins by host",
    "Traffic to rare countries",
    "New administrators",
    "Disabled controls",
    "Threat matches, last 24 hours",
    "Overview",
    "Ingest volume",
    "Errors by service",
];

impl World {
    /// The world of a set; always the same one.
    pub fn new(set: Set) -> Self {
        let mut world = Self {
            set,
            nodes: Nodes::default(),
            source: Digest::of(b""),
            orgs: Vec::with_capacity(set.orgs()),
            library: Library::new(set),
        };
        world.source = world.library.store_source(&mut world.nodes);
        for org in 0..set.orgs() {
            let same = set.like(org);
            let trees = match world.orgs.get(same) {
                Some(made) => *made,
                None => world.org(org),
            };
            world.orgs.push(trees);
        }
        world
    }

    /// Where an item lies.
    pub fn path(&self, item: usize) -> ItemPath {
        let folders = &self.library.folders;
        let folder = &folders[item % folders.len()];
        let above = folder.above.map(|above| folders[above].name.clone());
        let names = above.into_iter().chain([folder.name.clone()]);
        let own = folder.items[item / folders.len()].1.name.clone();
        names.chain([own]).collect()
    }

    /// What the source has in a folder.
    pub fn children(&self, folder: &ItemPath) -> Vec<ItemName> {
        let found = self.nodes.find(&self.source, folder);
        let digest = match found.expect("the source is here") {
            [entry] => entry.digest,
            _ => self.source,
        };
        let node = self.nodes.get(&digest).expect("the source is here");
        node.entries
            .iter()
            .map(|entry| entry.name.clone())
            .collect()
    }

    fn org(&mut self, org: usize) -> OrgTrees {
        let Self { set, .. } = *self;
        let (mut target, mut base) = (Changes::new(), Changes::new());
        let stream = set
            .name()
            .bytes()
            .fold(0, |sum, byte| sum * 256 + u64::from(byte));
        let items = SplitMix64::new(stream, org as u64).distinct(set.differences(org), set.items());
        for (place, item) in items.into_iter().enumerate() {
            let here = Digest::of(format!("{} {org} {item}", set.name()).as_bytes());
            if set.varies() && place % 10 == 6 {
                target.insert(item, Change::Missing);
                continue;
            }
            if set.varies() && place % 10 == 8 {
                target.insert(item, Change::OtherKind(here));
                continue;
            }
            target.insert(item, Change::Other(here));
            // The source moved on, the customer changed it, or both.
            match place % 3 {
                0 => drop(base.insert(item, Change::Other(here))),
                1 => {}
                _ => drop(base.insert(item, Change::Other(Digest::of(here.bytes())))),
            }
        }
        let root = self.library.store(&target, &mut self.nodes);
        let base = set
            .has_base(org)
            .then(|| self.library.store(&base, &mut self.nodes));
        OrgTrees { root, base }
    }
}

impl Library {
    fn new(set: Set) -> Self {
        let (top, below) = set.folders();
        let above = (0..top).map(|_| None);
        let above = above.chain((0..top * below).map(|folder| Some(folder / below)));
        let folder = |(number, above)| Folder {
            name: name(&format!("{} {number:03}", TOPICS[number % TOPICS.len()])),
            above,
            items: Vec::new(),
            digest: Digest::of(b""),
        };
        let mut folders: Vec<Folder> = above.enumerate().map(folder).collect();
        for item in 0..set.items() {
            let (count, title) = (folders.len(), TITLES[item * 5 % TITLES.len()]);
            let kind = match item % 3 {
                0 => ItemKind::Dashboard,
                _ => ItemKind::Search,
            };
            let digest = Digest::of(format!("{} source {item}", set.name()).as_bytes());
            let entry = leaf(name(&format!("{title} {item:05}")), kind, digest);
            folders[item % count].items.push((item, entry));
        }
        Self { folders, top }
    }

    /// Stores the source, and remembers the digests of its folders.
    fn store_source(&mut self, nodes: &mut Nodes) -> Digest {
        // Those that lie in others come last.
        for folder in (0..self.folders.len()).rev() {
            self.folders[folder].digest = self.store_folder(folder, &Changes::new(), &[], nodes);
        }
        self.store_root(&[], nodes)
    }

    /// Stores the source's tree with these changes. Folders without a change are stored already.
    fn store(&self, changes: &Changes, nodes: &mut Nodes) -> Digest {
        let mut touched: Vec<bool> = vec![false; self.folders.len()];
        for item in changes.keys() {
            let folder = item % self.folders.len();
            touched[folder] = true;
            touched[self.folders[folder].above.unwrap_or(folder)] = true;
        }
        let mut digests = vec![None; self.folders.len()];
        for folder in (0..self.folders.len())
            .rev()
            .filter(|folder| touched[*folder])
        {
            digests[folder] = Some(self.store_folder(folder, changes, &digests, nodes));
        }
        self.store_root(&digests, nodes)
    }

    fn store_folder(
        &self,
        folder: usize,
        changes: &Changes,
        digests: &[Option<Digest>],
        nodes: &mut Nodes,
    ) -> Digest {
        let here = self.folders[folder].items.iter();
        let items = here.filter_map(|(item, entry)| match changes.get(item) {
            None => Some(entry.clone()),
            Some(Change::Missing) => None,
            Some(Change::Other(digest)) => Some(leaf(entry.name.clone(), entry.kind, *digest)),
            Some(Change::OtherKind(digest)) => {
                let kind = match entry.kind {
                    ItemKind::Dashboard => ItemKind::Search,
                    _ => ItemKind::Dashboard,
                };
                Some(leaf(entry.name.clone(), kind, *digest))
            }
        });
        let entries = items.chain(self.entries_in(Some(folder), digests));
        nodes.insert(FolderNode::new("", entries.collect()))
    }

    fn store_root(&self, digests: &[Option<Digest>], nodes: &mut Nodes) -> Digest {
        nodes.insert(FolderNode::new(
            "",
            self.entries_in(None, digests).collect(),
        ))
    }

    fn entries_in(
        &self,
        above: Option<usize>,
        digests: &[Option<Digest>],
    ) -> impl Iterator<Item = Entry> {
        let of = match above {
            None => 0..self.top,
            Some(folder) if folder < self.top => {
                let each = self.folders.len() / self.top - 1;
                self.top + folder * each..self.top + (folder + 1) * each
            }
            Some(_) => 0..0,
        };
        of.map(|number| {
            let folder = &self.folders[number];
            let digest = digests.get(number).copied().flatten();
            Entry::folder(folder.name.clone(), digest.unwrap_or(folder.digest))
        })
    }
}

fn name(text: &str) -> ItemName {
    ItemName::new(text).expect("a short text")
}
