mod head;
mod items;
mod log;
mod orgs;
mod page;
mod retry;
mod retry_buttons;
mod stop_button;
mod tiles;
mod view;

pub(crate) use page::PushPage;
