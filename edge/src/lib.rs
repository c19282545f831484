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

pub mod ask;
pub mod auth;
pub mod http;
pub mod id;
pub mod log;
pub mod platform;
pub mod problem;
pub mod settings;
pub mod store;
pub mod vault;
