//! The handlers, one file per group of calls, and what they share.

pub(crate) mod collectors;
pub(crate) mod connections;
pub(crate) mod folders;
pub(crate) mod items;
pub(crate) mod job_results;
pub(crate) mod listings;
pub(crate) mod organization_record;
pub(crate) mod organizations;
pub(crate) mod paths;
pub(crate) mod permissions;
pub(crate) mod render;
pub(crate) mod report_schedules;
pub(crate) mod transfer;

use serde_json::{Value, json};

use crate::clock::Millis;
use crate::config::WorldConfig;
use crate::error::ApiError;
use crate::http::{Request, Response};
use crate::ids::HexId;
use crate::jobs::Task;
use crate::org::Org;
use crate::schema::{self, Kind};
use crate::tree::access::Viewer;
use crate::tree::node::{Node, Stamp};

/// What a handler gives.
pub(crate) type Answer = Result<Response, ApiError>;

/// One admitted request to one org.
pub(crate) struct Call<'a> {
    pub(crate) org: &'a mut Org,
    pub(crate) viewer: Viewer,
    /// The caller may act as a content administrator, whether or not this request asks for it.
    pub(crate) may_administer: bool,
    pub(crate) request: &'a Request,
    /// The variable segments of the path, in order.
    pub(crate) params: Vec<String>,
    pub(crate) now: Millis,
    pub(crate) config: &'a WorldConfig,
}

impl Call<'_> {
    /// The variable segment at the index; the route table says how many there are.
    pub(crate) fn param(&self, index: usize) -> &str {
        self.params.get(index).map_or("", String::as_str)
    }

    /// The content id at the index.
    pub(crate) fn content_id(&self, index: usize) -> Result<HexId, ApiError> {
        parse_content_id(self.param(index))
    }

    /// The item at the index, if the caller may see it.
    pub(crate) fn visible(&self, index: usize) -> Result<&Node, ApiError> {
        let id = self.content_id(index)?;
        self.org
            .tree
            .visible(&self.viewer, id)
            .ok_or_else(|| ApiError::content_not_found(id))
    }

    /// The item at the index, if the caller may change it.
    pub(crate) fn editable(&self, index: usize) -> Result<&Node, ApiError> {
        let id = self.content_id(index)?;
        self.org
            .tree
            .editable(&self.viewer, id)
            .ok_or_else(|| ApiError::content_not_found(id))
    }

    /// The caller in a call that takes no admin header: what the user may do is enough.
    pub(crate) fn unheadered_viewer(&self) -> Viewer {
        Viewer {
            admin_mode: self.may_administer,
            ..self.viewer.clone()
        }
    }

    /// The JSON body, checked against the shape; `code` is what a wrong body is refused with.
    pub(crate) fn body(&self, shape: &Kind, code: &'static str) -> Result<Value, ApiError> {
        let body = serde_json::from_slice(&self.request.body).map_err(|e| {
            ApiError::new(400, code, "The request body is not JSON.").detail(e.to_string())
        })?;
        refuse(code, &schema::problems(shape, &body))?;
        Ok(body)
    }

    /// Who acts, and when.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp {
            at: self.now,
            by: self.viewer.user,
        }
    }

    /// Starts a job that handles so many objects; the answer names it.
    pub(crate) fn start_job(&mut self, task: Task, objects: usize) -> Response {
        let objects = u64::try_from(objects).unwrap_or(u64::MAX);
        let job_ms = self.config.job_ms;
        let for_objects = match self.config.object_ms {
            Some(each) => each.saturating_mul(objects),
            None => job_ms.saturating_mul(objects) / 100,
        };
        let duration = job_ms.saturating_add(for_objects);
        let org = &mut *self.org;
        let id = org.jobs.start(
            &mut org.ids,
            &org.faults,
            task,
            self.viewer.clone(),
            self.now,
            duration,
        );
        Response::json(200, &json!({ "id": id }))
    }
}

/// The content id in the text. What is no hexadecimal id cannot belong to an item.
pub(crate) fn parse_content_id(text: &str) -> Result<HexId, ApiError> {
    text.parse().map_err(|_| {
        ApiError::new(
            400,
            crate::guesses::INVALID_CONTENT,
            format!("'{text}' is not a content id."),
        )
        .detail("The API takes hexadecimal identifiers of 16 digits.")
    })
}

/// Refuses a body that has problems.
pub(crate) fn refuse(code: &'static str, problems: &[String]) -> Result<(), ApiError> {
    if problems.is_empty() {
        return Ok(());
    }
    let detail = problems
        .iter()
        .take(5)
        .cloned()
        .collect::<Vec<_>>()
        .join("; ");
    Err(ApiError::new(400, code, "The request body is not valid.").detail(detail))
}

/// The `limit` of a paged listing.
pub(crate) fn page_limit(
    request: &Request,
    default: usize,
    max: usize,
    code: &'static str,
) -> Result<usize, ApiError> {
    let Some(text) = request.query_value("limit") else {
        return Ok(default);
    };
    text.parse()
        .ok()
        .filter(|limit| (1..=max).contains(limit))
        .ok_or_else(|| ApiError::new(400, code, format!("limit must be between 1 and {max}.")))
}

/// One page of a listing that is in order of its keys: the members after the token, and the next token.
///
/// The token is opaque to clients: the key of the last member, in Base64.
pub(crate) fn page<T>(
    members: impl Iterator<Item = (String, T)>,
    request: &Request,
    limit: usize,
    code: &'static str,
) -> Result<(Vec<T>, Option<String>), ApiError> {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let after = match request.query_value("token") {
        None => None,
        Some(token) => Some(
            engine
                .decode(token)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .ok_or_else(|| ApiError::new(400, code, "The token is not valid."))?,
        ),
    };
    let mut rest = members
        .filter(|(key, _)| after.as_ref().is_none_or(|after| key > after))
        .peekable();
    let mut shown = Vec::new();
    let mut last = String::new();
    while shown.len() < limit
        && let Some((key, member)) = rest.next()
    {
        shown.push(member);
        last = key;
    }
    let next = rest.peek().map(|_| engine.encode(&last));
    Ok((shown, next))
}
