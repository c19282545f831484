//! Who may do what with an item.

use serde_json::{Value, json};

use crate::api::{Answer, Call};
use crate::error::ApiError;
use crate::guesses::INVALID_CONTENT;
use crate::http::Response;
use crate::schema::PERMISSION_UPDATE;
use crate::tree::access::Grant;

/// `GET /v2/content/{id}/permissions?explicitOnly=`
pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let explicit_only = call.request.query_value("explicitOnly") == Some("true");
    shown(call, !explicit_only)
}

/// `PUT /v2/content/{id}/permissions/add`
pub(crate) fn add(call: &mut Call<'_>) -> Answer {
    change(call, |grants, grant| {
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    })
}

/// `PUT /v2/content/{id}/permissions/remove`
pub(crate) fn remove(call: &mut Call<'_>) -> Answer {
    change(call, |grants, grant| grants.retain(|given| *given != grant))
}

fn change(call: &mut Call<'_>, apply: impl Fn(&mut Vec<Grant>, Grant)) -> Answer {
    let id = call.visible(0)?.id;
    let rights = call
        .org
        .tree
        .get(id)
        .map(|node| call.org.tree.rights(&call.viewer, node));
    if !rights.is_some_and(|rights| rights.contains(&"Manage")) {
        return Err(ApiError::forbidden(
            "You may not change who can use this item.",
        ));
    }
    let body = call.body(&PERMISSION_UPDATE, INVALID_CONTENT)?;
    let assignments = body["contentPermissionAssignments"].clone();
    let assignments: Vec<Grant> = serde_json::from_value(assignments).map_err(|e| {
        ApiError::new(400, INVALID_CONTENT, "The request body is not valid.").detail(e.to_string())
    })?;
    if assignments
        .iter()
        .any(|grant| grant.content_id.parse() != Ok(id))
    {
        return Err(ApiError::new(
            400,
            INVALID_CONTENT,
            "contentId must be the id in the path.",
        ));
    }
    if let Some(node) = call.org.tree.get_mut(id) {
        for grant in assignments {
            apply(&mut node.grants, grant);
        }
    }
    let org = &mut *call.org;
    if let Some(node) = org.tree.get(id) {
        org.audit.content(
            "ContentPermissionsUpdated",
            &call.viewer,
            call.now,
            node.into(),
            &Value::Null,
        );
    }
    shown(call, true)
}

fn shown(call: &Call<'_>, with_implicit: bool) -> Answer {
    let node = call.visible(0)?;
    let mut body = json!({ "explicitPermissions": node.grants });
    if with_implicit {
        body["implicitPermissions"] = json!(call.org.tree.inherited_grants(node));
    }
    Ok(Response::json(200, &body))
}
