use orgcast_shared::api::{Problem, ProblemCode};
use serde::{Deserialize, Serialize};

use crate::text;

/// Why a call gave no answer that can be used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ApiError {
    /// The edge said what is wrong.
    Problem(Box<Problem>),
    /// No answer came.
    Unreachable,
    /// An answer came that isn't the edge's.
    Unreadable(u16),
    /// The edge was updated since this console was loaded.
    Outdated,
}

impl ApiError {
    /// What to tell a person: what went wrong and what to do.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Problem(problem) => problem.detail.clone(),
            Self::Unreachable => text::errors::UNREACHABLE.to_owned(),
            Self::Unreadable(status) => text::errors::unreadable(*status),
            Self::Outdated => text::errors::OUTDATED.to_owned(),
        }
    }

    /// The problem's code, where the edge gave one.
    pub(crate) fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            Self::Unreachable | Self::Unreadable(_) | Self::Outdated => None,
        }
    }

    /// Whether the person has to sign in again.
    pub(crate) fn is_signed_out(&self) -> bool {
        self.code() == Some(ProblemCode::NotSignedIn)
    }

    /// Whether the same request may well succeed a little later.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable => true,
            Self::Unreadable(status) => *status >= 500,
            Self::Problem(problem) => problem.status >= 500,
            Self::Outdated => false,
        }
    }
}
