use serde::Serialize;
use thiserror::Error;

use crate::content::{BodyError, StoredNodeError, TreeError};
use crate::id::OrgId;
use crate::plan::CellDiffError;
use crate::plan::file::PlanFileError;
use crate::sumo::CallError;

/// Why a call of the module fails. JavaScript gets an `Error` with this message and a `code`.
#[derive(Debug, Error)]
pub(super) enum PlannerError {
    /// An argument isn't what its type says.
    #[error("{what} can't be used: {error}")]
    Argument {
        what: &'static str,
        error: serde_json::Error,
    },
    /// An argument can't be written as JSON: it holds itself, or a big integer.
    #[error("{0} can't be used: it can't be written as JSON")]
    NotJson(&'static str),
    /// The id of an org can't be one.
    #[error("{0}")]
    Org(#[from] crate::id::TokenError),
    /// A path can't be one.
    #[error("{0}")]
    Path(#[from] crate::id::PathError),
    /// An export isn't text.
    #[error("export {place} is not a text")]
    ExportNotText { place: usize },
    /// An export is no JSON.
    #[error("export {place} can't be used: {error}")]
    ExportNotJson {
        place: usize,
        error: serde_json::Error,
    },
    /// An export holds a definition that can't be used.
    #[error("export {place} can't be used: {}", told(.error))]
    Export { place: usize, error: TreeError },
    /// A page of connections can't be used.
    #[error("page {place} of the connections can't be used: {error}")]
    Connections { place: usize, error: CallError },
    /// A page of connections isn't text.
    #[error("page {place} of the connections is not a text")]
    ConnectionsNotText { place: usize },
    /// The pages of connections are not complete.
    #[error("the connections are not complete: the last page names a next one")]
    MorePages,
    /// A body can't be used.
    #[error("a body can't be used: {0}")]
    Body(BodyError),
    /// Neither of two bodies was handed over.
    #[error("there is nothing to compare: neither of the two bodies is there")]
    NoBodies,
    /// A cell can't be compared.
    #[error("{0}{hint}", hint = hint(.0))]
    CellDiff(#[from] CellDiffError),
    /// A node doesn't give its digest, or another version wrote it.
    #[error("{0}")]
    Node(#[from] StoredNodeError),
    /// A tree isn't complete.
    #[error("{0}; add what missingNodes() names before planning")]
    Tree(TreeError),
    /// A text isn't a plan file that can be opened.
    #[error("{0}")]
    PlanFile(#[from] PlanFileError),
    /// An org is there twice.
    #[error("the org {0} is there twice")]
    OrgTwice(OrgId),
    /// The source of the choices is not among the orgs.
    #[error("the source org {0} is not among the orgs")]
    UnknownSource(OrgId),
    /// A value can't be handed over.
    #[error("the result can't be handed over: {0}")]
    Result(String),
}

/// What JavaScript tells errors apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) enum ErrorCode {
    BadArgument,
    BadExport,
    BadConnections,
    BadBody,
    BadNode,
    MissingNode,
    MissingBody,
    BadPlanFile,
    NewerPlanFile,
    OrgTwice,
    UnknownSource,
    Internal,
}

impl PlannerError {
    pub(super) fn code(&self) -> ErrorCode {
        match self {
            Self::Argument { .. }
            | Self::NotJson(_)
            | Self::Org(_)
            | Self::Path(_)
            | Self::NoBodies => ErrorCode::BadArgument,
            Self::ExportNotText { .. } | Self::ExportNotJson { .. } | Self::Export { .. } => {
                ErrorCode::BadExport
            }
            Self::Connections { .. } | Self::ConnectionsNotText { .. } | Self::MorePages => {
                ErrorCode::BadConnections
            }
            Self::CellDiff(CellDiffError::Missing(_)) => ErrorCode::MissingBody,
            Self::Body(_) | Self::CellDiff(CellDiffError::Body(_)) => ErrorCode::BadBody,
            Self::Node(_) => ErrorCode::BadNode,
            Self::Tree(_) => ErrorCode::MissingNode,
            Self::PlanFile(PlanFileError::Newer { .. }) => ErrorCode::NewerPlanFile,
            Self::PlanFile(_) => ErrorCode::BadPlanFile,
            Self::OrgTwice(_) => ErrorCode::OrgTwice,
            Self::UnknownSource(_) => ErrorCode::UnknownSource,
            Self::Result(_) => ErrorCode::Internal,
        }
    }
}

/// What to do about a cell that can't be compared.
fn hint(error: &CellDiffError) -> &'static str {
    match error {
        CellDiffError::Missing(_) => {
            "; only what readExports() read before the plan was made can be compared"
        }
        CellDiffError::Body(_) => "",
    }
}

/// The error with its cause, which says what is wrong with the definition.
fn told(error: &TreeError) -> String {
    match std::error::Error::source(error) {
        None => error.to_string(),
        Some(cause) => cause.to_string(),
    }
}
