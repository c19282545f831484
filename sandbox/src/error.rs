//! Errors as Sumo Logic reports them: a status and the envelope `{id, errors: [{code, message}]}`.

use serde_json::{Map, Value, json};

use crate::http::Response;
use crate::ids::HexId;

/// A refused request, or the reason why a job failed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) detail: Option<String>,
    pub(crate) meta: Option<Map<String, Value>>,
}

impl ApiError {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            detail: None,
            meta: None,
        }
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(crate) fn meta(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.meta
            .get_or_insert_with(Map::new)
            .insert(name.to_owned(), value.into());
        self
    }

    /// The item does not exist, or the caller may not see it: Sumo Logic does not tell these apart.
    pub(crate) fn content_not_found(id: HexId) -> Self {
        Self::new(
            404,
            "content:content_not_found",
            "Content with the given ID does not exist.",
        )
        .meta("id", id.0.to_string())
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "unauthorized", "Credential could not be verified.")
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "forbidden", message)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(
            404,
            "notfound",
            "The requested resource could not be found.",
        )
    }

    pub(crate) fn duplicate_element(name: &str, parent: HexId) -> Self {
        Self::new(
            400,
            "content1:duplicate_element",
            format!("Content with name '{name}' already exists in folder {parent}."),
        )
        .meta("name", name)
        .meta("parentId", parent.to_string())
    }

    pub(crate) fn unexpected() -> Self {
        Self::new(500, "content1:internal_error", "Unexpected error")
    }

    pub(crate) fn too_many_items(count: usize) -> Self {
        let limit = crate::guesses::OBJECTS_PER_JOB;
        Self::new(
            400,
            "content1:too_many_items",
            format!("Too many items: {count} > {limit}."),
        )
        .meta("actual", count)
        .meta("limit", limit)
    }

    /// The error as one entry of the envelope, and as the `error` of a failed job.
    pub(crate) fn description(&self) -> Value {
        let mut out = json!({ "code": self.code, "message": self.message });
        if let Some(detail) = &self.detail {
            out["detail"] = Value::from(detail.as_str());
        }
        if let Some(meta) = &self.meta {
            out["meta"] = Value::Object(meta.clone());
        }
        out
    }

    /// The whole answer; `id` is unique to the request.
    pub(crate) fn response(&self, id: &str) -> Response {
        Response::json(
            self.status,
            &json!({ "id": id, "errors": [self.description()] }),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_item_is_named_in_decimal() {
        let body = ApiError::content_not_found(HexId(0x012A_4290))
            .response("AB12C-DE34F-GH56I")
            .body_json();
        assert_eq!(
            body,
            json!({ "id": "AB12C-DE34F-GH56I", "errors": [{
                "code": "content:content_not_found",
                "message": "Content with the given ID does not exist.",
                "meta": { "id": "19546768" },
            }] })
        );
    }
}
