mod page;
mod table;
mod view;

pub(crate) use page::HistoryPage;
