mod head;
mod items;
mod log;
mod page;
mod retry;
mod retry_buttons;
mod tiles;
mod view;

pub(crate) use page::PushPage;
