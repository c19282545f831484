//! A push that is to be rolled back: the preview, org by org and item by item.

mod about;
mod draft;
mod items;
mod orgs;
mod page;
mod view;

pub(super) use draft::prepare_again;
pub(crate) use page::RollbackPage;
