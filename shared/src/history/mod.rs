//! What is recorded of a push: the outcome of every cell, the state of every org, how far it has come,
//! and how it went as a whole.

mod course;
mod outcome;
mod retry;
mod state;

pub use course::Course;
pub use outcome::{CellRecord, ForItems, Outcome, OutcomeCounts};
pub use retry::Retry;
pub use state::{OrgState, PushState};
