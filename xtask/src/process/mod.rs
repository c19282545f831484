//! Child programs: [`Task`] runs to its end, [`Service`] stays until it is stopped.

mod command;
mod group;
mod log;
mod service;
mod task;

pub use command::Program;
pub use service::Service;
pub use task::{Finished, Task};
