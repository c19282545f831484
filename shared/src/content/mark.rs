use std::borrow::Cow;

use memchr::memmem;

use super::{Connections, Definition};

/// What an item is known by in every org: its definition's text, in which what a connection is stands in
/// place of the connection's id, as that differs from org to org.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    pub(super) text: Cow<'a, str>,
    /// The id that was replaced.
    id: Option<&'a str>,
}

/// The fields that may hold a connection's id, as they stand in JSON. The names within a text in JSON have
/// backslashes before their quotes.
const FIELDS: [&str; 2] = ["\"webhookId\"", "\"externalId\""];

impl<'a> Mark<'a> {
    /// The mark of a definition in an org with these connections; nothing where it names another one, or
    /// several.
    pub(super) fn of(text: &'a str, connections: &Connections) -> Option<Self> {
        let ends = FIELDS.iter().flat_map(|field| {
            let found = memmem::find_iter(text.as_bytes(), field);
            found.map(|at| at + field.len())
        });
        let ends: Vec<usize> = ends.take(2).collect();
        let [end] = ends[..] else {
            let text = Cow::Borrowed(text);
            return ends.is_empty().then_some(Self { text, id: None });
        };
        let value = text.get(end..)?.trim_start().strip_prefix(':')?;
        let (id, after) = value.trim_start().strip_prefix('"')?.split_once('"')?;
        let before = text.get(..text.len() - after.len() - id.len() - 1)?;
        let key = connections.key_of(id)?;
        // No text in JSON holds these control characters.
        let parts = [before, "\0", &key.kind, "\0", &key.name, "\0", after];
        Some(Self {
            text: Cow::Owned(parts.concat()),
            id: Some(id),
        })
    }

    /// Whether the definition, which was made from the text, names the same connection.
    pub(super) fn fits(&self, definition: &Definition) -> bool {
        definition.connections().eq(self.id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::content::ConnectionKey;
    use crate::id::ContentId;

    fn connections(id: &str, name: &str) -> Connections {
        let key = ConnectionKey {
            kind: "Slack".into(),
            name: name.into(),
        };
        [(ContentId::new(id).unwrap(), key)].into_iter().collect()
    }

    fn search(query: &str, notification: &Json) -> String {
        let search = json!({ "type": "SavedSearchWithScheduleSyncDefinition", "name": "S",
            "search": { "queryText": query }, "searchSchedule": { "notification": notification } });
        search.to_string()
    }

    fn mark(text: &str, connections: &Connections) -> Option<String> {
        let mark = Mark::of(text, connections)?;
        let definition = Definition::new(serde_json::from_str(text).unwrap()).unwrap();
        mark.fits(&definition).then(|| mark.text.into_owned())
    }

    #[test]
    fn what_names_one_connection_is_the_same_in_every_org_that_has_it() {
        let [one, other] = ["00000000000000A1", "00000000000000B2"];
        for field in ["webhookId", "externalId"] {
            let text = |id: &str| search("*", &json!({ field: id, "payload": "{}" }));
            let known = mark(&text(one), &connections(one, "On call"));
            assert!(known.is_some());
            assert_eq!(mark(&text(other), &connections(other, "On call")), known);
            assert_ne!(mark(&text(other), &connections(other, "Desk")), known);
            assert_eq!(mark(&text(other), &connections(one, "On call")), None);
        }
    }

    #[test]
    fn what_names_none_is_known_by_its_text() {
        let text = search("* | json \"webhookId\" as id", &json!({ "toList": [] }));
        assert_eq!(mark(&text, &Connections::default()), Some(text));
    }

    #[test]
    fn what_cannot_be_told_for_sure_is_not_known() {
        let id = "00000000000000A1";
        let known = connections(id, "On call");
        let both = search("*", &json!({ "webhookId": id, "externalId": id }));
        let none = search("*", &json!({ "webhookId": null }));
        let elsewhere = json!({ "type": "New", "name": "N", "webhookId": id }).to_string();
        let escaped = search("*", &json!({ "webhookId": id })).replace("hookId", "hook\\u0049d");
        for text in [both, none, elsewhere, escaped] {
            assert_eq!(mark(&text, &known), None, "{text}");
        }
    }
}
