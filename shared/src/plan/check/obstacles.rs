//! What forbids the push of an item to a place.

use std::collections::BTreeMap;

use super::super::{MAX_FOLDER_NAME, MAX_LOOKUP_NAME, Reason};
use super::place::{Here, Reach};
use super::references::Needs;
use crate::content::{Entry, FolderNode, ItemKind, MAX_DESCRIPTION_CHARS, TreeError};
use crate::id::ItemName;

/// The items of a target's folder by what they could be taken for.
#[derive(Debug)]
pub(super) struct Lookalikes<'a> {
    by_letters: BTreeMap<String, Vec<&'a ItemName>>,
    dashboards: BTreeMap<&'a ItemName, Vec<&'a ItemName>>,
}

impl<'a> Lookalikes<'a> {
    fn of(folder: &'a FolderNode) -> Self {
        let mut found = Self {
            by_letters: BTreeMap::new(),
            dashboards: BTreeMap::new(),
        };
        for entry in &folder.entries {
            let letters = found.by_letters.entry(letters(&entry.name)).or_default();
            letters.push(&entry.name);
            if entry.kind == ItemKind::Dashboard {
                let dashboards = found.dashboards.entry(title(entry)).or_default();
                dashboards.push(&entry.name);
            }
        }
        found
    }
}

impl Here<'_, '_> {
    /// Everything that forbids a push here, for an item that isn't the same in the target.
    pub(super) fn obstacles(&self, needs: Needs) -> Result<Vec<Reason>, TreeError> {
        let entry = self.place.entry;
        let mut obstacles = needs.obstacles;
        if self.place.several {
            obstacles.push(Reason::AmbiguousInSource);
            return Ok(obstacles);
        }
        match self.target {
            [] => {
                obstacles.extend(self.name_too_long());
                let name = self.place.spelt_like.cloned();
                obstacles.extend(name.map(|name| Reason::CaseShared { name }));
            }
            [one] if one.kind != entry.kind => {
                obstacles.push(Reason::KindClash { target: one.kind });
            }
            [one] => obstacles.extend(self.description_too_long(one)?),
            _ => obstacles.push(Reason::AmbiguousInTarget),
        }
        if entry.kind == ItemKind::Unrecognised {
            obstacles.push(Reason::UnrecognisedKind);
        }
        if let Some(name) = self.place.looks_like {
            let name = name.clone();
            obstacles.push(Reason::TitleShared { name });
        }
        self.add_lookalikes(&mut obstacles);
        Ok(obstacles)
    }

    fn name_too_long(&self) -> Option<Reason> {
        let max = match self.place.entry.kind {
            ItemKind::Folder => MAX_FOLDER_NAME,
            ItemKind::Lookup => MAX_LOOKUP_NAME,
            _ => return None,
        };
        let length = self.place.entry.name.as_str().chars().count();
        (length > max as usize).then_some(Reason::NameTooLong { max })
    }

    /// A folder that is there gets its description by a call that takes less than an import does.
    fn description_too_long(&self, target: &Entry) -> Result<Option<Reason>, TreeError> {
        let Some(source) = self.place.folder else {
            return Ok(None);
        };
        let target = self.org.input.nodes.get(&target.digest)?;
        let differs = source.description != target.description;
        let max = MAX_DESCRIPTION_CHARS;
        let too_long = source.description.chars().count() > max as usize;
        Ok((differs && too_long).then_some(Reason::DescriptionTooLong { max }))
    }

    fn add_lookalikes(&self, obstacles: &mut Vec<Reason>) {
        let (entry, Reach::There(folder)) = (self.place.entry, self.above.reach) else {
            return;
        };
        let is_dashboard = entry.kind == ItemKind::Dashboard;
        if !is_dashboard && !self.target.is_empty() {
            return;
        }
        let lookalikes = self.above.lookalikes.get_or_init(|| Lookalikes::of(folder));
        if self.target.is_empty() {
            let names = lookalikes.by_letters.get(&letters(&entry.name));
            for name in names.into_iter().flatten() {
                // What belongs to another selected item isn't meant by this one.
                let above = self.place.path.parent().unwrap_or_default();
                if self.org.places.at(&above.child(name)).is_none() {
                    let name = (*name).clone();
                    obstacles.push(Reason::CaseClash { name });
                }
            }
        }
        if is_dashboard {
            let names = lookalikes.dashboards.get(title(entry));
            let others = names.into_iter().flatten();
            for name in others.filter(|name| ***name != entry.name) {
                let name = (*name).clone();
                obstacles.push(Reason::TitleTaken { name });
            }
        }
    }
}

/// A name in lower case letters.
pub(super) fn letters(name: &ItemName) -> String {
    let letters = name.as_str().chars();
    letters.flat_map(char::to_lowercase).collect()
}

/// What a dashboard is shown as.
fn title(dashboard: &Entry) -> &ItemName {
    dashboard.title().unwrap_or(&dashboard.name)
}
