//! What the console knows while it runs, as hooks and contexts. The decisions are plain functions.

mod action;
mod clock;
mod download;
mod draft;
mod fetched;
mod known;
mod orgs;
mod planner;
mod push_key;
mod push_watch;
mod reads;
mod rollout;
mod ruling;
mod session;
mod storage;
mod theme;
mod toasts;

pub(crate) use action::use_action;
pub(crate) use clock::{use_clock, use_seconds};
pub(crate) use download::save;
pub(crate) use draft::{Change, Draft, DraftHandle, Scope, prepare, use_draft};
pub(crate) use fetched::{Fetched, use_fetched};
pub(crate) use orgs::{Orgs, OrgsProvider, use_orgs};
pub(crate) use planner::{Planner, use_planner};
pub(crate) use push_key::{push_answered, push_key};
pub(crate) use push_watch::{Watch, use_push_watch};
pub(crate) use reads::use_reads;
pub(crate) use rollout::RolloutDraft;
pub(crate) use ruling::{OrgRule, PolicyChange};
pub(crate) use session::{SessionHandle, SessionProvider, SessionState, use_session};
pub(crate) use storage::{forget, recall, remember};
pub(crate) use theme::{Theme, use_theme};
pub(crate) use toasts::{Toast, ToastKind, ToastsProvider, use_toasts};
