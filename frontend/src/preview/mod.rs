//! The preview: a web worker reads what the orgs hold, plans and checks the plan; the page only
//! shows what it answers.

mod cache;
mod codec;
mod library;
mod protocol;
mod source_tree;
mod summary;
mod worker;

pub(crate) use codec::Json;
pub(crate) use protocol::{Answer, Ask, CellLine, Opened, Preview, PreviewGroup, Ticket, Trouble};
#[cfg(test)]
pub(crate) use source_tree::tests;
pub(crate) use source_tree::{SourceTree, Tally};
pub(crate) use worker::PreviewWorker;
