//! Connections: webhooks and `ServiceNow`, with secrets that never come back.

use serde_json::{Map, Value, json};

use crate::api::{Answer, Call, page, page_limit};
use crate::error::ApiError;
use crate::guesses::{CONNECTION_NAME_TAKEN, CONNECTION_NOT_FOUND, INVALID_CONNECTION};
use crate::http::Response;
use crate::org::connections::Connection;
use crate::schema::CONNECTION;

/// `GET /v1/connections?limit=&token=`
pub(crate) fn list(call: &mut Call<'_>) -> Answer {
    let limit = page_limit(call.request, 100, 1000, INVALID_CONNECTION)?;
    let members = call
        .org
        .connections
        .iter()
        .map(|c| (c.id.to_string(), c.shown()));
    let (data, next) = page(members, call.request, limit, INVALID_CONNECTION)?;
    Ok(Response::json(200, &json!({ "data": data, "next": next })))
}

/// `POST /v1/connections`
pub(crate) fn create(call: &mut Call<'_>) -> Answer {
    let definition = definition(call)?;
    check_name(call, &definition, None)?;
    let stamp = call.stamp();
    let id = call.org.ids.next();
    let connection = call.org.connections.insert(id, definition, stamp);
    Ok(Response::json(200, &connection.shown()))
}

/// `GET /v1/connections/{id}?type=`; without a type, a webhook is meant.
pub(crate) fn get(call: &mut Call<'_>) -> Answer {
    let kind = call
        .request
        .query_value("type")
        .unwrap_or("WebhookConnection");
    Ok(Response::json(200, &find(call, Some(kind))?.shown()))
}

/// `PUT /v1/connections/{id}`
pub(crate) fn update(call: &mut Call<'_>) -> Answer {
    let (id, kind) = {
        let connection = find(call, None)?;
        (connection.id, connection.kind())
    };
    let definition = definition(call)?;
    let read_type = definition
        .get("type")
        .and_then(Value::as_str)
        .map(|t| t.replace("Definition", "Connection"));
    if read_type.as_deref() != Some(kind) {
        return Err(ApiError::new(
            400,
            INVALID_CONNECTION,
            "The type of a connection cannot change.",
        ));
    }
    check_name(call, &definition, Some(id))?;
    let stamp = call.stamp();
    let updated = call
        .org
        .connections
        .update(id, definition, stamp)
        .ok_or_else(not_found)?;
    Ok(Response::json(200, &updated.shown()))
}

/// `DELETE /v1/connections/{id}?type=`: the type is required.
pub(crate) fn delete(call: &mut Call<'_>) -> Answer {
    let kind = call.request.query_value("type");
    if !matches!(kind, Some("WebhookConnection" | "ServiceNowConnection")) {
        return Err(ApiError::new(
            400,
            INVALID_CONNECTION,
            "The query parameter type must be either WebhookConnection or ServiceNowConnection.",
        ));
    }
    let id = find(call, kind)?.id;
    call.org.connections.remove(id);
    Ok(Response::empty(204))
}

/// `POST /v1/connections/test?functionalities=&connectionId=`. Nothing is sent anywhere.
pub(crate) fn test(call: &mut Call<'_>) -> Answer {
    definition(call)?;
    let wanted = call
        .request
        .query_value("functionalities")
        .unwrap_or("alert");
    let mut body = json!({ "statusCode": 200, "responseContent": "ok" });
    for functionality in wanted.split(',') {
        if !matches!(functionality, "alert" | "resolution") {
            return Err(ApiError::new(
                400,
                INVALID_CONNECTION,
                "functionalities are alert and resolution.",
            ));
        }
        body[format!("{functionality}StatusCode")] = Value::from(200);
        body[format!("{functionality}ResponseContent")] = Value::from("ok");
    }
    Ok(Response::json(200, &body))
}

fn definition(call: &Call<'_>) -> Result<Map<String, Value>, ApiError> {
    match call.body(&CONNECTION, INVALID_CONNECTION)? {
        Value::Object(fields) => Ok(fields),
        _ => Err(ApiError::new(
            400,
            INVALID_CONNECTION,
            "The request body is not an object.",
        )),
    }
}

fn check_name(
    call: &Call<'_>,
    definition: &Map<String, Value>,
    own: Option<crate::ids::HexId>,
) -> Result<(), ApiError> {
    let name = definition
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let taken = call
        .org
        .connections
        .iter()
        .any(|c| c.name() == name && Some(c.id) != own);
    if taken && call.config.guesses.connection_names_are_unique {
        return Err(ApiError::new(
            400,
            CONNECTION_NAME_TAKEN,
            format!("A connection named '{name}' already exists."),
        ));
    }
    Ok(())
}

fn find<'a>(call: &'a Call<'_>, kind: Option<&str>) -> Result<&'a Connection, ApiError> {
    let id = call.param(0).parse().map_err(|_| not_found())?;
    let connection = call.org.connections.get(id);
    connection
        .filter(|c| kind.is_none_or(|kind| kind == c.kind()))
        .ok_or_else(not_found)
}

fn not_found() -> ApiError {
    ApiError::new(
        404,
        CONNECTION_NOT_FOUND,
        "Connection with given ID does not exist.",
    )
}
