//! The push engine against the sandbox world, under virtual time.

mod big;
mod convergence;
mod cost;
mod crash;
mod history;
mod moved;
mod plan_file;
mod reading;
mod rollback;
mod trouble;
