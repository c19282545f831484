//! The work of each sort of job.

use serde_json::{Value, json};

use crate::api::render;
use crate::clock::Millis;
use crate::error::ApiError;
use crate::faults::Faults;
use crate::guesses::{Guesses, OBJECTS_PER_JOB};
use crate::ids::HexId;
use crate::jobs::{JobResult, Outcome, Task};
use crate::org::Org;
use crate::tree::access::Viewer;
use crate::tree::import::{Change, ChangeKind, Import, ImportReport};
use crate::tree::node::Stamp;

type Done = Result<(Option<String>, JobResult), ApiError>;

pub(super) fn run(
    org: &mut Org,
    guesses: Guesses,
    task: &Task,
    viewer: &Viewer,
    now: Millis,
) -> Outcome {
    let done = match task {
        Task::AdminRecommended => root(org, org.tree.admin_recommended, viewer),
        Task::InstalledApps => root(org, org.tree.installed_apps, viewer),
        Task::GlobalView => {
            let items = org
                .tree
                .roots()
                .filter(|node| !org.tree.rights(viewer, node).is_empty());
            let data: Vec<Value> = items
                .map(|node| render::content(&org.tree, viewer, node))
                .collect();
            Ok((None, JobResult::Listing(json!({ "data": data }))))
        }
        Task::Export { item } => export(org, *item, viewer, now),
        Task::Delete { item } => delete(org, *item, viewer, now),
        Task::Copy { item, folder } => copy(org, *item, *folder, viewer, now),
        Task::Import {
            folder,
            definition,
            overwrite,
        } => {
            return import(org, guesses, *folder, definition, *overwrite, viewer, now);
        }
    };
    match done {
        Ok((message, result)) => Outcome::Done { message, result },
        Err(error) => Outcome::Failed {
            error,
            report: None,
        },
    }
}

/// A root answers everybody, but with the children that the viewer may see.
fn root(org: &Org, id: HexId, viewer: &Viewer) -> Done {
    let node = org
        .tree
        .get(id)
        .ok_or_else(|| ApiError::content_not_found(id))?;
    Ok((
        None,
        JobResult::Listing(render::folder(&org.tree, viewer, node)),
    ))
}

fn export(org: &mut Org, item: HexId, viewer: &Viewer, now: Millis) -> Done {
    let node = org
        .tree
        .visible(viewer, item)
        .ok_or_else(|| ApiError::content_not_found(item))?;
    if Faults::fails(org.faults.fail_exports.as_ref(), &node.name) {
        return Err(ApiError::unexpected());
    }
    let count = org.tree.count(node);
    if count > OBJECTS_PER_JOB {
        return Err(ApiError::too_many_items(count));
    }
    org.audit.content(
        "ContentAsynchronousExportCompleted",
        viewer,
        now,
        node.into(),
        &Value::Null,
    );
    Ok((None, JobResult::Definition(org.tree.snapshot(node))))
}

fn delete(org: &mut Org, item: HexId, viewer: &Viewer, now: Millis) -> Done {
    let node = org
        .tree
        .editable(viewer, item)
        .ok_or_else(|| ApiError::content_not_found(item))?;
    if Faults::fails(org.faults.fail_deletes.as_ref(), &node.name) {
        return Err(ApiError::unexpected());
    }
    let removed = org.tree.remove(item);
    let changes: Vec<Change> = removed
        .iter()
        .map(|node| Change::new(ChangeKind::Deleted, node))
        .collect();
    org.audit.changes(viewer, now, &changes);
    Ok((None, JobResult::Nothing))
}

fn copy(org: &mut Org, item: HexId, folder: HexId, viewer: &Viewer, now: Millis) -> Done {
    let node = org
        .tree
        .visible(viewer, item)
        .ok_or_else(|| ApiError::content_not_found(item))?;
    let count = org.tree.count(node);
    if count > OBJECTS_PER_JOB {
        return Err(ApiError::too_many_items(count));
    }
    let mut definition = org.tree.snapshot(node).definition();
    let name = format!("{} (Copy)", node.name);
    definition["name"] = Value::from(name.as_str());
    if org.tree.child(folder, &name).is_some() {
        return Err(ApiError::duplicate_element(&name, folder));
    }
    let copied = org.add(folder, &definition, viewer, now)?;
    Ok((Some(format!("id: {copied}")), JobResult::Nothing))
}

fn import(
    org: &mut Org,
    guesses: Guesses,
    folder: HexId,
    definition: &Value,
    overwrite: bool,
    viewer: &Viewer,
    now: Millis,
) -> Outcome {
    let surroundings = org.surroundings(viewer);
    let failing = org.faults.fail_imports.clone();
    let mut import = Import {
        tree: &mut org.tree,
        ids: &mut org.ids,
        surroundings,
        fails: &|name| Faults::fails(failing.as_ref(), name),
        guesses,
        overwrite,
        stamp: Stamp {
            at: now,
            by: viewer.user,
        },
        report: ImportReport::default(),
    };
    let imported = import.run(folder, definition);
    let report = import.report;
    org.audit.changes(viewer, now, &report.changes);
    if let Some(node) = imported.as_ref().ok().and_then(|id| org.tree.get(*id)) {
        org.audit.content(
            "ContentImportCompleted",
            viewer,
            now,
            node.into(),
            &Value::Null,
        );
    }
    let nested = report.failures.first().map(|failure| failure.error.clone());
    match imported {
        Err(error) => Outcome::Failed {
            error,
            report: Some(report),
        },
        Ok(_) if nested.is_some() && !guesses.partial_import_succeeds => Outcome::Failed {
            error: nested.unwrap_or_else(ApiError::unexpected),
            report: Some(report),
        },
        Ok(id) => Outcome::Done {
            message: Some(format!("Content imported. Content ID:{id}")),
            result: JobResult::Import(report),
        },
    }
}
