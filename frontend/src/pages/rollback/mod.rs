//! A push that is to be rolled back: the preview, org by org and item by item.

mod items;
mod orgs;
mod page;
mod view;

pub(crate) use page::RollbackPage;
