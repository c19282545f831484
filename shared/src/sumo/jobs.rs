//! Asynchronous jobs: all of them start, are polled and end the same way.

use serde::Deserialize;
use thiserror::Error;

use super::error::Complaint;
use super::{ApiAnswer, ApiRequest, CallError, Method};
use crate::id::{ContentId, JobId};

/// A job that was started: where to ask for its state and its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The path under which it was started, such as `/v2/content/0A/export`.
    pub base: String,
    /// Its id.
    pub id: JobId,
}

/// The state of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    /// It is running.
    InProgress,
    /// It succeeded. An import and a copy tell the id of what they made.
    Success(Option<ContentId>),
}

/// A job's state that is none of the documented ones.
#[derive(Debug, Error)]
#[error("a job is in state {0}")]
struct UnknownState(String);

#[derive(Deserialize)]
struct Begun {
    id: JobId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    status: String,
    #[serde(default)]
    status_message: Option<String>,
    #[serde(default)]
    error: Option<Complaint>,
    /// One sample in the vendor's documentation has this instead of `error`.
    #[serde(default)]
    errors: Option<Vec<Complaint>>,
}

impl Job {
    /// Reads the answer to a request that starts a job under `base`.
    pub fn begun(base: impl Into<String>, answer: &ApiAnswer) -> Result<Self, CallError> {
        let Begun { id } = answer.json()?;
        Ok(Self {
            base: base.into(),
            id,
        })
    }

    /// Asks for its state.
    pub fn status(&self) -> ApiRequest {
        ApiRequest::new(Method::Get, format!("{}/{}/status", self.base, self.id)).in_admin_mode()
    }

    /// Asks for its result.
    pub fn result(&self) -> ApiRequest {
        ApiRequest::new(Method::Get, format!("{}/{}/result", self.base, self.id)).in_admin_mode()
    }

    /// Reads the answer to [`Job::status`]; a job that failed is an error.
    pub fn state(answer: &ApiAnswer) -> Result<JobState, CallError> {
        let report: Report = answer.json()?;
        match report.status.as_str() {
            "InProgress" => Ok(JobState::InProgress),
            "Success" => Ok(JobState::Success(
                report.status_message.as_deref().and_then(made_id),
            )),
            "Failed" => {
                let failures = report
                    .error
                    .into_iter()
                    .chain(report.errors.into_iter().flatten());
                let first = failures.into_iter().next();
                let (code, message) = first.map(Complaint::words).unwrap_or_default();
                Err(CallError::JobFailed { code, message })
            }
            other => Err(CallError::Unexpected {
                what: UnknownState(other.to_owned()).to_string(),
            }),
        }
    }
}

/// The id behind the colon in `…:00000000012A4F10`.
fn made_id(message: &str) -> Option<ContentId> {
    let (_, id) = message.rsplit_once(':')?;
    ContentId::new(id.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> ApiAnswer {
        ApiAnswer {
            status: 200,
            content_type: "application/json".into(),
            location: None,
            retry_after: None,
            body: body.into(),
        }
    }

    #[test]
    fn a_job_is_running_done_or_failed() {
        let state = |body: &str| Job::state(&answer(body));
        let running = r#"{"status":"InProgress","statusMessage":null,"error":null}"#;
        assert_eq!(state(running), Ok(JobState::InProgress));
        let done = r#"{"status":"Success","statusMessage":"Import:00000000012A4F10","error":null}"#;
        let id = ContentId::new("00000000012A4F10").unwrap();
        assert_eq!(state(done), Ok(JobState::Success(Some(id))));
        for failed in [
            r#"{"status":"Failed","error":{"code":"c","message":"m"}}"#,
            r#"{"status":"Failed","errors":[{"code":"c","message":"m"}]}"#,
        ] {
            let error = CallError::JobFailed {
                code: "c".into(),
                message: "m".into(),
            };
            assert_eq!(state(failed), Err(error));
        }
        let detailed =
            r#"{"status":"Failed","error":{"code":"c","message":"m","detail":"d","meta":{}}}"#;
        let error = state(detailed).unwrap_err().to_string();
        assert!(error.ends_with(" (c: m: d)"), "{error}");
        assert!(matches!(
            state(r#"{"status":"Odd"}"#),
            Err(CallError::Unexpected { .. })
        ));
    }
}
