//! Deleting, copying and moving items of any kind.

use serde_json::{Value, json};

use crate::api::{Answer, Call, parse_content_id};
use crate::error::ApiError;
use crate::guesses::INVALID_CONTENT;
use crate::http::Response;
use crate::ids::HexId;
use crate::jobs::Task;

/// `DELETE /v2/content/{id}/delete`
pub(crate) fn delete(call: &mut Call<'_>) -> Answer {
    let item = movable(call)?;
    let objects = call
        .org
        .tree
        .get(item)
        .map_or(0, |node| call.org.tree.count(node));
    Ok(call.start_job(Task::Delete { item }, objects))
}

/// `POST /v2/content/{id}/copy?destinationFolder=`
pub(crate) fn copy(call: &mut Call<'_>) -> Answer {
    let node = call.visible(0)?;
    let item = node.id;
    let objects = call.org.tree.count(node);
    let folder = destination(call, "destinationFolder")?;
    Ok(call.start_job(Task::Copy { item, folder }, objects))
}

/// `POST /v2/content/{id}/move?destinationFolderId=`
pub(crate) fn relocate(call: &mut Call<'_>) -> Answer {
    let item = movable(call)?;
    let folder = destination(call, "destinationFolderId")?;
    let org = &mut *call.org;
    let (Some(node), Some(to)) = (org.tree.get(item), org.tree.get(folder)) else {
        return Err(ApiError::content_not_found(item));
    };
    if org.tree.ancestry(to).any(|above| above.id == item) {
        return Err(ApiError::new(
            400,
            INVALID_CONTENT,
            "A folder cannot be moved into itself.",
        ));
    }
    if org
        .tree
        .child(folder, &node.name)
        .is_some_and(|other| other.id != item)
    {
        return Err(ApiError::new(
            400,
            "content:duplicate_content",
            format!(
                "An item named '{}' already exists in the folder.",
                node.name
            ),
        ));
    }
    let from = node
        .parent
        .and_then(|parent| org.tree.get(parent))
        .map(|parent| parent.name.clone());
    let places = json!({ "origin": { "name": from }, "destination": { "name": to.name } });
    org.audit
        .content("ContentMoved", &call.viewer, call.now, node.into(), &places);
    org.tree.relocate(item, folder);
    Ok(Response::empty(200))
}

/// The item in the path, which the caller may change and which is not a root.
fn movable(call: &Call<'_>) -> Result<HexId, ApiError> {
    let id = call.editable(0)?.id;
    if call.org.tree.is_root(id) {
        return Err(ApiError::forbidden("This folder cannot be changed."));
    }
    Ok(id)
}

fn destination(call: &Call<'_>, parameter: &str) -> Result<HexId, ApiError> {
    let text = call.request.query_value(parameter).ok_or_else(|| {
        ApiError::new(
            400,
            INVALID_CONTENT,
            format!("The query parameter {parameter} is required."),
        )
    })?;
    let id = parse_content_id(text)?;
    let folder = call
        .org
        .tree
        .editable(&call.viewer, id)
        .filter(|node| node.is_folder());
    folder
        .map(|folder| folder.id)
        .ok_or_else(|| ApiError::content_not_found(id).meta("parameter", Value::from(parameter)))
}
