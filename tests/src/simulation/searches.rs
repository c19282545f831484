use serde_json::{Value, json};

/// The definition of a folder of so many plain searches, which [`search_name`] names.
pub fn folder_of_searches(name: &str, description: &str, searches: usize) -> Value {
    let search = |number| {
        json!({
            "type": "SavedSearchWithScheduleSyncDefinition",
            "name": search_name(number),
            "description": "",
            "search": {
                "queryText": format!("_sourceCategory=many {number}"),
                "defaultTimeRange": "-1h",
                "byReceiptTime": false,
                "queryParameters": []
            },
            "searchSchedule": null
        })
    };
    json!({
        "type": "FolderSyncDefinition",
        "name": name,
        "description": description,
        "children": (0..searches).map(search).collect::<Vec<_>>()
    })
}

/// The name of a search in such a folder, counted from 0.
pub fn search_name(number: usize) -> String {
    format!("Search {number:04}")
}
