use serde::{Deserialize, Serialize};

use super::PlanMismatch;

/// An error answer (RFC 9457, `application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// What went wrong, for programs.
    pub code: ProblemCode,
    /// What went wrong, in a few words that are the same for every problem of this code.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong this time and what to do about it.
    pub detail: String,
    /// With [`ProblemCode::PlanChanged`]: both sides' difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mismatch: Option<PlanMismatch>,
}

/// What went wrong. The first group is the caller's to mend, the second is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProblemCode {
    /// The request can't be read, or a value in it can't be used (400).
    BadRequest,
    /// Nobody is signed in, or the link was used or is too old (401).
    NotSignedIn,
    /// The person lacks a capability, or the request came from another site (403).
    NotAllowed,
    /// There is no such thing (404).
    NotFound,
    /// The route doesn't take this method (405).
    MethodNotAllowed,
    /// The name is taken, or the thing is in another state than the request needs (409).
    Conflict,
    /// The plan is another one now; preview again (409).
    PlanChanged,
    /// Sumo Logic refused the credentials that were to be saved (422).
    CredentialsRefused,
    /// The plan can't be pushed as it is (422).
    NotPushable,
    /// The plan exceeds budgets of its own policy; the detail names each (422).
    OverBudget,
    /// Sumo Logic couldn't be reached or didn't answer as documented (502).
    SumoLogicUnavailable,
    /// A fault of ours; the log has more (500).
    Internal,
}

impl ProblemCode {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::NotSignedIn => 401,
            Self::NotAllowed => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict | Self::PlanChanged => 409,
            Self::CredentialsRefused | Self::NotPushable | Self::OverBudget => 422,
            Self::Internal => 500,
            Self::SumoLogicUnavailable => 502,
        }
    }

    /// The title.
    pub fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request can't be used",
            Self::NotSignedIn => "Not signed in",
            Self::NotAllowed => "Not allowed",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::Conflict => "In conflict with what is there",
            Self::PlanChanged => "The plan has changed since the preview",
            Self::CredentialsRefused => "The access key was refused",
            Self::NotPushable => "The plan can't be pushed",
            Self::OverBudget => "The plan exceeds a budget",
            Self::SumoLogicUnavailable => "Sumo Logic can't be reached",
            Self::Internal => "Something went wrong at our end",
        }
    }
}

impl Problem {
    /// A problem of this code.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            title: code.title().to_owned(),
            status: code.status(),
            detail: detail.into(),
            mismatch: None,
        }
    }
}
