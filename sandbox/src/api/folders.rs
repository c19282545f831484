//! Folders: the personal one, reading, creating and changing.

use std::sync::Arc;

use serde_json::Value;

use crate::api::{Answer, Call, parse_content_id, render};
use crate::error::ApiError;
use crate::guesses::INVALID_CONTENT;
use crate::http::Response;
use crate::schema::{FOLDER_CREATE, FOLDER_UPDATE};
use crate::tree::folder_body;

/// `GET /v2/content/folders/personal`
pub(crate) fn personal(call: &mut Call<'_>) -> Answer {
    let tree = &call.org.tree;
    let node = tree
        .personal_root(call.viewer.user)
        .and_then(|root| tree.get(root));
    let node = node.ok_or_else(ApiError::not_found)?;
    Ok(Response::json(
        200,
        &render::folder(tree, &call.viewer, node),
    ))
}

/// `GET /v2/content/folders/{id}`
pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let node = call.visible(0)?;
    if !node.is_folder() {
        return Err(ApiError::content_not_found(node.id));
    }
    Ok(Response::json(
        200,
        &render::folder(&call.org.tree, &call.viewer, node),
    ))
}

/// `POST /v2/content/folders`
pub(crate) fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body(&FOLDER_CREATE, INVALID_CONTENT)?;
    let name = body["name"].as_str().unwrap_or_default();
    let parent = parse_content_id(body["parentId"].as_str().unwrap_or_default())?;
    let folder = call
        .org
        .tree
        .editable(&call.viewer, parent)
        .ok_or_else(|| ApiError::content_not_found(parent))?;
    if !folder.is_folder() {
        return Err(ApiError::new(
            400,
            "content:parent_not_found",
            "The parent is not a folder.",
        ));
    }
    if call.org.tree.child(parent, name).is_some() {
        return Err(duplicate(name));
    }
    let stamp = call.stamp();
    let id = call.org.ids.next();
    let description = folder_body(body["description"].as_str().unwrap_or_default());
    call.org.tree.insert(id, parent, name, description, stamp);
    answer(call, id, "ContentCreated")
}

/// `PUT /v2/content/folders/{id}`
pub(crate) fn update(call: &mut Call<'_>) -> Answer {
    let node = call.editable(0)?;
    let (id, parent) = (node.id, node.parent);
    if !node.is_folder() {
        return Err(ApiError::content_not_found(id));
    }
    let body = call.body(&FOLDER_UPDATE, INVALID_CONTENT)?;
    let name = body["name"].as_str().unwrap_or_default();
    let Some(parent) = parent else {
        return Err(ApiError::forbidden("This folder cannot be changed."));
    };
    if call
        .org
        .tree
        .child(parent, name)
        .is_some_and(|other| other.id != id)
    {
        return Err(duplicate(name));
    }
    let stamp = call.stamp();
    if let Some(node) = call.org.tree.get_mut(id) {
        name.clone_into(&mut node.name);
        node.modified = stamp;
        if let Some(description) = body["description"].as_str() {
            let fields = Arc::make_mut(&mut node.body);
            fields.insert("description".to_owned(), Value::from(description));
        }
    }
    answer(call, id, "ContentUpdated")
}

fn duplicate(name: &str) -> ApiError {
    ApiError::new(
        400,
        "content:duplicate_content",
        format!("An item named '{name}' already exists in the folder."),
    )
}

fn answer(call: &mut Call<'_>, id: crate::ids::HexId, event: &str) -> Answer {
    let org = &mut *call.org;
    let node = org
        .tree
        .get(id)
        .ok_or_else(|| ApiError::content_not_found(id))?;
    org.audit
        .content(event, &call.viewer, call.now, node.into(), &Value::Null);
    Ok(Response::json(
        200,
        &render::folder(&org.tree, &call.viewer, node),
    ))
}
