//! What the one object that runs a push does: starts the orgs' agents, keeps their news in the
//! database, and shows it to whoever watches.

mod alarm;
mod audience;
mod conductor;
mod state;

#[cfg(test)]
mod gather_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod wave_tests;

pub use alarm::{Alarm, WATCH};
pub use audience::Audience;
pub use conductor::Conductor;
pub use state::PushRun;
