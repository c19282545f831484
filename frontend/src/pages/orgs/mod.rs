mod connect;
mod edit;
mod page;
mod table;
mod view;

pub(crate) use page::OrgsPage;
