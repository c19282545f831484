mod about;
mod cells;
mod counts;
mod dialog;
mod diff;
mod groups;
mod items;
mod mismatch;
mod notes;
mod options;
mod orgs;
mod policy;
mod view;

pub(crate) use cells::{CellActions, cells};
pub(crate) use counts::counts;
pub(super) use dialog::PushBox;
pub(crate) use groups::{filters, group_row};
pub(crate) use view::Show;
