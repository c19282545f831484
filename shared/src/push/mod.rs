//! The push engine as state machines: they take events and the time and return commands, and leave
//! every call, wait and write to whoever drives them.
//!
//! [`capture()`] reads an org, [`target_run()`] carries out a plan in one org, [`Coordinator`] keeps a
//! push over many orgs together, [`Budget`] keeps an org's API limits.

mod announce;
mod assemble;
mod attempt;
mod budget;
mod calls;
mod capture;
mod connect;
mod coordinator;
#[cfg(test)]
mod coordinator_examples;
#[cfg(test)]
mod coordinator_laws;
mod differing;
mod failed_import;
mod folders;
mod hints;
mod import;
mod journal;
mod lookalikes;
mod looks;
mod machine;
mod make;
mod order;
mod pace;
mod read;
mod reader;
mod remove;
mod results;
mod retry;
mod rollback;
#[cfg(feature = "sabotage")]
pub mod sabotage;
#[cfg(not(feature = "sabotage"))]
mod sabotage;
mod settle;
mod target_run;
mod together;
mod turn;
mod units;
mod verify;
mod warn;
mod write;
mod write_error;

pub use budget::{Budget, Hold};
pub use capture::{CaptureError, Captured, ConnectionDefinition, capture};
pub use coordinator::{Coordinator, CoordinatorCommand, CoordinatorEvent};
pub use hints::Hints;
pub use journal::{Before, Journal, JournalEntry};
pub use machine::{Command, Event, Machine, Notice, Reply, ReplyId, Step};
pub use order::{OrderCell, OrgOrder, TakesBack};
pub use results::{called_off, given_up};
pub use target_run::{OrgOutcome, target_run};
