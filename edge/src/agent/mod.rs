//! What the one object that talks to an org does: one job at a time, within the org's rate limits.

#[cfg(test)]
mod base_tests;
mod courier;
mod gate;
mod hints;
mod host;
mod journal;
mod news;
#[cfg(test)]
mod pause_tests;
mod push;
#[cfg(test)]
mod push_tests;
mod queue;
mod quiet;
mod read;
mod run;
mod sentence;
mod stage;
#[cfg(test)]
mod stop_tests;
mod switch;
#[cfg(test)]
mod tests;
mod trial;
#[cfg(test)]
mod wide_tests;

use courier::courier;
pub use gate::Gate;
pub use host::{AgentHost, Login};
pub use journal::{append, read_back};
pub use push::call_off;
pub use queue::{Job, Queue, Queued};
pub use run::{Agent, run};
pub use switch::Switch;
pub use trial::try_out;
