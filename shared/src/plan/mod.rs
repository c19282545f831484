//! The planner: from what the orgs hold and what a person chose to what will happen, cell by cell.
//!
//! A [`Planner`] walks source, target and base together and remembers every triple of subtrees that
//! it met, across orgs and across plans, so its cost follows the number of distinct differences, not
//! items × orgs. A [`Plan`] holds each distinct outcome once and finds its cells in the trees.
//! [`check()`] goes over a finished plan again, cell by cell, by other means.
//!
//! The files, in the order of dependence: what is selected (`titles`, `cases`, `spots`), what holds in
//! an org (`context`), one decision (`decide`, `obstacles`), what belongs together (`pairing`), the
//! walk (`row`, `outcome`, `memory`, `there`, `walk`), what an org lacks (`lacks`), the planner, the
//! plan with its answers (`cells`, `needs`, `orphans`, `items`, `uses`, `dependencies`, `dependency_tally`,
//! `cost`, `budget`, `sides`, `digest`), and plans as files (`file`). The way back is planned in `rollback`.

mod budget;
mod cases;
mod cell;
mod cells;
mod check;
mod context;
mod cost;
mod counts;
mod decide;
mod dependencies;
mod dependency_sentence;
mod dependency_tally;
mod digest;
pub mod file;
mod input;
mod items;
mod lacks;
mod limits;
mod memory;
mod needs;
mod obstacles;
mod orphans;
mod outcome;
mod pairing;
mod planner;
mod reason;
mod report;
mod result;
pub mod rollback;
mod row;
mod sentence;
mod sides;
mod spots;
mod there;
mod titles;
mod uses;
mod walk;

pub use budget::{Budget, Exceeded};
pub use cell::{Action, Cell};
pub use cells::Cells;
pub use check::{Checker, Finding, check};
pub use cost::{Cost, LOOK_HOLDS_SECONDS};
pub use counts::Counts;
pub use dependencies::{Dependency, DependencyStatus};
pub use dependency_tally::DependencyTally;
pub use input::{OrgView, PlanInput};
pub use items::ItemLine;
pub use limits::{
    MAX_ADDRESSES_PER_REPORT, MAX_CELLS_PER_VENDOR_JOB, MAX_CONNECTION_DESCRIPTION,
    MAX_CONNECTION_NAME, MAX_DASHBOARD_DESCRIPTION, MAX_DASHBOARD_TITLE, MAX_FOLDER_NAME,
    MAX_LOOKUP_DESCRIPTION, MAX_LOOKUP_NAME, MAX_LOOKUP_TABLES, MAX_MAILS_PER_SEARCH_AND_DAY,
    MAX_OBJECTS_PER_JOB, MAX_ORGS_FOR_MANY_RULES, MAX_REPORTS_PER_DASHBOARD,
    MAX_REQUESTS_IN_FLIGHT, MAX_REQUESTS_PER_SECOND, MAX_RULES_FOR_MORE_ORGS,
    MAX_RULES_PER_VENDOR_JOB, MAX_SCHEDULED_RUNS_PER_PERSON_AND_DAY, MIN_CRON_MINUTES,
};
pub use planner::{PLANNER_VERSION, Planned, Planner, plan};
pub use reason::{Reason, RulingBy};
pub use report::PlanReport;
pub use result::{ConnectionNeed, Group, OrgPlan, Plan};
pub use sides::{CellDiff, CellDiffError, CellSides};

pub use crate::select::Class;

pub(crate) use titles::title;

#[cfg(test)]
mod brute;
#[cfg(test)]
mod brute_needs;
#[cfg(test)]
mod case_examples;
#[cfg(test)]
mod dependency_examples;
#[cfg(test)]
mod dependency_laws;
#[cfg(test)]
mod dependency_ruled;
#[cfg(test)]
mod edits;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod flat;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod laws_check;
#[cfg(test)]
mod laws_digest;
#[cfg(test)]
mod laws_exports;
#[cfg(test)]
mod laws_policy;
#[cfg(test)]
mod laws_retry;
#[cfg(test)]
mod model;
#[cfg(test)]
mod replanning;
#[cfg(test)]
mod rulings;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod single_items;
#[cfg(test)]
mod title_examples;
#[cfg(test)]
mod worlds;
