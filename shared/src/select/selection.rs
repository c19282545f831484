use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Extent;
use super::tick::Tick;
use crate::id::{ItemName, ItemPath};
use crate::sorted::sorted;

/// The ticked items. A ticked folder means everything in it, also what is added to it later, unless the
/// tick is for the folder itself; the ticked root means everything under Admin Recommended. Nothing
/// outside can be selected, since a path starts there.
///
/// Kept minimal: no path in the set lies below one that is ticked with everything in it, so equal choices
/// are equal values.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Vec<Tick>", into = "Vec<Tick>")]
pub struct Selection(BTreeMap<ItemPath, Extent>);

/// How much of a place is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// The place and everything below it.
    Whole,
    /// The place itself, and below it no more than what is ticked there.
    Itself,
    /// Something below it, but not itself.
    Part,
    /// Nothing.
    None,
}

impl Pick {
    /// Whether the place itself is selected, and not only something below it.
    pub fn is_selected(self) -> bool {
        matches!(self, Self::Whole | Self::Itself)
    }
}

impl Selection {
    /// Everything under Admin Recommended.
    pub fn everything() -> Self {
        Self([(ItemPath::root(), Extent::Whole)].into())
    }

    /// These places alone: of a folder nothing that is in it, unless it is named, too.
    pub fn exactly(paths: impl IntoIterator<Item = ItemPath>) -> Self {
        let ticks = paths.into_iter().map(|path| (path, Extent::Itself));
        Self(ticks.collect())
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ticked places, and how far each tick reaches.
    pub fn ticks(&self) -> impl ExactSizeIterator<Item = (&ItemPath, Extent)> {
        self.0.iter().map(|(path, extent)| (path, *extent))
    }

    /// How much of `path` is selected.
    pub fn pick(&self, path: &ItemPath) -> Pick {
        let mut above = Some(path.clone());
        while let Some(place) = above {
            if self.is_whole(&place) {
                return Pick::Whole;
            }
            above = place.parent();
        }
        // Paths below `path` follow it in the set's order.
        match self.0.range(path..).next() {
            Some((next, _)) if next == path => Pick::Itself,
            Some((next, _)) if path.holds(next) => Pick::Part,
            _ => Pick::None,
        }
    }

    /// Whether a place itself is selected. What isn't and is in a plan all the same is a folder that is
    /// only made for what goes into it.
    pub fn selects(&self, path: &ItemPath) -> bool {
        self.pick(path).is_selected()
    }

    /// Ticks a place and everything below it.
    pub fn tick(&mut self, path: ItemPath) {
        if self.pick(&path) == Pick::Whole {
            return;
        }
        self.0.retain(|below, _| !path.holds(below));
        self.0.insert(path, Extent::Whole);
    }

    /// Unticks a place and everything below it. `children` names what is in a folder, so that the
    /// rest of a wholly ticked folder above stays ticked.
    pub fn untick(&mut self, path: &ItemPath, children: impl Fn(&ItemPath) -> Vec<ItemName>) {
        let mut above = self.0.keys().filter(|above| above.holds(path));
        let Some(top) = above.find(|above| self.is_whole(above)).cloned() else {
            self.0.retain(|below, _| !path.holds(below));
            return;
        };
        self.0.remove(&top);
        let mut place = top;
        for name in path.names().iter().skip(place.names().len()) {
            let others = children(&place).into_iter().filter(|other| other != name);
            let others = others.map(|other| (place.child(&other), Extent::Whole));
            self.0.extend(others);
            place = place.child(name);
        }
    }

    /// What is selected here and there.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let within = |a: &Self, b: &Self| -> Vec<Tick> {
            let shared = a.ticks().filter_map(|(path, extent)| {
                let extent = match b.pick(path) {
                    Pick::Whole => extent,
                    Pick::Itself => Extent::Itself,
                    Pick::Part | Pick::None => return None,
                };
                let path = path.clone();
                Some(Tick { path, extent })
            });
            shared.collect()
        };
        let mut ticks = within(self, other);
        ticks.extend(within(other, self));
        Self::from(ticks)
    }

    fn is_whole(&self, path: &ItemPath) -> bool {
        self.0.get(path) == Some(&Extent::Whole)
    }
}

impl FromIterator<ItemPath> for Selection {
    /// These places with everything in them.
    fn from_iter<I: IntoIterator<Item = ItemPath>>(paths: I) -> Self {
        let whole = |path| Tick {
            path,
            extent: Extent::Whole,
        };
        let ticks: Vec<_> = paths.into_iter().map(whole).collect();
        Self::from(ticks)
    }
}

impl From<Vec<Tick>> for Selection {
    fn from(ticks: Vec<Tick>) -> Self {
        let mut selection = Self::default();
        let mut above: Option<ItemPath> = None;
        // Paths below a path follow it in the order of paths, and of two ticks of one the wider is first.
        for Tick { path, extent } in sorted(ticks, Ord::cmp) {
            if above.as_ref().is_some_and(|above| above.holds(&path)) {
                continue;
            }
            if extent == Extent::Whole {
                above = Some(path.clone());
            }
            selection.0.insert(path, extent);
        }
        selection
    }
}

impl From<Selection> for Vec<Tick> {
    fn from(selection: Selection) -> Self {
        let ticks = selection.0.into_iter();
        ticks.map(|(path, extent)| Tick { path, extent }).collect()
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

    /// Places with everything in them, and places alone.
    fn select_both(whole: &[&str], itself: &[&str]) -> Selection {
        let whole = whole.iter().map(|text| (path(text), Extent::Whole));
        let itself = itself.iter().map(|text| (path(text), Extent::Itself));
        let ticks = whole.chain(itself);
        Selection::from(
            ticks
                .map(|(path, extent)| Tick { path, extent })
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_folder_itself_says_nothing_about_what_is_in_it() {
        let selection = select_both(&["/A/x"], &["/A", "/A/y", "/B"]);
        let picks: Vec<_> = [
            "",
            "/A",
            "/A/x",
            "/A/x/deep",
            "/A/y",
            "/A/y/deep",
            "/B",
            "/B/z",
        ]
        .iter()
        .map(|text| selection.pick(&path(text)))
        .collect();
        let expected = {
            use Pick::{Itself, None, Part, Whole};
            [Part, Itself, Whole, Whole, Itself, None, Itself, None]
        };
        assert_eq!(picks, expected);
        assert_eq!(
            select_both(&["/A"], &["", "/A", "/A/y"]),
            select_both(&["/A"], &[""])
        );
    }

    #[test]
    fn a_tick_of_the_place_itself_is_an_object_in_json() {
        let selection = select_both(&["/B"], &["/A", "/A/x"]);
        let written = serde_json::json!([{ "itself": "/A" }, { "itself": "/A/x" }, "/B"]);
        assert_eq!(serde_json::json!(selection), written);
        assert_eq!(
            serde_json::from_value::<Selection>(written).unwrap(),
            selection
        );
        for wrong in ["[{}]", r#"[{"itself":"/A","more":1}]"#, r#"["A"]"#, "[1]"] {
            assert!(serde_json::from_str::<Selection>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tick_takes_in_the_place_itself_and_unticking_leaves_the_folders_above() {
        let mut selection = select_both(&[], &["/A", "/A/x", "/A/y"]);
        selection.untick(&path("/A/x"), |_| Vec::new());
        assert_eq!(selection, select_both(&[], &["/A", "/A/y"]));
        selection.tick(path("/A"));
        assert_eq!(selection, select_both(&["/A"], &[]));
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

    #[test]
    fn a_place_itself_stays_alone_in_an_intersection() {
        let (a, b) = (
            select_both(&["/A", "/B/x"], &["/B", "/C"]),
            select_both(&["/B", "/C"], &["/A", "/A/x"]),
        );
        let both = select_both(&["/B/x"], &["/A", "/A/x", "/B", "/C"]);
        assert_eq!(a.intersect(&b), both);
        assert_eq!(b.intersect(&a), both);
    }
}
