//! Rolling a push back: what happens to everything that the push wrote, so that an org is as it was
//! before.
//!
//! [`roll_back()`] decides it for one org, from the org's trees before and after the push and now;
//! [`rollback_digest()`] is the hash of the whole, which a person approves. [`check_rollback()`] goes
//! over the result again by other means.
//!
//! What the push replaced is restored, what it created is removed, and both only where it still is as
//! the push left it: what somebody edited or deleted since stays, unless the choices say otherwise. What
//! the push created and somebody edited since it was read back is never removed, and nothing else is ever
//! touched.

mod cell;
mod check;
mod counts;
mod decide;
mod digest;
mod input;
mod obstacles;
mod place;
mod planner;
mod reason;

pub use cell::{RollbackCell, RollbackNote};
pub use check::{RollbackFinding, check_rollback};
pub use counts::RollbackCounts;
pub use digest::rollback_digest;
pub use input::{RollbackView, Written};
pub use planner::{OrgRollback, roll_back};
pub use reason::RollbackReason;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod worlds;
