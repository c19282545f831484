//! The planner: from what the orgs hold and what a person chose to what will happen, cell by cell.

mod cell;
mod counts;
mod reason;

pub use cell::{Action, Cell, Class};
pub use counts::Counts;
pub use reason::Reason;
