//! The sandbox's program over HTTP, as `cargo xtask test sandbox` starts it. The tests share one
//! sandbox, so each takes a target org of its own; only the source org is read by several.

mod access;
mod client;
mod content;
mod control;
mod limits;
