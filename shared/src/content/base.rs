use super::{Entry, FolderNode, ItemKind, Nodes, TreeError};
use crate::id::{Digest, ItemName, ItemPath};
use crate::sorted::sorted;

/// The tree of what Orgcast last wrote in an org, after one more push there.
#[derive(Debug, Clone, Default)]
pub struct Rebased {
    /// Its root; `None` as long as nothing that was pushed there was ever verified.
    pub root: Option<Digest>,
    /// Its folders that aren't among the given nodes.
    pub nodes: Nodes,
}

/// Takes what a push is known to have left in an org over into the org's base tree.
///
/// `base` is the root of the base tree so far, `held` that of the org's tree as it was read back.
/// At the `verified` places, which come in any order, the base is from now on what was read back, or
/// has nothing where nothing was; a folder's own place stands for its description alone. Folders that
/// only lead to such a place are added where the base lacks them, with a description that says that
/// nobody wrote one: what a customer wrote there is not ours. Everything else stays as it was, and a
/// place at which more than one item was read back is passed over.
///
/// # Errors
///
/// When a node on the way to a verified place is not among `nodes`.
pub fn rebase(
    nodes: &Nodes,
    base: Option<&Digest>,
    held: &Digest,
    verified: &[ItemPath],
) -> Result<Rebased, TreeError> {
    let paths = sorted(verified.iter().map(ItemPath::names).collect(), Ord::cmp);
    let mut graft = Graft {
        nodes,
        new: Nodes::default(),
    };
    let known = base.map(|root| nodes.get(root)).transpose()?;
    let (known, held) = (known.map(|node| &**node), nodes.get(held)?);
    let root = graft.folder(known, held, Described::Held(false), &paths)?;
    Ok(Rebased {
        root: root.or(base.copied()),
        nodes: graft.new,
    })
}

/// Where a folder of the new base has its description from.
#[derive(Clone, Copy)]
enum Described {
    /// From the base, or from the folder that was read back; that one itself may be verified.
    Held(bool),
    /// From the base alone.
    Base,
}

/// What the new base has under one name of a folder.
enum Child<'p> {
    /// What it had before.
    AsBefore,
    /// Nothing.
    Gone(&'p ItemName),
    /// This.
    Now(Entry),
}

struct Graft<'a> {
    nodes: &'a Nodes,
    new: Nodes,
}

impl Graft<'_> {
    /// A folder of the new base; nothing where nothing in it is verified. `paths` lead from it to what
    /// is below, in order.
    fn folder(
        &mut self,
        base: Option<&FolderNode>,
        held: &FolderNode,
        described: Described,
        paths: &[&[ItemName]],
    ) -> Result<Option<Digest>, TreeError> {
        let own = matches!(described, Described::Held(true));
        let (mut grafted, mut gone): (Vec<Entry>, Vec<&ItemName>) = (Vec::new(), Vec::new());
        for paths in paths.chunk_by(|a, b| a.first() == b.first()) {
            match self.child(base, held, paths)? {
                Child::AsBefore => {}
                Child::Gone(name) => gone.push(name),
                Child::Now(entry) => grafted.push(entry),
            }
        }
        if grafted.is_empty() && gone.is_empty() && !own {
            return Ok(None);
        }
        let description = match (described, base.filter(|_| !own)) {
            (_, Some(base)) => base.description.clone(),
            (Described::Held(_), None) => held.description.clone(),
            (Described::Base, None) => FolderNode::NOT_WRITTEN.to_owned(),
        };
        let is_kept = |entry: &&Entry| {
            let place = grafted.binary_search_by(|other| other.name.cmp(&entry.name));
            place.is_err() && gone.binary_search(&&entry.name).is_err()
        };
        let before = base.map(|node| &node.entries[..]).unwrap_or_default();
        let mut entries: Vec<Entry> = before.iter().filter(is_kept).cloned().collect();
        entries.append(&mut grafted);
        let node = FolderNode::new(description, entries);
        let digest = node.digest();
        if !self.nodes.contains(&digest) {
            self.new.insert(node);
        }
        Ok(Some(digest))
    }

    /// What the new base has under the name that all `paths` begin with.
    fn child<'p>(
        &mut self,
        base: Option<&FolderNode>,
        held: &FolderNode,
        paths: &[&'p [ItemName]],
    ) -> Result<Child<'p>, TreeError> {
        // The path that ends here comes first, perhaps more than once.
        let below: Vec<&[ItemName]> = paths
            .iter()
            .filter_map(|path| path.get(1..).filter(|rest| !rest.is_empty()))
            .collect();
        let own = below.len() < paths.len();
        let Some(name) = paths.first().and_then(|path| path.first()) else {
            return Ok(Child::AsBefore);
        };
        let known = base.map(|node| node.named(name)).unwrap_or_default();
        let nothing = FolderNode::default();
        let held = match held.named(name) {
            [] if known.is_empty() => return Ok(Child::AsBefore),
            [] if own => return Ok(Child::Gone(name)),
            [entry] if entry.kind == ItemKind::Folder => &**self.nodes.get(&entry.digest)?,
            [entry] if own => return Ok(Child::Now(entry.clone())),
            [] | [_] => &nothing,
            _ => return Ok(Child::AsBefore),
        };
        let before = match known {
            [entry] if entry.kind == ItemKind::Folder => Some(self.nodes.get(&entry.digest)?),
            _ => None,
        };
        let before = before.map(|node| &**node);
        let described = if own {
            Described::Held(true)
        } else {
            Described::Base
        };
        let digest = self.folder(before, held, described, &below)?;
        Ok(digest.map_or(Child::AsBefore, |digest| {
            Child::Now(Entry::folder(name.clone(), digest))
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::content::Extra;

    /// A library as a flat map: a folder's description, or a leaf's content.
    type Library = BTreeMap<ItemPath, Item>;

    #[derive(Debug, Clone, PartialEq)]
    enum Item {
        Folder(u8),
        Leaf(u8),
    }

    const NOT_WRITTEN: u8 = u8::MAX;

    fn store(library: &Library, at: &ItemPath, description: String, nodes: &mut Nodes) -> Digest {
        let mut entries = Vec::new();
        for (path, item) in library {
            if path.parent().as_ref() != Some(at) {
                continue;
            }
            let name = path.name().unwrap().clone();
            entries.push(match item {
                Item::Leaf(content) => {
                    let digest = Digest::of(&[*content]);
                    Entry::leaf(name, ItemKind::Search, digest, Extra::default())
                }
                Item::Folder(text) => {
                    let description = match *text {
                        NOT_WRITTEN => FolderNode::NOT_WRITTEN.to_owned(),
                        text => text.to_string(),
                    };
                    Entry::folder(name, store(library, path, description, nodes))
                }
            });
        }
        nodes.insert(FolderNode::new(description, entries))
    }

    fn root_of(library: &Library, nodes: &mut Nodes) -> Digest {
        store(library, &ItemPath::root(), String::new(), nodes)
    }

    /// Removes what is at a place and below it.
    fn clear(library: &mut Library, place: &ItemPath) {
        library.retain(|path, _| !place.holds(path));
    }

    /// What [`rebase`] should do, item by item.
    fn expected(base: &Library, held: &Library, verified: &[ItemPath]) -> Library {
        let mut base = base.clone();
        let mut verified: Vec<&ItemPath> = verified.iter().collect();
        verified.sort();
        for path in verified.into_iter().filter(|path| !path.is_root()) {
            let Some(item) = held.get(path) else {
                clear(&mut base, path);
                continue;
            };
            let above = (1..path.names().len()).map(|depth| &path.names()[..depth]);
            for above in above.map(|names| names.iter().cloned().collect::<ItemPath>()) {
                if !matches!(base.get(&above), Some(Item::Folder(_))) {
                    clear(&mut base, &above);
                    base.insert(above.clone(), Item::Folder(NOT_WRITTEN));
                }
            }
            let both_folders = matches!(
                (base.get(path), item),
                (Some(Item::Folder(_)), Item::Folder(_))
            );
            if !both_folders {
                clear(&mut base, path);
            }
            base.insert(path.clone(), item.clone());
        }
        base
    }

    fn arb_path() -> impl Strategy<Value = ItemPath> {
        let names = prop::collection::vec(prop::sample::select(&["a", "b", "c"][..]), 1..4);
        names.prop_map(|names| names.iter().map(|n| ItemName::new(*n).unwrap()).collect())
    }

    prop_compose! {
        fn arb_library()(items in prop::collection::btree_map(arb_path(), (0_u8..3, any::<bool>()), 0..8)) -> Library {
            let mut library = Library::new();
            for (path, (content, is_folder)) in items {
                let above = (1..path.names().len()).map(|depth| &path.names()[..depth]);
                for above in above.map(|names| names.iter().cloned().collect::<ItemPath>()) {
                    library.insert(above, Item::Folder(content));
                }
                let item = if is_folder { Item::Folder(content) } else { Item::Leaf(content) };
                library.entry(path).or_insert(item);
            }
            library
        }
    }

    proptest! {
        #[test]
        fn the_base_becomes_what_was_read_back_at_verified_places_only(
            base in prop::option::of(arb_library()), held in arb_library(),
            picks in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
            absent in arb_path(),
        ) {
            let mut nodes = Nodes::default();
            let before = base.as_ref().map(|library| root_of(library, &mut nodes));
            let root = root_of(&held, &mut nodes);
            let paths: Vec<&ItemPath> = held.keys().collect();
            let mut verified = vec![absent, ItemPath::root()];
            if !paths.is_empty() {
                verified.extend(picks.iter().map(|pick| (*pick.get(&paths)).clone()));
            }
            let rebased = rebase(&nodes, before.as_ref(), &root, &verified).unwrap();

            let wanted = expected(&base.clone().unwrap_or_default(), &held, &verified);
            let wanted_root = root_of(&wanted, &mut Nodes::default());
            let nothing = base.is_none() && wanted.is_empty();
            prop_assert_eq!(rebased.root, (!nothing).then_some(wanted_root));

            // Together with what was there the tree is complete, and nothing is there twice.
            for (digest, _) in rebased.nodes.iter() {
                prop_assert!(!nodes.contains(digest));
            }
            nodes.extend(rebased.nodes);
            prop_assert!(nodes.missing(rebased.root.as_slice()).is_empty());
            // Once more changes nothing.
            let again = rebase(&nodes, rebased.root.as_ref(), &root, &verified).unwrap();
            prop_assert_eq!((again.root, again.nodes.iter().count()), (rebased.root, 0));
        }
    }

    #[test]
    fn two_items_of_one_name_are_nobodys_base() {
        let name = ItemName::new("twice").unwrap();
        let leaf = |content: &[u8]| {
            let digest = Digest::of(content);
            Entry::leaf(name.clone(), ItemKind::Search, digest, Extra::default())
        };
        let mut nodes = Nodes::default();
        let held = nodes.insert(FolderNode::new("", vec![leaf(b"1"), leaf(b"2")]));
        let path = ItemPath::root().child(&name);
        let rebased = rebase(&nodes, None, &held, &[path]).unwrap();
        assert_eq!((rebased.root, rebased.nodes.iter().count()), (None, 0));
    }
}
