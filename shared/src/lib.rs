//! Everything Orgcast decides without touching the world: content and its trees, the planner, the
//! push state machines, the Sumo Logic protocol and the edge API's types.
//!
//! Nothing in here performs I/O, reads a clock or draws randomness: time, ids and answers come in
//! as arguments, so the same decisions are made in the browser, at the edge and in a test.
//!
//! The modules are listed in the order of dependence; each uses only those above it.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod sorted;

pub mod json;

pub mod id;
pub mod org;

pub mod content;

pub mod select;

pub mod plan;

pub mod sumo;

pub mod push;

pub mod history;

pub mod api;

#[cfg(feature = "browser")]
pub mod browser;
