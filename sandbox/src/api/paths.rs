//! Paths: the item at a path, and the path of an item. Neither call declares the admin header, so a user who
//! may manage content sees Admin Recommended here without it.

use serde_json::{Value, json};

use crate::api::{Answer, Call, render};
use crate::error::ApiError;
use crate::guesses::INVALID_CONTENT;
use crate::http::Response;

/// `GET /v2/content/path?path=`
pub(crate) fn item_at(call: &mut Call<'_>) -> Answer {
    let path = call.request.query_value("path").ok_or_else(|| {
        ApiError::new(
            400,
            INVALID_CONTENT,
            "The query parameter path is required.",
        )
    })?;
    let tree = &call.org.tree;
    let viewer = call.unheadered_viewer();
    let node = tree
        .at_path(path)
        .filter(|node| tree.visible(&viewer, node.id).is_some())
        .ok_or_else(|| {
            ApiError::new(
                404,
                "content:content_not_found",
                "Content with the given path does not exist.",
            )
            .meta("path", path)
        })?;
    Ok(Response::json(200, &render::content(tree, &viewer, node)))
}

/// `GET /v2/content/{contentId}/path`
pub(crate) fn path_of(call: &mut Call<'_>) -> Answer {
    let tree = &call.org.tree;
    let id = call.content_id(0)?;
    let node = tree
        .visible(&call.unheadered_viewer(), id)
        .ok_or_else(|| ApiError::content_not_found(id))?;
    let mut items: Vec<Value> = tree
        .ancestry(node)
        .map(|n| json!({ "id": n.id, "name": n.name, "description": n.description() }))
        .collect();
    items.reverse();
    Ok(Response::json(
        200,
        &json!({ "path": tree.path_of(node), "pathItems": items }),
    ))
}
