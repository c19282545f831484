use serde::Deserialize;
use thiserror::Error;

use super::{ApiAnswer, TransportFault, meaning};
use crate::id::Millis;

/// Why a call didn't do what it was made for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CallError {
    /// No answer came back.
    #[error("Sumo Logic can't be reached: {0}")]
    Transport(#[from] TransportFault),
    /// Sumo Logic refused.
    #[error("{}", meaning::of_call(*.status, .code, .message))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Sumo Logic's code, such as `content:content_not_found`; empty where it gave none.
        code: String,
        /// Sumo Logic's message; empty where it gave none.
        message: String,
        /// How long to wait before the next try, where it said so.
        retry_after: Option<Millis>,
    },
    /// The org lives on another deployment.
    #[error("this organization lives on another deployment ({location})")]
    Moved {
        /// Where the redirect points to.
        location: String,
    },
    /// The answer is not JSON.
    #[error("Sumo Logic answered with a web page instead of data (status {status})")]
    NotJson {
        /// The HTTP status.
        status: u16,
        /// How long to wait before the next try, where it said so.
        retry_after: Option<Millis>,
    },
    /// The answer is JSON of another shape than documented.
    #[error("Sumo Logic's answer is not as documented: {what}")]
    Unexpected {
        /// What is wrong with it.
        what: String,
    },
    /// A job of Sumo Logic's ended in failure.
    #[error("{}", meaning::of_job(.code, .message))]
    JobFailed {
        /// Sumo Logic's code.
        code: String,
        /// Sumo Logic's message.
        message: String,
    },
    /// A job didn't end in time.
    #[error("Sumo Logic's job didn't end within {} minutes", .after.0 / 60_000)]
    JobTimeout {
        /// How long it was waited for.
        after: Millis,
    },
}

impl CallError {
    pub(crate) fn not_json(answer: &ApiAnswer) -> Self {
        Self::NotJson {
            status: answer.status,
            retry_after: answer.retry_after,
        }
    }

    /// Whether the same call may succeed a little later. A 401 is on the list because Sumo Logic
    /// throttles authentication and answers so for a moment; the number of tries is bounded.
    pub fn is_transient(&self) -> bool {
        match self {
            // What was too long once will be so again.
            Self::Transport(fault) => *fault != TransportFault::TooLong,
            Self::Refused { status, .. } | Self::NotJson { status, .. } => {
                matches!(status, 200..300 | 401 | 408 | 429 | 500..600)
            }
            Self::Moved { .. }
            | Self::Unexpected { .. }
            | Self::JobFailed { .. }
            | Self::JobTimeout { .. } => false,
        }
    }

    /// Whether the call may have had its effect although it failed.
    pub fn outcome_unknown(&self) -> bool {
        match self {
            Self::Transport(fault) => !matches!(fault, TransportFault::LeftAlone(_)),
            Self::Unexpected { .. } | Self::JobTimeout { .. } => true,
            Self::Refused { status, .. } => *status >= 500,
            Self::NotJson { status, .. } => !matches!(status, 401 | 403 | 429),
            Self::Moved { .. } | Self::JobFailed { .. } => false,
        }
    }

    /// Whether every further call to this org would fail the same way.
    pub fn ends_org(&self) -> bool {
        match self {
            Self::Moved { .. } => true,
            Self::Refused { status, .. } | Self::NotJson { status, .. } => {
                matches!(status, 401 | 403)
            }
            _ => false,
        }
    }

    /// Whether the access key may not do it, which may be for this one item only.
    pub fn is_forbidden(&self) -> bool {
        matches!(
            self,
            Self::Refused { status: 403, .. } | Self::NotJson { status: 403, .. }
        )
    }

    /// Whether what the call is about isn't there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }

    /// How long Sumo Logic asks to wait.
    pub fn retry_after(&self) -> Option<Millis> {
        match self {
            Self::Refused { retry_after, .. } | Self::NotJson { retry_after, .. } => *retry_after,
            Self::Transport(TransportFault::LeftAlone(wait)) => Some(*wait),
            _ => None,
        }
    }

    /// Sumo Logic's code, if it gave one.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } | Self::JobFailed { code, .. } => code,
            _ => "",
        }
    }
}

/// Both error envelopes: `{id, errors: [{code, message, …}]}`, and the older flat
/// `{status, id, code, message}`.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    errors: Vec<Complaint>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

/// One of the errors in such an envelope, or in the state of a job.
#[derive(Deserialize)]
pub(super) struct Complaint {
    #[serde(default)]
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    detail: Option<String>,
}

impl Complaint {
    /// Its code, and its message with the detail.
    pub(super) fn words(self) -> (String, String) {
        let detail = self.detail.filter(|detail| !detail.is_empty());
        let message = match detail {
            Some(detail) if self.message.is_empty() => detail,
            Some(detail) => format!("{}: {detail}", self.message),
            None => self.message,
        };
        (shorten(&self.code), shorten(&message))
    }
}

fn shorten(text: &str) -> String {
    text.chars().take(MAX_MESSAGE_CHARS).collect()
}

/// The longest text of somebody else's that is passed on.
const MAX_MESSAGE_CHARS: usize = 300;

pub(super) fn refusal(answer: &ApiAnswer) -> CallError {
    let status = answer.status;
    if (300..400).contains(&status) {
        return CallError::Moved {
            location: answer.location.clone().unwrap_or_default(),
        };
    }
    if !answer.is_json() && !answer.content_type.starts_with("text/plain") {
        return CallError::not_json(answer);
    }
    let (code, message) = read_envelope(&answer.body);
    CallError::Refused {
        status,
        code,
        message,
        retry_after: answer.retry_after,
    }
}

fn read_envelope(body: &[u8]) -> (String, String) {
    let Ok(envelope) = serde_json::from_slice::<Envelope>(body) else {
        return (String::new(), shorten(String::from_utf8_lossy(body).trim()));
    };
    match envelope.errors.into_iter().next() {
        Some(first) => first.words(),
        None => (
            shorten(&envelope.code.unwrap_or_default()),
            shorten(&envelope.message.unwrap_or_default()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(status: u16, content_type: &str, body: &str) -> ApiAnswer {
        ApiAnswer {
            status,
            content_type: content_type.into(),
            location: None,
            retry_after: None,
            body: body.into(),
        }
    }

    fn failure(status: u16, content_type: &str, body: &str) -> CallError {
        answer(status, content_type, body).success().unwrap_err()
    }

    #[test]
    fn every_envelope_gives_code_and_message() {
        let json = "application/json; charset=utf-8";
        let modern = r#"{"id":"A","errors":[{"code":"content:duplicate_content","message":"M"}]}"#;
        let flat = r#"{"status":400,"id":"A","code":"content:duplicate_content","message":"M"}"#;
        for body in [modern, flat] {
            let error = failure(400, json, body);
            assert_eq!(error.code(), "content:duplicate_content");
            assert_eq!(
                error.to_string(),
                "an item of this name is there already; read the organization again (content:duplicate_content: M)"
            );
        }
        let plain = failure(
            404,
            "text/plain",
            "Content with the given ID does not exist.",
        );
        assert!(
            plain
                .to_string()
                .contains("Content with the given ID does not exist.")
        );
    }

    #[test]
    fn however_much_an_answer_says_the_error_is_short() {
        let long = "ü".repeat(10_000);
        let modern = json!({ "errors": [{ "code": long, "message": long, "detail": long }] });
        let flat = json!({ "code": long, "message": long });
        for body in [modern, flat] {
            let error = failure(400, "application/json", &body.to_string());
            assert_eq!(error.code().chars().count(), MAX_MESSAGE_CHARS);
            assert!(error.to_string().chars().count() < 3 * MAX_MESSAGE_CHARS);
        }
        let plain = failure(500, "text/plain", &long);
        assert!(plain.to_string().chars().count() < 2 * MAX_MESSAGE_CHARS);
    }

    #[test]
    fn a_web_page_is_an_error_whatever_its_status() {
        let page = "<html>Sign in</html>";
        let error = failure(401, "text/html", page);
        assert!(matches!(error, CallError::NotJson { status: 401, .. }));
        assert!(error.is_transient() && error.ends_org() && !error.outcome_unknown());
        let ok = answer(200, "text/html", page)
            .json::<serde_json::Value>()
            .unwrap_err();
        assert!(ok.is_transient() && ok.outcome_unknown());
    }

    #[test]
    fn what_a_failure_means_for_the_next_call() {
        let json = "application/json";
        let facts = |status| {
            let error = failure(status, json, "{}");
            (
                error.is_transient(),
                error.outcome_unknown(),
                error.ends_org(),
            )
        };
        assert_eq!(facts(400), (false, false, false));
        assert_eq!(facts(401), (true, false, true));
        assert_eq!(facts(403), (false, false, true));
        assert_eq!(facts(429), (true, false, false));
        assert_eq!(facts(503), (true, true, false));
        let lost = CallError::Transport(TransportFault::Broken("connection closed".into()));
        assert!(lost.is_transient() && lost.outcome_unknown() && !lost.ends_org());
    }

    #[test]
    fn a_redirect_names_the_other_deployment_and_is_not_followed() {
        let mut moved = answer(301, "application/json", r#"{"code":"moved"}"#);
        moved.location = Some("https://api.eu.sumologic.com/api".into());
        let error = moved.success().unwrap_err();
        assert!(error.ends_org() && !error.is_transient());
        assert!(error.to_string().contains("api.eu.sumologic.com"));
    }
}
