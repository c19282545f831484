mod controls;
mod head;
mod items;
mod log;
mod orgs;
mod page;
mod progress;
mod refresh;
mod retry_buttons;
mod rollback_link;
mod standing;
mod tiles;
mod view;

pub(crate) use page::push_page;
pub(super) use refresh::refresh;
