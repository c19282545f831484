use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::{ItemName, ItemPath};
use crate::sorted::sorted;

/// The ticked items. A ticked folder means everything in it, also what is added to it later; the
/// ticked root means everything under Admin Recommended. Nothing outside can be selected, since a
/// path starts there.
///
/// Kept minimal: no path in the set lies below another, so equal choices are equal values.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Vec<ItemPath>", into = "BTreeSet<ItemPath>")]
pub struct Selection(BTreeSet<ItemPath>);

/// How much of a place is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The place and everything below it.
    Whole,
    /// Something below it, but not itself.
    Part,
    /// Nothing.
    None,
}

impl Selection {
    /// Everything under Admin Recommended.
    pub fn everything() -> Self {
        Self([ItemPath::root()].into())
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The selected places, none below another.
    pub fn paths(&self) -> impl Iterator<Item = &ItemPath> {
        self.0.iter()
    }

    /// How much of `path` is selected.
    pub fn pick(&self, path: &ItemPath) -> Pick {
        let whole = |above: &ItemPath| self.0.contains(above);
        let mut above = Some(path.clone());
        while let Some(place) = above {
            if whole(&place) {
                return Pick::Whole;
            }
            above = place.parent();
        }
        // Paths below `path` follow it in the set's order.
        let next = self.0.range(path..).next();
        if next.is_some_and(|next| path.holds(next)) {
            Pick::Part
        } else {
            Pick::None
        }
    }

    /// Ticks a place and everything below it.
    pub fn tick(&mut self, path: ItemPath) {
        if self.pick(&path) == Pick::Whole {
            return;
        }
        self.0.retain(|below| !path.holds(below));
        self.0.insert(path);
    }

    /// Unticks a place and everything below it. `children` names what is in a folder, so that the
    /// rest of a wholly ticked folder above stays ticked.
    pub fn untick(&mut self, path: &ItemPath, children: impl Fn(&ItemPath) -> Vec<ItemName>) {
        let Some(top) = self.0.iter().find(|above| above.holds(path)).cloned() else {
            self.0.retain(|below| !path.holds(below));
            return;
        };
        self.0.remove(&top);
        let mut place = top;
        for name in path.names().iter().skip(place.names().len()) {
            let others = children(&place).into_iter().filter(|other| other != name);
            self.0.extend(others.map(|other| place.child(&other)));
            place = place.child(name);
        }
    }

    /// What is selected here and there.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let within = |a: &Self, b: &Self| -> Vec<ItemPath> {
            a.paths()
                .filter(|path| b.pick(path) == Pick::Whole)
                .cloned()
                .collect()
        };
        within(self, other)
            .into_iter()
            .chain(within(other, self))
            .collect()
    }
}

impl FromIterator<ItemPath> for Selection {
    fn from_iter<I: IntoIterator<Item = ItemPath>>(paths: I) -> Self {
        let mut selection = Self::default();
        // Paths below a path follow it in the order of paths.
        for path in sorted(paths.into_iter().collect(), Ord::cmp) {
            if !selection.0.last().is_some_and(|above| above.holds(&path)) {
                selection.0.insert(path);
            }
        }
        selection
    }
}

impl From<Vec<ItemPath>> for Selection {
    fn from(paths: Vec<ItemPath>) -> Self {
        paths.into_iter().collect()
    }
}

impl From<Selection> for BTreeSet<ItemPath> {
    fn from(selection: Selection) -> Self {
        selection.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> ItemPath {
        text.parse().unwrap()
    }

    fn select(paths: &[&str]) -> Selection {
        paths.iter().map(|text| path(text)).collect()
    }

    #[test]
    fn a_ticked_folder_swallows_what_is_below_it() {
        assert_eq!(select(&["/A/x", "/A", "/A/y"]), select(&["/A"]));
        assert_eq!(select(&["/A", ""]), Selection::everything());
    }

    const PICKS: [Pick; 8] = {
        use Pick::{None, Part, Whole};
        [Part, Part, Whole, Whole, None, Whole, Whole, None]
    };

    #[test]
    fn a_place_is_whole_part_or_none() {
        let selection = select(&["/A/x", "/B"]);
        let picks: Vec<_> = ["", "/A", "/A/x", "/A/x/deep", "/A/y", "/B", "/B/z", "/A x"]
            .iter()
            .map(|text| selection.pick(&path(text)))
            .collect();
        assert_eq!(picks, PICKS);
    }

    #[test]
    fn unticking_keeps_the_rest_of_the_folder() {
        let children = |place: &ItemPath| -> Vec<ItemName> {
            let names: &[&str] = if place.is_root() {
                &["A", "B"]
            } else {
                &["x", "y"]
            };
            names
                .iter()
                .map(|name| ItemName::new(name).unwrap())
                .collect()
        };
        let mut selection = Selection::everything();
        selection.untick(&path("/A/x"), children);
        assert_eq!(selection, select(&["/A/y", "/B"]));
        selection.untick(&path("/A"), children);
        assert_eq!(selection, select(&["/B"]));
    }

    #[test]
    fn an_intersection_is_what_both_hold() {
        let (a, b) = (select(&["/A", "/B/x", "/C"]), select(&["/A/x", "/B", "/D"]));
        assert_eq!(a.intersect(&b), select(&["/A/x", "/B/x"]));
        assert_eq!(b.intersect(&a), a.intersect(&b));
    }
}
