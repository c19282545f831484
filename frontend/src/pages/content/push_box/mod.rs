mod dialog;
mod groups;
mod mismatch;
mod notes;
mod options;
mod orgs;
mod view;

pub(super) use dialog::PushBox;
