//! What can go wrong at the edge, and what of it a caller gets to see.

use orgcast_shared::api::{PlanMismatch, Problem, ProblemCode};
use thiserror::Error;

use crate::store::StoreError;
use crate::vault::VaultError;

/// Why a request couldn't be answered as asked.
#[derive(Debug, Error)]
pub enum EdgeError {
    /// The caller's to mend; it is sent as it is.
    #[error("{}", .0.detail)]
    Refused(Box<Problem>),
    /// A binding or a variable is missing or unreadable; named here, shown to nobody.
    #[error("the Worker's setting {0} is missing or can't be used")]
    Setting(&'static str),
    /// The database or the bucket failed.
    #[error("storage failed")]
    Store(#[from] StoreError),
    /// Something sealed can't be opened.
    #[error("the vault failed")]
    Vault(#[from] VaultError),
    /// A Durable Object didn't answer, or not as agreed.
    #[error("a Durable Object failed: {0}")]
    Object(String),
}

impl EdgeError {
    /// The caller's to mend.
    pub fn refuse(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self::Refused(Box::new(Problem::new(code, detail)))
    }

    /// A request that can't be used.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::refuse(ProblemCode::BadRequest, detail)
    }

    /// No such thing; `what` is its kind, such as "organization".
    pub fn not_found(what: &str) -> Self {
        Self::refuse(ProblemCode::NotFound, format!("There is no such {what}."))
    }

    /// The plan is another one now.
    pub fn plan_changed(mismatch: PlanMismatch) -> Self {
        let detail = "What the orgs hold has changed since the preview. Preview again and compare.";
        let mut problem = Problem::new(ProblemCode::PlanChanged, detail);
        problem.mismatch = Some(mismatch);
        Self::Refused(Box::new(problem))
    }

    /// What the caller gets to see: of our own faults only that they occurred.
    pub fn into_problem(self) -> Problem {
        match self {
            Self::Refused(problem) => *problem,
            Self::Setting(_) | Self::Store(_) | Self::Vault(_) | Self::Object(_) => Problem::new(
                ProblemCode::Internal,
                "This is a fault of Orgcast, not of the request. Its log has the cause.",
            ),
        }
    }
}

/// The chain of causes in one line, for the log. None of our errors holds a secret. Generic, since
/// behind a `dyn Error` the Worker would have to know how to print all that an error holds for debugging.
pub fn chain(error: &impl std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_faults_are_logged_and_not_shown() {
        let error = EdgeError::from(StoreError::new("no such table: orgs"));
        assert_eq!(chain(&error), "storage failed: no such table: orgs");
        let problem = error.into_problem();
        assert_eq!((problem.code, problem.status), (ProblemCode::Internal, 500));
        assert!(!problem.detail.contains("orgs"));
    }
}
