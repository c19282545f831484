//! The edge's API as typed calls, one file per resource.

mod client;
mod content;
mod error;
mod health;
mod live;
mod orgs;
mod pushes;
mod rollbacks;
mod session;

pub(crate) use content::{bodies, nodes, snapshots};
pub(crate) use error::ApiError;
pub(crate) use health::is_outdated;
pub(crate) use live::live;
pub(crate) use orgs::{TypedKey, change, connect, disconnect, endpoints, orgs, read};
pub(crate) use pushes::{Tell, following, log, org_result, push, pushes, retry, start, tell};
pub(crate) use rollbacks::{plan_rollback, start_rollback};
pub(crate) use session::{session, sign_in, sign_out};
