mod keys;
mod library;
mod page;
mod push_box;
mod rows;
mod selected;
mod source_bar;
mod tree;

pub(crate) use page::ContentPage;
pub(crate) use push_box::{CellActions, Show, cells, counts, filters, group_row};
