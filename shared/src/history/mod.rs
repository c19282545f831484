//! What is recorded of a push: the outcome of every cell, the state of every org, and how a push
//! went as a whole.

mod outcome;
mod state;

pub use outcome::{CellRecord, Outcome, OutcomeCounts};
pub use state::{OrgState, PushState};
