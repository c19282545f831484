mod controls;
mod head;
mod items;
mod log;
mod orgs;
mod page;
mod refresh;
mod retry_buttons;
mod rollback_button;
mod standing;
mod tiles;
mod view;

pub(crate) use page::PushPage;
