use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::members::name_of;

/// What a person calls the members of a body's lists.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The titles of a dashboard's panels by key: its layout names panels by key alone.
    titles: BTreeMap<String, String>,
}

impl Names {
    pub(super) fn of(body: Option<&Json>) -> Self {
        let mut titles = BTreeMap::new();
        let panels = body.and_then(|body| body.get("panels")?.as_array());
        for panel in panels.into_iter().flatten() {
            let text = |field: &str| panel.get(field)?.as_str().map(str::to_owned);
            if let (Some(key), Some(title)) = (text("key"), text("title")) {
                titles.insert(key, title);
            }
        }
        Self { titles }
    }

    /// The name of a member, if it has one.
    pub(super) fn name(&self, list: &str, member: &Json) -> Option<String> {
        let name = name_of(list, member)?;
        let title = self.title(list, name).map(String::as_str);
        Some(title.unwrap_or(name).to_owned())
    }

    /// Something to call the member at a place by: its name, its value or its number.
    pub(super) fn call(&self, list: &str, members: &[Json], place: usize) -> String {
        let name = match members.get(place) {
            Some(Json::String(text)) => Some(text.clone()),
            Some(member @ Json::Object(_)) => self.name(list, member),
            Some(Json::Array(_)) | None => None,
            Some(plain) => Some(plain.to_string()),
        };
        name.unwrap_or_else(|| format!("#{}", place + 1))
    }

    /// The title of the panel whose place in the layout is named by `key`.
    pub(super) fn title(&self, list: &str, key: &str) -> Option<&String> {
        self.titles.get(key).filter(|_| list == "layoutStructures")
    }
}
