//! The pages, one folder each; those of one file stand alone.

mod content;
mod history;
mod not_found;
mod orgs;
mod plan_file;
mod push;
mod rollback;
mod shell;
mod sign_in;

pub(crate) use content::ContentPage;
pub(crate) use history::HistoryPage;
pub(crate) use not_found::not_found_page;
pub(crate) use orgs::OrgsPage;
pub(crate) use plan_file::PlanFilePage;
pub(crate) use push::push_page;
pub(crate) use rollback::RollbackPage;
pub(crate) use shell::Shell;
pub(crate) use sign_in::{SignInPage, return_later};
