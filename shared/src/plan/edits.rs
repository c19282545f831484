//! Changes of libraries, and libraries made by them.

use proptest::prelude::*;
use proptest::sample::Index;

use super::model::{Item, Library};
use super::seeds::{Seed, arb_name, arb_path, arb_seed, name, titled};
use crate::content::ItemKind;
use crate::id::{ItemName, ItemPath};

/// A change of a library.
#[derive(Debug, Clone)]
pub(super) enum Edit {
    Put(ItemPath, Seed),
    Remove(Index),
    Change(Index, Seed),
    /// A second item of the same name.
    Twice(Index, Seed),
    /// Two dashboards of one title in this folder.
    Share(ItemPath, ItemName),
}

impl Edit {
    pub(super) fn apply(&self, library: &mut Library) {
        let any = |at: &Index| {
            let paths: Vec<_> = library.0.keys().cloned().collect();
            (!paths.is_empty()).then(|| at.get(&paths).clone())
        };
        match self {
            Self::Put(path, seed) => library.put(path, seed.at(path)),
            Self::Remove(at) => {
                if let Some(path) = any(at) {
                    library.remove(&path);
                }
            }
            Self::Change(at, seed) => {
                if let Some(path) = any(at) {
                    library.put(&path, seed.at(&path));
                }
            }
            Self::Twice(at, seed) => {
                if let Some(path) = any(at)
                    && let (item @ Item::Leaf(_), Some(there)) =
                        (seed.at(&path), library.0.get_mut(&path))
                {
                    there.push(item);
                }
            }
            Self::Share(folder, title) => {
                for at in ["a", "b"] {
                    let title = Some(title.as_str());
                    let dashboard = titled(at, ItemKind::Dashboard, 0, None, title);
                    library.put(&folder.child(&name(at)), Item::Leaf(dashboard));
                }
            }
        }
    }
}

pub(super) fn arb_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (arb_path(1), arb_seed()).prop_map(|(path, seed)| Edit::Put(path, seed)),
        2 => any::<Index>().prop_map(Edit::Remove),
        3 => (any::<Index>(), arb_seed()).prop_map(|(at, seed)| Edit::Change(at, seed)),
        1 => (any::<Index>(), arb_seed()).prop_map(|(at, seed)| Edit::Twice(at, seed)),
        1 => (arb_path(0), arb_name()).prop_map(|(folder, title)| Edit::Share(folder, title)),
    ]
}

pub(super) fn edited(mut library: Library, edits: &[Edit]) -> Library {
    for edit in edits {
        edit.apply(&mut library);
    }
    library
}

pub(super) fn arb_library() -> impl Strategy<Value = Library> {
    let put = (arb_path(1), arb_seed()).prop_map(|(path, seed)| Edit::Put(path, seed));
    let first = prop::collection::vec(put, 0..9);
    let then = prop::collection::vec(arb_edit(), 0..3);
    (first, then).prop_map(|(first, then)| edited(edited(Library::default(), &first), &then))
}
