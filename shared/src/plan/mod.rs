//! The planner: from what the orgs hold and what a person chose to what will happen, cell by cell.
//!
//! [`plan`] walks the source tree once per distinct target subtree and remembers what it decided,
//! so its cost follows the number of distinct differences, not items × orgs. A [`Plan`] holds each
//! distinct outcome once. [`check()`] goes over a finished plan again, cell by cell, by other means.

mod cell;
mod check;
mod counts;
mod decide;
mod input;
mod outcome;
mod planner;
mod reason;
mod report;
mod result;
mod source;

pub use cell::{Action, Cell, Class};
pub use check::{Finding, check};
pub use counts::Counts;
pub use input::{OrgView, PlanInput};
pub use planner::{PLANNER_VERSION, Planned, plan};
pub use reason::Reason;
pub use report::PlanReport;
pub use result::{ConnectionNeed, Group, OrgPlan, Plan};

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod model;
#[cfg(test)]
mod worlds;
