//! What `cargo xtask bench plan` and `cargo xtask bench instructions` measure.
//!
//! A [`World`] is made from nothing but the name of its [`Set`], so the native program, the WASM in
//! the browser and the plain JavaScript next to it get the same data. [`Planning`] is all that knows
//! how the planner is called.

#![allow(
    clippy::missing_panics_doc,
    reason = "a bench may panic: its data is made here"
)]

#[cfg(target_arch = "wasm32")]
mod browser;
mod counts;
mod exports;
#[cfg(not(target_arch = "wasm32"))]
mod git;
mod planning;
mod random;
mod set;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod text;
#[cfg(not(target_arch = "wasm32"))]
mod trees;
mod world;

#[cfg(target_arch = "wasm32")]
pub use browser::Bench;
pub use counts::Counts;
pub use exports::{exports, normalise_and_hash};
#[cfg(not(target_arch = "wasm32"))]
pub use git::Repository;
pub use planning::{Counted, Planning};
pub use random::SplitMix64;
pub use set::Set;
pub use text::as_json;
pub use world::{OrgTrees, World};
