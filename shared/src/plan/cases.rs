//! Names that differ in upper and lower case only.

use std::collections::BTreeMap;

use crate::id::ItemName;

/// For each of these names, which are all different, the place of the first other that differs from it
/// in upper and lower case only.
pub(super) fn twins<'a>(names: impl Iterator<Item = &'a ItemName>) -> Vec<Option<usize>> {
    let folded: Vec<String> = names.map(ItemName::folded).collect();
    let mut alike: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, letters) in folded.iter().enumerate() {
        alike.entry(letters).or_default().push(place);
    }
    let twin = |(place, letters): (usize, &String)| {
        let mut alike = alike.get(letters.as_str()).into_iter().flatten();
        alike.find(|other| **other != place).copied()
    };
    folded.iter().enumerate().map(twin).collect()
}
