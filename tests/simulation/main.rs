//! The push engine against the sandbox world, under virtual time.

mod big;
mod calls;
mod convergence;
mod cost;
mod crash;
mod history;
mod looked;
mod moved;
mod plan_file;
mod pushed;
mod reading;
mod removal;
mod rollback;
mod trouble;
