//! The HTTP API: one file per resource. [`serve()`] does what is the same for every route: finds it,
//! checks where the request comes from, who makes it and whether they may, and turns errors into
//! problems.

mod answer;
mod bodies;
mod endpoints;
mod head;
mod health;
mod json;
mod nodes;
mod open_cells;
#[cfg(test)]
mod org_tests;
mod orgs;
#[cfg(test)]
mod push_run_tests;
#[cfg(test)]
mod push_tests;
mod pushes;
mod reads;
mod retry;
#[cfg(test)]
mod retry_tests;
mod rollback;
#[cfg(test)]
mod rollback_tests;
mod route;
mod serve;
mod session;
mod snapshots;
mod start_push;
mod start_rollback;
#[cfg(test)]
mod tests;

pub use answer::{Answer, COMMON_HEADERS};
pub use head::Head;
pub use route::{Method, Route};
pub use serve::{MAX_BODY_BYTES, Served, serve};
