//! The console's own parts. They show and report; they decide nothing.

mod ago;
mod async_view;
mod cell_table;
mod checkbox;
mod chip;
mod choice;
mod confirm;
mod dialog;
mod empty;
mod field;
mod icon;
mod nav_link;
mod notice;
mod page;
mod search;
mod toasts;
mod virtual_list;

pub(crate) use ago::Ago;
pub(crate) use async_view::async_view;
pub(crate) use cell_table::{CellRow, CellTable};
pub(crate) use checkbox::{Checkbox, Ticked};
pub(crate) use chip::{Chip, Tone};
pub(crate) use choice::Choice;
pub(crate) use confirm::Confirm;
pub(crate) use dialog::Dialog;
pub(crate) use empty::Empty;
pub(crate) use field::{Field, SelectField};
pub(crate) use icon::{Icon, Shape, kind_shape};
pub(crate) use nav_link::NavLink;
pub(crate) use notice::{Notice, NoticeKind};
pub(crate) use page::Page;
pub(crate) use search::Search;
pub(crate) use toasts::ToastRegion;
pub(crate) use virtual_list::VirtualList;
