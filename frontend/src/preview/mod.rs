//! The preview: a web worker reads what the orgs hold, plans and checks the plan; the page only
//! shows what it answers.

mod cache;
mod codec;
mod desk;
mod diff;
mod file;
mod input;
mod library;
mod protocol;
mod source_tree;
mod summary;
mod worker;

pub(crate) use codec::Json;
pub(crate) use diff::{CellDiff, FieldLine, Shown};
pub(crate) use file::{ChangeLine, FileComparison, OpenedFile};
pub(crate) use protocol::{
    Answer, Ask, CellLine, Check, DependencyLine, FileTrouble, Opened, OrgCells, Preview,
    PreviewGroup, Ticket, Trouble,
};
#[cfg(test)]
pub(crate) use source_tree::tests;
pub(crate) use source_tree::{SourceTree, Tally};
pub(crate) use worker::PreviewWorker;
