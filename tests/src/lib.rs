//! What the suites that cross crates have in common.

pub mod said;
pub mod simulation;
