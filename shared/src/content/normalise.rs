use serde_json::{Map, Number, Value as Json};

use super::field::{Field, Plain, Rule, Shape, Value};
use super::shapes::definition_shape;

/// Makes a definition comparable with any other export of the same thing: drops nulls, empty values
/// and documented defaults of optional fields, writes out the neutral value of required ones, drops
/// what the server sets. Fields that no table names stay as they are, but for nulls.
///
/// Normalising twice changes nothing, and the result can be imported as it is.
pub fn normalise(definition: &mut Map<String, Json>) {
    clean_object(definition);
    normalise_clean(definition);
}

fn normalise_clean(definition: &mut Map<String, Json>) {
    let shape = definition
        .get("type")
        .and_then(Json::as_str)
        .and_then(definition_shape);
    if let Some(shape) = shape {
        normalise_object(definition, shape);
    }
    if definition.get("type").and_then(Json::as_str) == Some("MewboardSyncDefinition") {
        definition.insert("type".into(), "DashboardV2SyncDefinition".into());
    }
}

fn normalise_object(object: &mut Map<String, Json>, shape: &Shape) {
    for field in shape.fields {
        if let Some(value) = object.get_mut(field.name) {
            normalise_value(value, &field.value);
        }
        apply_rule(object, field);
    }
}

fn normalise_value(value: &mut Json, expected: &Value) {
    let each = |items: &mut Vec<Json>, with: &dyn Fn(&mut Map<String, Json>)| {
        items
            .iter_mut()
            .filter_map(Json::as_object_mut)
            .for_each(with);
    };
    match (expected, value) {
        (Value::One(shape), Json::Object(object)) => normalise_object(object, shape),
        (Value::Many(shape), Json::Array(items)) => each(items, &|o| normalise_object(o, shape)),
        (Value::Map(shape), Json::Object(object)) => {
            object
                .values_mut()
                .filter_map(Json::as_object_mut)
                .for_each(|o| {
                    normalise_object(o, shape);
                });
        }
        (Value::Definitions, Json::Array(items)) => each(items, &|o| normalise_clean(o)),
        _ => {}
    }
}

fn apply_rule(object: &mut Map<String, Json>, field: &Field) {
    match field.rule {
        Rule::Needed => {}
        Rule::Volatile => {
            object.remove(field.name);
        }
        Rule::Required(neutral) => {
            object.entry(field.name).or_insert_with(|| neutral.value());
        }
        Rule::Optional(default) => drop_default(object, field.name, default),
        Rule::CaseFolded(default) => {
            if let Some(Json::String(text)) = object.get_mut(field.name) {
                // These are the vendor's own words. All of Unicode's pairs would be 25 kB of Worker.
                text.make_ascii_lowercase();
            }
            drop_default(object, field.name, Plain::Text(default));
        }
    }
}

fn drop_default(object: &mut Map<String, Json>, name: &str, default: Plain) {
    let dropped = object
        .get(name)
        .is_some_and(|value| is_empty(value) || *value == default.value());
    if dropped {
        object.remove(name);
    }
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(object) => object.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

/// Drops nulls from objects, however deep, and writes whole numbers as such. Nulls in lists stay:
/// there, a place means something.
fn clean_object(object: &mut Map<String, Json>) {
    object.retain(|_, value| !value.is_null());
    object.values_mut().for_each(clean_value);
}

fn clean_value(value: &mut Json) {
    match value {
        Json::Object(object) => clean_object(object),
        Json::Array(items) => items.iter_mut().for_each(clean_value),
        Json::Number(number) => {
            if let Some(whole) = whole_number(number) {
                *number = whole.into();
            }
        }
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

/// `1.0` and `1` are one number to every JSON reader that matters here.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked before the cast"
)]
fn whole_number(number: &Number) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.is_f64().then(|| number.as_f64()).flatten()?;
    (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn normal(value: Json) -> Json {
        let Json::Object(mut object) = value else {
            panic!("not an object")
        };
        normalise(&mut object);
        Json::Object(object)
    }

    #[test]
    fn noise_is_dropped_and_needed_neutral_values_are_written_out() {
        let noisy = json!({
            "type": "SavedSearchWithScheduleSyncDefinition", "name": "A", "description": null,
            "search": {
                "queryText": "*", "defaultTimeRange": "-15m", "viewName": "", "viewStartTime": null,
                "parsingMode": "Manual", "intervalTimeType": "messageTime"
            },
            "searchSchedule": null
        });
        let plain = json!({
            "type": "SavedSearchWithScheduleSyncDefinition", "name": "A", "description": "",
            "search": {
                "queryText": "*", "defaultTimeRange": "-15m", "byReceiptTime": false,
                "queryParameters": []
            }
        });
        assert_eq!(normal(noisy), plain);
    }

    #[test]
    fn a_dashboard_is_compared_without_panel_ids_and_defaults() {
        let noisy = json!({
            "type": "MewboardSyncDefinition", "name": "D", "title": "D", "theme": "Light",
            "schedules": [], "refreshInterval": 0,
            "panels": [{
                "id": "1", "key": "p", "panelType": "SumoSearchPanel", "title": "",
                "keepVisualSettingsConsistentWithParent": true,
                "queries": [{ "queryString": "*", "queryType": "Logs", "queryKey": "A",
                              "outputCardinalityLimit": 1000.0, "transient": false }]
            }]
        });
        let plain = json!({
            "type": "DashboardV2SyncDefinition", "name": "D", "title": "D",
            "panels": [{
                "key": "p", "panelType": "SumoSearchPanel",
                "queries": [{ "queryString": "*", "queryType": "Logs", "queryKey": "A" }]
            }]
        });
        assert_eq!(normal(noisy), plain);
    }

    #[test]
    fn unknown_fields_stay() {
        let value = json!({
            "type": "DashboardV2SyncDefinition", "name": "D", "title": "D",
            "newThing": { "empty": "", "list": [null, 1.5], "zero": 0 }
        });
        assert_eq!(normal(value.clone()), value);
        let value = json!({ "type": "NewSyncDefinition", "name": "N", "list": [] });
        assert_eq!(normal(value.clone()), value);
    }

    #[test]
    fn numbers_come_back_to_the_last_digit() {
        // Guards serde_json's `float_roundtrip`.
        for text in [
            "31.245270191439438",
            "121.48791951161945",
            "100.78399658203125",
        ] {
            let value: Json = serde_json::from_str(text).unwrap();
            assert_eq!(value.to_string(), text);
        }
    }

    #[test]
    fn the_order_of_keys_does_not_matter_to_the_bytes() {
        // Guards against a crate in the graph that switches on serde_json's `preserve_order`.
        let bytes = serde_json::to_vec(&json!({ "b": 1, "a": 2 })).unwrap();
        assert_eq!(bytes, br#"{"a":2,"b":1}"#);
    }
}
