//! What a definition refers to outside itself.

use serde_json::{Map, Value as Json};

use super::query::{lookup_paths, view_name, view_names};
use super::{Connections, Reference};
use crate::sorted::sorted;

/// The fields of a notification that hold a connection's id: of a webhook, and of ServiceNow.
pub(super) const CONNECTION_FIELDS: [&str; 2] = ["webhookId", "externalId"];

/// The fields that hold a query or a part of one: of searches, panels, metrics searches, and the
/// variables and parameters that are put into a query.
const QUERY_FIELDS: [&str; 7] = [
    "defaultValue",
    "logQuery",
    "query",
    "queryString",
    "queryText",
    "value",
    "values",
];

/// The field of a search's parameter that holds the lookup file whose rows are suggested as values.
const LOOKUP_FILE_FIELD: &str = "lookupFileName";

/// What the definition refers to, sorted, each once; `connections` are those of the org it was read
/// from, and the definition has their ids still.
pub(super) fn references(object: &Map<String, Json>, connections: &Connections) -> Vec<Reference> {
    let mut found = Vec::new();
    if let Some(notification) = notification(object) {
        add_connections(notification, connections, &mut found);
        add_destinations(notification, &mut found);
        let mails = texts(notification.get("toList"));
        found.extend(mails.map(|address| Reference::Recipient { address }));
    }
    for schedule in objects(object.get("schedules")) {
        if schedule.get("isActive") == Some(&Json::Bool(false)) {
            continue;
        }
        let email = schedule.get("emailNotification");
        let mails = texts(email.and_then(|email| email.get("recipients")));
        found.extend(mails.map(|address| Reference::ReportRecipient { address }));
    }
    for panel in objects(object.get("panels")) {
        let links = objects(panel.get("linkedDashboards"));
        let ids = links.filter_map(|link| text(link, "id"));
        found.extend(ids.map(|id| Reference::LinkedDashboard { id }));
    }
    let view = object
        .get("search")
        .and_then(|search| search.get("viewName"));
    if let Some(name) = view.and_then(Json::as_str).and_then(view_name) {
        found.push(Reference::QueryView { name: name.into() });
    }
    add_queries(object, &mut found);
    let mut found = sorted(found, Ord::cmp);
    found.dedup();
    found.shrink_to_fit();
    found
}

/// The notification of a scheduled search.
pub(super) fn notification(object: &Map<String, Json>) -> Option<&Map<String, Json>> {
    let schedule = object.get("searchSchedule")?;
    schedule.get("notification")?.as_object()
}

fn add_connections(
    notification: &Map<String, Json>,
    connections: &Connections,
    found: &mut Vec<Reference>,
) {
    for field in CONNECTION_FIELDS {
        if let Some(id) = text(notification, field) {
            found.push(match connections.key_of(&id) {
                Some(key) => Reference::Connection(key.clone()),
                None => Reference::LostConnection { id },
            });
        }
    }
}

/// What a schedule starts, or saves its results to.
fn add_destinations(notification: &Map<String, Json>, found: &mut Vec<Reference>) {
    let text = |field| text(notification, field);
    let destinations = [
        text("sourceId").map(|id| Reference::ScriptAction { id }),
        text("viewName").map(|name| Reference::ScheduledView { name }),
        text("lookupFilePath").map(|path| Reference::Lookup { path }),
    ];
    found.extend(destinations.into_iter().flatten());
}

/// Looks for queries however deep they are, so that a kind of panel or variable that the vendor
/// adds is searched, too.
fn add_queries(object: &Map<String, Json>, found: &mut Vec<Reference>) {
    for (field, value) in object {
        match value {
            Json::String(text) if QUERY_FIELDS.contains(&field.as_str()) => {
                let paths = lookup_paths(text).into_iter();
                found.extend(paths.map(|path| Reference::QueryLookup { path }));
                let names = view_names(text).into_iter().map(str::to_owned);
                found.extend(names.map(|name| Reference::QueryView { name }));
            }
            Json::String(text) if field == LOOKUP_FILE_FIELD => {
                let paths = lookup_paths(text);
                let name = Some(text.trim()).filter(|name| paths.is_empty() && !name.is_empty());
                let paths = paths.into_iter().chain(name.map(str::to_owned));
                found.extend(paths.map(|path| Reference::QueryLookup { path }));
            }
            Json::Object(inner) => add_queries(inner, found),
            Json::Array(items) => {
                for inner in items.iter().filter_map(Json::as_object) {
                    add_queries(inner, found);
                }
            }
            _ => {}
        }
    }
}

fn objects(list: Option<&Json>) -> impl Iterator<Item = &Map<String, Json>> {
    let items = list.and_then(Json::as_array).into_iter().flatten();
    items.filter_map(Json::as_object)
}

fn texts(list: Option<&Json>) -> impl Iterator<Item = String> {
    let items = list.and_then(Json::as_array).into_iter().flatten();
    items.filter_map(Json::as_str).map(str::to_owned)
}

fn text(object: &Map<String, Json>, field: &str) -> Option<String> {
    object.get(field).and_then(Json::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::content::{Definition, Portable};

    fn portable(value: Json) -> Portable {
        let definition = Definition::new(value).unwrap();
        definition.into_portable(&Connections::default()).unwrap()
    }

    fn query_lookup(path: &str) -> Reference {
        Reference::QueryLookup { path: path.into() }
    }

    fn search(query: &str, notification: &Json) -> Json {
        json!({ "type": "SavedSearchWithScheduleSyncDefinition", "name": "S",
            "search": { "queryText": query, "defaultTimeRange": "-15m" },
            "searchSchedule": { "notification": notification } })
    }

    #[test]
    fn a_search_refers_to_what_its_schedule_and_its_query_need() {
        let mail = search(
            "* | lookup a from path://\"/Library/B\" on c | lookup a from path://\"/Library/A\" on c",
            &json!({ "taskType": "EmailSearchNotificationSyncDefinition",
                "toList": ["z@b.test", "A@b.test", "z@b.test"] }),
        );
        let recipient = |address: &str| Reference::Recipient {
            address: address.into(),
        };
        assert_eq!(
            portable(mail).references,
            [
                query_lookup("/Library/A"),
                query_lookup("/Library/B"),
                recipient("A@b.test"),
                recipient("z@b.test")
            ]
        );
        let others = [
            (
                json!({ "sourceId": "1" }),
                Reference::ScriptAction { id: "1".into() },
            ),
            (
                json!({ "viewName": "v" }),
                Reference::ScheduledView { name: "v".into() },
            ),
            (
                json!({ "lookupFilePath": "/p", "isLookupMergeOperation": false }),
                Reference::Lookup { path: "/p".into() },
            ),
        ];
        for (notification, expected) in others {
            assert_eq!(portable(search("*", &notification)).references, [expected]);
        }
    }

    #[test]
    fn a_search_refers_to_the_views_it_reads_and_the_files_its_parameters_suggest_from() {
        let mut definition = search("_index=b _index=sumologic_volume", &json!({}));
        definition["search"]["viewName"] = "a".into();
        let parameter =
            |file: &str| json!({ "name": "p", "autoComplete": { "lookupFileName": file } });
        definition["search"]["queryParameters"] =
            ["shared/t", "path://\"/Library/T\"", "plain", " "]
                .map(parameter)
                .into();
        let view = |name: &str| Reference::QueryView { name: name.into() };
        assert_eq!(
            portable(definition).references,
            [
                query_lookup("/Library/T"),
                query_lookup("plain"),
                query_lookup("shared/t"),
                view("a"),
                view("b")
            ]
        );
        for none in ["", "sumologic_volume"] {
            let mut definition = search("*", &json!({}));
            definition["search"]["viewName"] = none.into();
            assert_eq!(portable(definition).references, []);
        }
    }

    #[test]
    fn a_dashboard_refers_to_lookups_linked_dashboards_and_whom_it_mails() {
        let lookup = |name: &str| format!("cat path://\"/Library/{name}\"");
        let dashboard = portable(json!({
            "type": "DashboardV2SyncDefinition", "name": "D", "title": "D",
            "panels": [
                { "key": "p", "panelType": "SumoSearchPanel", "title": lookup("title"),
                  "queries": [{ "queryString": lookup("panel"), "queryType": "Logs", "queryKey": "A" }],
                  "linkedDashboards": [{ "id": "L2" }, { "id": "L1", "relativePath": "./x" }] },
                { "key": "q", "panelType": "SumoSearchPanel", "linkedDashboards": [{ "id": "L1" }] },
                { "key": "t", "panelType": "TextPanel", "text": lookup("text") }
            ],
            "variables": [
                { "name": "v", "defaultValue": lookup("default"), "sourceDefinition": {
                    "variableSourceType": "CsvVariableSourceDefinition", "values": lookup("csv") } },
                { "name": "w", "sourceDefinition": {
                    "variableSourceType": "LogQueryVariableSourceDefinition",
                    "query": lookup("log"), "field": "f" } }
            ],
            "schedules": [
                { "emailNotification": { "recipients": ["r@b.test"] } },
                { "emailNotification": { "recipients": ["off@b.test"] }, "isActive": false }
            ]
        }));
        let link = |id: &str| Reference::LinkedDashboard { id: id.into() };
        let mut expected: Vec<_> = ["csv", "default", "log", "panel"]
            .map(|name| query_lookup(&format!("/Library/{name}")))
            .into();
        expected.extend([link("L1"), link("L2")]);
        expected.push(Reference::ReportRecipient {
            address: "r@b.test".into(),
        });
        assert_eq!(dashboard.references, expected);
    }

    #[test]
    fn queries_of_every_kind_of_item_are_searched() {
        let query = "cat path://\"/Library/T\"";
        let definitions = [
            json!({ "type": "DashboardSyncDefinition", "name": "D",
                "panels": [{ "queryString": query, "metricsQueries": [] }] }),
            json!({ "type": "DashboardSyncDefinition", "name": "D",
                "panels": [{ "queryString": "", "metricsQueries": [{ "query": query, "rowId": "A" }] }] }),
            json!({ "type": "MetricsSavedSearchSyncDefinition", "name": "M", "logQuery": query }),
            json!({ "type": "MetricsSearchSyncDefinition", "name": "M",
                "queries": [{ "queryString": query, "queryType": "Logs", "queryKey": "A" }] }),
            json!({ "type": "NewSyncDefinition", "name": "N", "deep": [{ "query": query }] }),
        ];
        for definition in definitions {
            assert_eq!(
                portable(definition).references,
                [query_lookup("/Library/T")]
            );
        }
        let lookup =
            json!({ "type": "LookupTableSyncDefinition", "name": "L", "description": query });
        assert_eq!(portable(lookup).references, []);
    }
}
