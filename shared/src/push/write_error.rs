use thiserror::Error;

use super::assemble::AssembleError;
use super::connect::ConnectError;
use super::failed_import::FailedImport;
use crate::content::TreeError;
use crate::id::ItemPath;
use crate::sumo::CallError;

/// Why a unit couldn't be written.
#[derive(Debug, Error)]
pub(super) enum WriteError {
    #[error("{0}")]
    Call(#[from] CallError),
    /// Nobody saw the end of what was started.
    #[error("{0}; it may still be at work in the org, so try again later")]
    Open(CallError),
    /// A call that was made again where it failed; one of the tries may have had its effect.
    #[error("{0}")]
    Repeated(CallError),
    #[error("{0}")]
    Assemble(#[from] AssembleError),
    #[error("{0}")]
    Connect(#[from] ConnectError),
    /// It isn't written without another look.
    #[error("couldn't look at it once more before: {0}")]
    Unseen(CallError),
    #[error("couldn't look at it once more before: {0}")]
    Tree(#[from] TreeError),
    #[error("its folder isn't there; read the organization again")]
    NoFolder,
    #[error("something in it couldn't be removed; see why there")]
    NotEmptied,
    /// Nothing more is written to this org, and why.
    #[error("{0}")]
    Ended(String),
    #[error("Sumo Logic's answer was lost; retry")]
    LostAnswer,
    #[error("{}", .0.whole())]
    Items(FailedImport),
}

impl WriteError {
    /// Why the item at a place, which belongs to the unit, wasn't written.
    pub(super) fn reason(&self, path: &ItemPath) -> String {
        match self {
            Self::Items(failed) => failed.reason(path),
            other => other.to_string(),
        }
    }

    /// The call that failed, if it was one.
    pub(super) fn call(&self) -> Option<&CallError> {
        match self {
            Self::Call(call) | Self::Repeated(call) | Self::Open(call) | Self::Unseen(call) => {
                Some(call)
            }
            _ => None,
        }
    }

    /// Whether what was to be written may be there all the same, or a part of it.
    pub(super) fn is_unsure(&self) -> bool {
        match self {
            Self::Open(_)
            | Self::Repeated(_)
            | Self::LostAnswer
            | Self::Items(_)
            | Self::Call(CallError::JobFailed { .. }) => true,
            Self::Call(call) => call.outcome_unknown(),
            Self::Assemble(_)
            | Self::Connect(_)
            | Self::Unseen(_)
            | Self::Tree(_)
            | Self::NoFolder
            | Self::NotEmptied
            | Self::Ended(_) => false,
        }
    }
}
