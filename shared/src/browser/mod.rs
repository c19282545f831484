//! The planner for other admin consoles: an ES module with TypeScript types (feature `browser`).
//!
//! What comes in is read as JSON, by the same code and as strictly as at the edge: a field that is
//! misspelt is refused and not passed over. What goes out are plain objects. `types.d.ts` declares
//! all of them; a test holds it against the Rust types.

mod argument;
mod diff;
mod error;
mod exports;
mod js;
mod plan;
mod planner;
mod view;

use wasm_bindgen::prelude::wasm_bindgen;

pub use diff::diff_bodies_for_javascript;
pub use plan::BrowserPlan;
pub use planner::BrowserPlanner;

/// The declarations of every value that crosses, for the module's own.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &'static str = include_str!("types.d.ts");

#[cfg(test)]
mod declared;
#[cfg(test)]
mod drift;
