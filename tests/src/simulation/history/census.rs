//! What an org holds, taken from the sandbox's own state and not through the engine.

use std::collections::BTreeMap;

use orgcast_shared::content::{
    ConnectionKey, Connections, Entry, FolderNode, ItemKind, TreeBuilder,
};
use orgcast_shared::id::{ContentId, Digest, ItemName, ItemPath, Millis};
use orgcast_shared::select::Options;
use serde_json::{Value, json};

use crate::said;

/// Everything that an org holds at one time.
#[derive(Debug, Clone)]
pub(super) struct Census {
    /// What lies under Admin Recommended; more than one where a name is there twice.
    pub(super) items: BTreeMap<ItemPath, Vec<Item>>,
    /// Where folders and items are, by their ids there.
    pub(super) places: BTreeMap<String, ItemPath>,
    /// The connections; one of a name that is there twice is there twice.
    pub(super) connections: Vec<(ContentId, ConnectionKey)>,
    /// The root of the tree that a complete read gives.
    pub(super) root: Digest,
    /// The rest of the library, where no push ever goes.
    pub(super) elsewhere: Digest,
}

/// An item or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) kind: ItemKind,
    /// All of it; of a folder what belongs to itself.
    pub(super) whole: Digest,
    /// Without its schedules.
    pub(super) plain: Digest,
}

/// What every item of an org says as the sandbox shows it, not through the content model.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) at: Millis,
    /// A folder is its description.
    pub(super) items: BTreeMap<ItemPath, Value>,
}

/// What the sandbox's control interface shows of an org.
pub(super) fn shown(state: &Value, at: Millis) -> Shown {
    let (mut items, connections) = (BTreeMap::new(), said::connections(state));
    let mut open: Vec<(ItemPath, &Value)> = Vec::new();
    open.extend(
        list(&state["library"])
            .take(1)
            .map(|top| (ItemPath::root(), top)),
    );
    while let Some((path, folder)) = open.pop() {
        for child in list(&folder["children"]) {
            let name = ItemName::new(text(child, "name")).expect("a name");
            let path = path.child(&name);
            let says = if child["itemType"] == "Folder" {
                &child["description"]
            } else {
                &child["definition"]
            };
            items.insert(path.clone(), said::said(says, &connections));
            open.push((path, child));
        }
    }
    Shown { at, items }
}

impl Item {
    /// What counts as its content under these options.
    pub(super) fn content(&self, options: Options) -> Digest {
        use orgcast_shared::select::Include::Ignore;
        let ignored = match self.kind {
            ItemKind::Search => options.connections == Ignore,
            ItemKind::Dashboard => options.reports == Ignore,
            _ => false,
        };
        if ignored { self.plain } else { self.whole }
    }

    /// A folder with this description.
    pub(super) fn folder(description: &str) -> Self {
        let own = FolderNode::new(description, Vec::new()).own_digest();
        Self {
            kind: ItemKind::Folder,
            whole: own,
            plain: own,
        }
    }

    fn leaf(entry: &Entry) -> Self {
        Self {
            kind: entry.kind,
            whole: entry.digest,
            plain: entry.stripped().copied().unwrap_or(entry.digest),
        }
    }
}

impl Census {
    /// Reads what the sandbox's control interface says of an org.
    pub(super) fn read(state: &Value) -> Self {
        let connections: Vec<_> = list(&state["connections"]).map(connection).collect();
        let known: Connections = connections.iter().cloned().collect();
        let mut builder = TreeBuilder::new(&known);
        let mut census = Self {
            items: BTreeMap::new(),
            places: BTreeMap::new(),
            connections,
            root: Digest::of(b""),
            elsewhere: Digest::of(b""),
        };
        let mut roots = list(&state["library"]);
        let library = roots.next().expect("Admin Recommended");
        let path = ItemPath::root();
        census.places.insert(text(library, "id"), path.clone());
        let entries = census.children(library, &path, &mut builder);
        census.root = FolderNode::new("", entries).digest();
        let elsewhere: Vec<&Value> = roots.collect();
        census.elsewhere = Digest::of(json!(elsewhere).to_string().as_bytes());
        census
    }

    fn children(
        &mut self,
        folder: &Value,
        path: &ItemPath,
        builder: &mut TreeBuilder<'_>,
    ) -> Vec<Entry> {
        list(&folder["children"])
            .map(|child| {
                let name = ItemName::new(text(child, "name")).expect("a name");
                let path = path.child(&name);
                self.places.insert(text(child, "id"), path.clone());
                let (item, entry) = if child["itemType"] == "Folder" {
                    let description = text(child, "description");
                    let entries = self.children(child, &path, builder);
                    let entry = builder.add_folder(name, &description, entries);
                    (Item::folder(&description), entry)
                } else {
                    let entry = builder.add(child["definition"].clone());
                    let entry = entry.expect("a definition");
                    (Item::leaf(&entry), entry)
                };
                self.items.entry(path).or_default().push(item);
                entry
            })
            .collect()
    }

    /// The one item at a place.
    pub(super) fn at(&self, path: &ItemPath) -> Option<Item> {
        match self.items.get(path).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }
}

/// What an export of a place says.
pub(super) fn exported(
    place: &ItemPath,
    export: &Value,
    known: &Connections,
) -> Vec<(ItemPath, Item)> {
    match place.parent() {
        Some(folder) => items_of(export, &folder, known),
        None => list(&export["children"])
            .flat_map(|child| items_of(child, place, known))
            .collect(),
    }
}

/// The items of a definition, or of what stands in its place, below a folder; each folder before what
/// is in it.
pub(super) fn items_of(
    definition: &Value,
    folder: &ItemPath,
    connections: &Connections,
) -> Vec<(ItemPath, Item)> {
    let mut items = Vec::new();
    collect(definition, folder, connections, &mut items);
    items
}

fn collect(
    definition: &Value,
    folder: &ItemPath,
    connections: &Connections,
    into: &mut Vec<(ItemPath, Item)>,
) {
    let Ok(name) = ItemName::new(text(definition, "name")) else {
        return;
    };
    let path = folder.child(&name);
    if definition["type"] == "FolderSyncDefinition" {
        into.push((path.clone(), Item::folder(&text(definition, "description"))));
        for child in list(&definition["children"]) {
            collect(child, &path, connections, into);
        }
    } else if let Ok(entry) = TreeBuilder::new(connections).add(definition.clone()) {
        into.push((path, Item::leaf(&entry)));
    }
}

/// A connection, as the sandbox shows it.
pub(super) fn connection(shown: &Value) -> (ContentId, ConnectionKey) {
    let kind = if shown["webhookType"].is_string() {
        "webhookType"
    } else {
        "type"
    };
    let key = ConnectionKey {
        kind: text(shown, kind),
        name: text(shown, "name"),
    };
    (ContentId::new(text(shown, "id")).expect("an id"), key)
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(super) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_default().to_owned()
}
