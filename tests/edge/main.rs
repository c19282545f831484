//! The Worker on a real workerd, over HTTP, against the running sandbox. `cargo xtask test edge`
//! starts both and says where they are.
//!
//! All tests share one Worker and one sandbox, so each of them has target orgs of its own, and
//! nobody changes the source org.

mod client;
mod content;
mod crash;
mod killable;
mod live;
mod moved;
mod options;
mod orgs;
mod preview;
mod push;
mod reads;
mod rollback;
mod sandbox;
mod session;
mod shared_stack;
mod three_way;
mod trouble;
mod waves;
mod whole_library;
mod wide_folder;
