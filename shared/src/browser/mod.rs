//! The planner for other admin consoles: an ES module with TypeScript types (feature `browser`).
//!
//! What comes in is read as JSON, by the same code and as strictly as at the edge: a field that is
//! misspelt is refused and not passed over. What goes out are plain objects. `types/` declares all of
//! them; a test holds it against the Rust types.

mod argument;
mod diff;
mod error;
mod exports;
mod file_view;
mod js;
mod plan;
mod plan_difference;
mod plan_file;
mod planner;
mod types;
mod view;

pub use diff::diff_bodies_for_javascript;
pub use plan::BrowserPlan;
pub use plan_difference::BrowserPlanDifference;
pub use plan_file::{BrowserPlanFile, open_plan_file_for_javascript};
pub use planner::BrowserPlanner;

#[cfg(test)]
mod declared;
#[cfg(test)]
mod drift;
