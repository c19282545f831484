//! The Worker: routes, identity, storage, Durable Objects, and the one place that performs `fetch`.
//!
//! It decides nothing about content: what to read, what to write and what became of it are decided
//! by `orgcast-shared`, which the two kinds of Durable Objects run. Everything that touches the
//! Workers runtime stands behind [`platform::Platform`], [`store::Database`] and
//! [`drive::Host`], so that the rest is tested natively.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod agent;
pub mod ask;
mod at_once;
pub mod auth;
pub mod coordinator;
pub mod drive;
pub mod http;
pub mod id;
pub mod log;
mod org_agent_do;
pub mod planning;
pub mod platform;
pub mod problem;
mod push_coordinator_do;
mod retry_after;
pub mod rolling_back;
pub mod settings;
pub mod store;
pub mod sumo_fetch;
#[cfg(test)]
mod testing;
pub mod vault;
pub mod workers;

use worker::{Context, Env, Request, Response, event};

pub use org_agent_do::OrgAgent;
pub use push_coordinator_do::PushCoordinator;

/// Answers what comes in below `/api`; everything else is an asset and doesn't get here.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> worker::Result<Response> {
    workers::answer(request, env).await
}
