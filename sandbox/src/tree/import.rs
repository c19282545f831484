//! Definitions into the tree: what an import does.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::guesses::{Guesses, OBJECTS_PER_JOB};
use crate::ids::{HexId, IdSource};
use crate::tree::Tree;
use crate::tree::definition::count_items;
use crate::tree::dependencies::Surroundings;
use crate::tree::node::{ItemKind, Node, Stamp, body_of};

/// One import and everything that decides how it goes.
pub(crate) struct Import<'a> {
    pub(crate) tree: &'a mut Tree,
    pub(crate) ids: &'a mut IdSource,
    pub(crate) surroundings: Surroundings,
    /// Names whose items fail because a fault switch says so.
    pub(crate) fails: &'a dyn Fn(&str) -> bool,
    pub(crate) guesses: Guesses,
    pub(crate) overwrite: bool,
    pub(crate) stamp: Stamp,
    pub(crate) report: ImportReport,
}

/// What an import did.
#[derive(Debug, Clone, Default)]
pub(crate) struct ImportReport {
    pub(crate) total: usize,
    pub(crate) failures: Vec<ImportFailure>,
    pub(crate) changes: Vec<Change>,
}

/// An item that was not imported.
#[derive(Debug, Clone)]
pub(crate) struct ImportFailure {
    pub(crate) path: String,
    pub(crate) kind: ItemKind,
    pub(crate) error: ApiError,
}

/// A change to one item.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) what: ChangeKind,
    pub(crate) id: HexId,
    pub(crate) kind: ItemKind,
    pub(crate) name: String,
}

/// The sort of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    Created,
    Updated,
    Deleted,
}

impl Change {
    pub(crate) fn new(what: ChangeKind, node: &Node) -> Self {
        Self {
            what,
            id: node.id,
            kind: node.kind,
            name: node.name.clone(),
        }
    }
}

impl Import<'_> {
    /// Imports one definition into a folder; the id of its item. An error means that nothing was imported,
    /// while items inside a folder fail one by one into the report.
    pub(crate) fn run(&mut self, folder: HexId, definition: &Value) -> Result<HexId, ApiError> {
        let total = count_items(definition);
        if total > OBJECTS_PER_JOB {
            return Err(ApiError::too_many_items(total));
        }
        self.report.total = total;
        let parent = self
            .tree
            .get(folder)
            .ok_or_else(|| ApiError::content_not_found(folder))?;
        let path = self.tree.path_of(parent);
        if self.guesses.lookups_of_the_same_import_count {
            collect_lookups(definition, &path, &mut self.surroundings.lookups_to_come);
        }
        self.place(folder, definition).inspect_err(|error| {
            record_failure(definition, &path, error, &mut self.report.failures);
        })
    }

    fn place(&mut self, folder: HexId, definition: &Value) -> Result<HexId, ApiError> {
        let Some(fields) = definition.as_object() else {
            return Err(ApiError::unexpected());
        };
        let name = definition["name"].as_str().unwrap_or_default();
        if (self.fails)(name) {
            return Err(ApiError::unexpected());
        }
        let kind = kind_of(definition);
        match self.tree.child(folder, name) {
            Some(existing) if !self.overwrite || existing.kind != kind => {
                Err(ApiError::duplicate_element(name, folder))
            }
            Some(existing) => {
                let id = existing.id;
                self.replace(id, kind, fields)
            }
            None => self.create(folder, name, kind, fields),
        }
    }

    fn create(
        &mut self,
        folder: HexId,
        name: &str,
        kind: ItemKind,
        fields: &Map<String, Value>,
    ) -> Result<HexId, ApiError> {
        let mut body = body_of(fields);
        let complete = self.surroundings.satisfy(self.tree, &body);
        if !complete && !self.guesses.failed_item_is_left_behind {
            return Err(ApiError::unexpected());
        }
        if !complete {
            body.insert("searchSchedule".to_owned(), Value::Null);
        }
        let title = fields.get("title").and_then(Value::as_str);
        let filed_as = title
            .filter(|_| self.guesses.dashboards_are_filed_by_title && kind == ItemKind::Dashboard)
            .unwrap_or(name);
        let id = self.ids.next();
        self.tree
            .insert(id, folder, filed_as, Arc::new(body), self.stamp);
        self.record(ChangeKind::Created, id);
        self.place_children(id, fields);
        if complete {
            Ok(id)
        } else {
            Err(ApiError::unexpected())
        }
    }

    fn replace(
        &mut self,
        id: HexId,
        kind: ItemKind,
        fields: &Map<String, Value>,
    ) -> Result<HexId, ApiError> {
        let body = body_of(fields);
        if !self.surroundings.satisfy(self.tree, &body) {
            return Err(ApiError::unexpected());
        }
        if kind == ItemKind::Lookups && self.schema_clashes(id, &body) {
            return Err(ApiError::new(
                400,
                "lookup:invalid_request",
                "The lookup table has rows and another schema.",
            ));
        }
        let stamp = self.stamp;
        if let Some(node) = self.tree.get_mut(id) {
            node.body = Arc::new(body);
            node.report_ids.clear();
            node.modified = stamp;
        }
        self.record(ChangeKind::Updated, id);
        if kind == ItemKind::Folder {
            if self.guesses.overwrite_deletes_extra_children {
                self.delete_extra_children(id, fields);
            }
            self.place_children(id, fields);
        }
        Ok(id)
    }

    fn place_children(&mut self, folder: HexId, fields: &Map<String, Value>) {
        for child in fields
            .get("children")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if let Err(error) = self.place(folder, child) {
                let path = self
                    .tree
                    .get(folder)
                    .map(|node| self.tree.path_of(node))
                    .unwrap_or_default();
                record_failure(child, &path, &error, &mut self.report.failures);
            }
        }
    }

    fn delete_extra_children(&mut self, folder: HexId, fields: &Map<String, Value>) {
        let imported: Vec<&str> = fields
            .get("children")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|child| child["name"].as_str())
            .collect();
        let Some(node) = self.tree.get(folder) else {
            return;
        };
        let extra: Vec<HexId> = self
            .tree
            .children(node)
            .filter(|child| !imported.contains(&child.name.as_str()))
            .map(|child| child.id)
            .collect();
        for id in extra {
            let removed = self.tree.remove(id);
            self.report.changes.extend(
                removed
                    .iter()
                    .map(|node| Change::new(ChangeKind::Deleted, node)),
            );
        }
    }

    /// Whether a table that has rows would get other columns or keys.
    fn schema_clashes(&self, id: HexId, body: &Map<String, Value>) -> bool {
        self.tree.get(id).is_some_and(|node| {
            let differs = |field: &str| node.body.get(field) != body.get(field);
            node.rows > 0 && (differs("fields") || differs("primaryKeys"))
        })
    }

    fn record(&mut self, what: ChangeKind, id: HexId) {
        if let Some(node) = self.tree.get(id) {
            self.report.changes.push(Change::new(what, node));
        }
    }
}

fn kind_of(definition: &Value) -> ItemKind {
    definition["type"]
        .as_str()
        .and_then(ItemKind::of_definition)
        .unwrap_or(ItemKind::Folder)
}

/// A failed folder takes everything in it along.
fn record_failure(
    definition: &Value,
    folder: &str,
    error: &ApiError,
    into: &mut Vec<ImportFailure>,
) {
    let path = format!(
        "{folder}/{}",
        definition["name"].as_str().unwrap_or_default()
    );
    into.push(ImportFailure {
        path: path.clone(),
        kind: kind_of(definition),
        error: error.clone(),
    });
    for child in definition["children"].as_array().into_iter().flatten() {
        record_failure(child, &path, error, into);
    }
}

fn collect_lookups(definition: &Value, folder: &str, into: &mut BTreeSet<String>) {
    let path = format!(
        "{folder}/{}",
        definition["name"].as_str().unwrap_or_default()
    );
    if definition["type"] == "LookupTableSyncDefinition" {
        into.insert(path.clone());
    }
    for child in definition["children"].as_array().into_iter().flatten() {
        collect_lookups(child, &path, into);
    }
}
