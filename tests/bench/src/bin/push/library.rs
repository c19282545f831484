use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use orgcast_bench::exports;
use serde_json::{Value as Json, json};

use crate::sandbox::{Sandbox, SandboxOrg};

/// One in so many items is a dashboard, the rest are searches.
const DASHBOARDS: usize = 3;

/// Writes one export per folder; no two items are equal.
pub(crate) fn write(folder: &Path, folders: usize, items: usize) -> Result<()> {
    fs::create_dir_all(folder)?;
    for number in 0..folders {
        let count = items * (number + 1) / folders - items * number / folders;
        let dashboards = count / DASHBOARDS;
        let mut export = exports(dashboards, count - dashboards);
        export["name"] = format!("Folder {number}").into();
        let children = export["children"].as_array_mut();
        for child in children.context("a folder of items")? {
            child["description"] = format!("Of folder {number}").into();
        }
        let file = folder.join(format!("{number:04}.json"));
        fs::write(file, export.to_string())?;
    }
    Ok(())
}

/// Edits every tenth item of an org.
pub(crate) fn edit_every_tenth(sandbox: &Sandbox, org: &SandboxOrg) -> Result<()> {
    let items = sandbox.items(org)?;
    let edit =
        |path: &String| json!({ "op": "set", "path": path, "fields": { "description": "Edited" } });
    let edits: Vec<Json> = items.iter().step_by(10).map(edit).collect();
    sandbox.edit(org, &edits.into())
}
