//! The Workers runtime: bindings, the clock, randomness, requests and responses.

mod answer;
mod objects;
mod runtime;

pub use answer::{answer, respond};
pub use objects::{ask, read_ask};
pub use runtime::Workers;
