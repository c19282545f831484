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
pub(crate) use cell_table::{CellRow, cell_table};
pub(crate) use checkbox::{Checkbox, Ticked};
pub(crate) use chip::{Tone, chip};
pub(crate) use choice::choice;
pub(crate) use confirm::{Confirm, confirm};
pub(crate) use dialog::Dialog;
pub(crate) use empty::empty;
pub(crate) use field::{Field, Select, small_select};
pub(crate) use icon::{Shape, icon, kind_shape};
pub(crate) use nav_link::NavLink;
pub(crate) use notice::{NoticeKind, failure, notice};
pub(crate) use page::Page;
pub(crate) use search::search_field;
pub(crate) use toasts::ToastRegion;
pub(crate) use virtual_list::VirtualList;
