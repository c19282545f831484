//! An item to be placed into many orgs, with its body shared among them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::demo::connections;
use crate::ids::HexId;
use crate::org::Org;
use crate::tree::node::{Body, Stamp, body_of};

/// An item of the baseline, current and as it was a year before.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) name: String,
    current: Body,
    older: Body,
    pub(super) children: Vec<Template>,
}

/// What lookups of the earlier release look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EarlierLookups {
    /// The same columns, so that they can be replaced whatever they hold.
    SameColumns,
    /// A column less, so that those with rows can't be replaced.
    ColumnLess,
}

/// What a target has of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Take {
    Nothing,
    Current,
    Older,
}

impl Template {
    /// A template of a definition that names its connections.
    pub(super) fn new(definition: &Value, lookups: EarlierLookups) -> Self {
        let fields = definition.as_object().cloned().unwrap_or_default();
        let current = body_of(&fields);
        let older = older(&current, lookups);
        let children = fields
            .get("children")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        Self {
            name: definition["name"].as_str().unwrap_or_default().to_owned(),
            children: children.map(|child| Self::new(child, lookups)).collect(),
            current: Arc::new(current),
            older: Arc::new(older),
        }
    }

    pub(super) fn is_folder(&self) -> bool {
        self.current.get("type").and_then(Value::as_str) == Some("FolderSyncDefinition")
    }

    /// Places the item and what `take` wants of its contents.
    pub(super) fn place(
        &self,
        org: &mut Org,
        folder: HexId,
        stamp: Stamp,
        take: &mut dyn FnMut(&Template) -> Take,
    ) {
        let body = match take(self) {
            Take::Nothing => return,
            Take::Current => &self.current,
            Take::Older => &self.older,
        };
        let body = if connections::referenced(body).is_some() {
            let mut own = (**body).clone();
            connections::resolve(&mut own, org);
            Arc::new(own)
        } else {
            body.clone()
        };
        let id = org.ids.next();
        org.tree.insert(id, folder, &self.name, body, stamp);
        for child in &self.children {
            child.place(org, id, stamp, take);
        }
    }
}

/// The body as an earlier release of the baseline had it: less of everything.
fn older(current: &Map<String, Value>, lookups: EarlierLookups) -> Map<String, Value> {
    let mut body = current.clone();
    let description = body
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let earlier = if description.is_empty() {
        "First release.".to_owned()
    } else {
        format!("{description} (first release)")
    };
    // An import takes a folder with a longer description than a call can give it afterwards.
    let is_folder = body.get("type").and_then(Value::as_str) == Some("FolderSyncDefinition");
    if !is_folder || description.chars().count() <= 255 {
        body.insert(
            "description".to_owned(),
            Value::from(earlier.chars().take(255).collect::<String>()),
        );
    }
    if let Some(Value::Object(search)) = body.get_mut("search") {
        let query = search
            .get("queryText")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let shorter = query
            .rsplit_once('|')
            .map_or(query, |(head, _)| head.trim_end())
            .to_owned();
        search.insert("queryText".to_owned(), Value::from(shorter));
    }
    if let Some(threshold @ Value::Object(_)) = body
        .get_mut("searchSchedule")
        .and_then(|s| s.get_mut("threshold"))
    {
        threshold["count"] = json!(0);
    }
    let dropped = match body.get_mut("panels").and_then(Value::as_array_mut) {
        Some(panels) if panels.len() > 1 => panels.pop(),
        _ => None,
    };
    if let Some(key) = dropped.as_ref().and_then(|panel| panel["key"].as_str())
        && let Some(structures) = body
            .get_mut("layout")
            .and_then(|l| l.get_mut("layoutStructures"))
            .and_then(Value::as_array_mut)
    {
        structures.retain(|structure| structure["key"] != key);
    }
    if lookups == EarlierLookups::ColumnLess {
        drop_last_column(&mut body);
    }
    body
}

/// Takes the last column out of a lookup, unless it is a key.
fn drop_last_column(body: &mut Map<String, Value>) {
    let keys = body.get("primaryKeys").cloned().unwrap_or_default();
    if let Some(fields) = body.get_mut("fields").and_then(Value::as_array_mut)
        && let Some(last) = fields.last()
        && !keys
            .as_array()
            .is_some_and(|keys| keys.contains(&last["fieldName"]))
    {
        fields.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{self, DEFINITION};

    #[test]
    fn an_older_body_differs_and_is_valid() {
        for lookups in [EarlierLookups::SameColumns, EarlierLookups::ColumnLess] {
            for definition in crate::demo::content::baseline() {
                check(&Template::new(&definition, lookups), lookups);
            }
        }
    }

    fn check(template: &Template, lookups: EarlierLookups) {
        let Template {
            name,
            current,
            older,
            children,
        } = template;
        assert_ne!(current, older, "{name}");
        let columns_stay = current.get("fields") == older.get("fields");
        let is_lookup = current.contains_key("primaryKeys");
        assert_eq!(
            columns_stay,
            !is_lookup || lookups == EarlierLookups::SameColumns,
            "{name}"
        );
        let mut definition = Value::Object((**older).clone());
        definition["name"] = Value::from(name.as_str());
        if template.is_folder() {
            definition["children"] = json!([]);
        }
        assert_eq!(
            schema::problems(&DEFINITION, &definition),
            Vec::<String>::new(),
            "{name}"
        );
        for child in children {
            check(child, lookups);
        }
    }
}
