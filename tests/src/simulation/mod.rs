//! The real state machines against the real sandbox world, under virtual time: no threads, no
//! sockets, no waiting. The same start gives the same history.

mod awkward;
mod customer;
mod driver;
pub mod history;
mod orgs;
mod searches;
mod store;
mod wire;

pub use customer::mailing_schedule;
pub use driver::{Crash, Meanwhile, Simulation};
pub use orgs::{SimOrg, library_path};
pub use searches::{folder_of_searches, search_name};
pub use store::Store;
