//! The edge's HTTP types, one file per resource. All of it is JSON with camelCase names; an answer
//! of another status than 2xx holds a [`Problem`].
//!
//! | route | capability | answer |
//! |---|---|---|
//! | `GET /api/health` | – | [`Health`] |
//! | `POST /api/session` with [`SignIn`] | – | [`Session`] and the cookie |
//! | `GET`, `DELETE /api/session` | signed in | [`Session`], 204 |
//! | `GET /api/endpoints` | View | [`EndpointList`] |
//! | `GET /api/orgs` | View | [`OrgList`] |
//! | `POST /api/orgs` with [`ConnectOrg`] | Create | 201 [`Org`] |
//! | `PATCH /api/orgs/{org}` with [`ChangeOrg`] | Manage | [`Org`] |
//! | `DELETE /api/orgs/{org}` | Manage | 204 |
//! | `POST /api/reads` with [`StartReads`] | Manage | 202 [`OrgList`] |
//! | `POST /api/snapshots` with [`GetSnapshots`] | View | [`SnapshotList`] |
//! | `POST /api/nodes` with [`GetNodes`] | View | [`NodeList`] |
//! | `POST /api/bodies` with [`GetBodies`] | View | [`BodyList`] |
//! | `GET /api/bodies/{digest}` | View | a portable body |
//! | `POST /api/pushes` with [`StartPush`] | Manage | 201 [`Push`]; 409 with [`PlanMismatch`]; 422 [`ProblemCode::OverBudget`] |
//! | `GET /api/pushes?before={id}` | View | [`PushList`] |
//! | `GET /api/pushes?of={id}` | View | [`PushList`] of the pushes that retry it or roll it back |
//! | `GET /api/pushes/{push}` | View | [`PushDetail`] |
//! | `GET /api/pushes/{push}/orgs/{org}` | View | [`OrgResult`] |
//! | `GET /api/pushes/{push}/log` | View | [`LogList`] |
//! | `GET /api/pushes/{push}/retry?which={failed,stopped,all}` | View | [`RetryChoices`] |
//! | `POST /api/pushes/{push}/pause` | Manage | 202 [`Push`] |
//! | `POST /api/pushes/{push}/resume` with [`ResumePush`] | Manage | 202 [`Push`] |
//! | `POST /api/pushes/{push}/stop` | Manage | 202 [`Push`] |
//! | `POST /api/pushes/{push}/rollback` with [`StartRollback`] | Manage | 201 [`Push`]; 409 with [`PlanMismatch`] |
//! | `POST /api/pushes/{push}/rollback/plan?org={org}` with [`RollbackChoices`] | View | [`RollbackPreview`] |
//! | `GET /api/pushes/{push}/live` | View | a WebSocket that sends [`LiveEvent`]s |

#[cfg(doc)]
use crate::select::RollbackChoices;

mod content;
mod health;
mod live;
mod org;
mod problem;
mod push;
mod rollback;
mod session;

pub use content::{
    BodyList, BodyRecord, GetBodies, GetNodes, GetSnapshots, NodeList, NodeRecord, Snapshot,
    SnapshotList,
};
pub use health::Health;
pub use live::{LiveEvent, LogLevel, LogLine, LogList};
pub use org::{
    ChangeOrg, ConnectOrg, Credentials, EndpointList, Org, OrgList, OrgStatus, ReadFailure,
    ReadProgress, StartReads,
};
pub use problem::{Problem, ProblemCode};
pub use push::{
    OpenCell, OrgProgress, OrgResult, PlanMismatch, PlanSide, Push, PushDetail, PushList,
    ResumePush, RetryChoices, Stage, StartPush,
};
pub use rollback::{
    OrgRollbackPreview, RollbackLine, RollbackObstacle, RollbackPreview, StartRollback,
};
pub use session::{Person, Session, SignIn};
