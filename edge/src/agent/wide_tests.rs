//! A folder of thousands of items with long names, which is more than a value of a database may be.

use orgcast_shared::history::{OrgState, Outcome};
use orgcast_shared::id::{Digest, ItemPath};
use serde_json::{Value, json};

use super::Job;
use super::base_tests::{TestAgent, content, end, job, library, newest, search, tree};
use super::tests::{add, agent, script, work};
use crate::testing::long_name;

const ITEMS: usize = 5_000;

/// What an org answers that holds one folder with these searches.
fn wide(searches: &[Value]) -> Vec<(u16, Value)> {
    let folder = json!({ "type": "FolderSyncDefinition", "name": "Wide", "description": "",
                         "children": searches });
    let mut answers = library(&[folder]);
    let top = answers.iter_mut().find(|(_, answer)| answer["id"] == "0B");
    top.unwrap().1["children"][0]["itemType"] = json!("Folder");
    answers
}

/// The same, where the library was read before: the folder is exported by itself then, since all of it is
/// too much.
fn known_wide(searches: &[Value]) -> Vec<(u16, Value)> {
    let mut answers = wide(searches);
    let (_, export) = answers.last_mut().unwrap();
    *export = export["children"][0].take();
    answers
}

/// The items of the folder whose tree has this root.
fn held(agent: &TestAgent, root: Option<Digest>) -> usize {
    let root = root.expect("a root");
    let known = tree(agent, root);
    let folder: ItemPath = "/Wide".parse().unwrap();
    let folder = known.find(&root, &folder).unwrap()[0].digest;
    known.get(&folder).unwrap().entries.len()
}

#[test]
fn a_wide_folder_is_read_compared_and_reported() {
    let (agent, org) = agent();
    let searches: Vec<Value> = (0..ITEMS).map(|n| search(&long_name(n), "a")).collect();
    script(&agent.platform, wide(&searches));
    add(&agent, &org, &Job::Read);
    work(&agent);
    assert_eq!(held(&agent, newest(&agent).map(|s| s.root)), ITEMS);

    let cell = |search: &Value| {
        let name = search["name"].as_str().unwrap();
        let name = name.replace('~', "~0").replace('/', "~1");
        json!({ "path": format!("/Wide/{name}"), "kind": "search", "action": "nothing",
                "source": content(search), "target": content(search) })
    };
    let cells: Vec<Value> = searches.iter().map(cell).collect();
    let order = json!({ "version": 5, "options": {}, "cells": cells, "connections": [] });
    let push = job(&agent, "p", &order);
    add(&agent, &org, &push);
    script(&agent.platform, known_wide(&searches));
    work(&agent);
    let end = end(&agent);
    let same = end
        .cells
        .iter()
        .filter(|cell| cell.outcome == Outcome::Same);
    assert_eq!((end.state, same.count()), (OrgState::Done, ITEMS));
    let base = newest(&agent).and_then(|snapshot| snapshot.base);
    assert_eq!(held(&agent, base), ITEMS);
}
