mod controls;
mod head;
mod items;
mod log;
mod orgs;
mod page;
mod refresh;
mod retry_buttons;
mod standing;
mod tiles;
mod view;

pub(crate) use page::PushPage;
