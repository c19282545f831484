//! Laws of imports and exports, over trees that nobody thought of.

use crate::lab::{Lab, config, folder, lookup, search};
use orgcast_sandbox::WorldConfig;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};

/// Folders with items whose names are distinct in each.
fn tree() -> impl Strategy<Value = Value> {
    let text = "[a-zA-Z0-9äß/ .'%+-]{0,12}";
    let leaf = prop_oneof![
        (text, any::<bool>()).prop_map(|(query, by_receipt)| {
            let mut out = search("");
            out["search"]["queryText"] = json!(query);
            out["search"]["byReceiptTime"] = json!(by_receipt);
            out
        }),
        (text, -1.0e6..1.0e6).prop_map(|(title, min)| {
            json!({ "type": "DashboardV2SyncDefinition", "name": "", "title": format!("t{title}"),
                "coloringRules": [{ "scope": "*", "singleSeriesAggregateFunction": "Average",
                    "multipleSeriesAggregateFunction": "Average",
                    "colorThresholds": [{ "color": "#fff", "min": min }] }],
                "panels": [{ "id": "1", "key": "p", "panelType": "TextPanel", "text": title }] })
        }),
        Just(lookup("", &["id", "value"])),
    ];
    let node = leaf.prop_recursive(3, 24, 5, move |inner| {
        prop::collection::vec(inner, 0..5).prop_map(|children| folder("", &named(children)))
    });
    prop::collection::vec(node, 0..5).prop_map(|children| folder("root", &named(children)))
}

/// Gives every item of a folder a name of its own.
fn named(children: Vec<Value>) -> Vec<Value> {
    let number = |(index, mut child): (usize, Value)| {
        child["name"] = json!(format!("item {index}"));
        child
    };
    children.into_iter().enumerate().map(number).collect()
}

fn count(definition: &Value) -> u64 {
    1 + definition["children"]
        .as_array()
        .into_iter()
        .flatten()
        .map(count)
        .sum::<u64>()
}

fn ids(item: &Value, into: &mut Vec<(String, String)>) {
    into.push((
        item["path"].as_str().unwrap().to_owned(),
        item["id"].as_str().unwrap().to_owned(),
    ));
    for child in item["children"].as_array().into_iter().flatten() {
        ids(child, into);
    }
}

fn library_ids(lab: &mut Lab) -> Vec<(String, String)> {
    let mut found = Vec::new();
    ids(
        &lab.control(0, "GET", "state", None)["library"][0],
        &mut found,
    );
    found
}

fn empty_lab() -> (Lab, String) {
    let mut lab = Lab::new(WorldConfig {
        library: Some(Vec::new()),
        ..config(1)
    });
    let root = lab.root_id(0);
    (lab, root)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_260_105), ..ProptestConfig::default() })]

    #[test]
    fn what_was_exported_comes_back_after_an_import(definition in tree()) {
        let (mut lab, root) = empty_lab();
        let id = lab.imported(0, &root, false, &definition);
        let first = lab.export(0, &id);
        let target = lab.imported(0, &root, false, &folder("elsewhere", &[]));
        let copy = lab.imported(0, &target, false, &first);
        prop_assert_eq!(lab.export(0, &copy), first);
    }

    #[test]
    fn importing_again_with_overwrite_keeps_every_id_and_every_export(definition in tree()) {
        let (mut lab, root) = empty_lab();
        let id = lab.imported(0, &root, false, &definition);
        let (before, export) = (library_ids(&mut lab), lab.export(0, &id));
        lab.imported(0, &root, true, &definition);
        prop_assert_eq!(library_ids(&mut lab), before);
        prop_assert_eq!(lab.export(0, &id), export);
    }

    #[test]
    fn an_import_counts_and_creates_what_it_holds(definition in tree()) {
        let (mut lab, root) = empty_lab();
        let before = library_ids(&mut lab).len() as u64;
        let (_, result) = lab.import(0, &root, false, &definition);
        prop_assert_eq!(&result["summary"]["totalItems"], &json!(count(&definition)));
        prop_assert_eq!(&result["summary"]["failureCount"], &json!(0));
        prop_assert_eq!(library_ids(&mut lab).len() as u64 - before, count(&definition));
    }

    #[test]
    fn overwriting_with_another_tree_ends_at_that_tree(first in tree(), second in tree()) {
        let (mut lab, root) = empty_lab();
        let id = lab.imported(0, &root, false, &first);
        let (_, result) = lab.import(0, &root, true, &second);
        let fresh = {
            let (mut other, root) = empty_lab();
            let id = other.imported(0, &root, false, &second);
            other.export(0, &id)
        };
        // Only an item of another kind in the way keeps the two apart.
        if result["summary"]["failureCount"] == 0 {
            let sorted = |mut v: Value| { sort(&mut v); v };
            prop_assert_eq!(sorted(lab.export(0, &id)), sorted(fresh));
        } else {
            prop_assert_eq!(&result["failures"][0]["error"].as_str().unwrap()[..17], "Content with name");
        }
    }
}

fn sort(definition: &mut Value) {
    if let Some(children) = definition["children"].as_array_mut() {
        children.iter_mut().for_each(sort);
        children.sort_by_key(|c| c["name"].as_str().unwrap_or_default().to_owned());
    } else if let Some(fields) = definition.as_object_mut() {
        // Reading a missing field for writing has made it null.
        fields.remove("children");
    }
}
