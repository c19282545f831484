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

pub(super) use dialog::PushBox;
