//! What it costs that a push looks again at what it replaces.

use super::{Costs, JOB_WITH_RESULT, LISTING, LOOK_HOLDS_SECONDS, fits};
use crate::content::FolderNode;
use crate::plan::limits::MAX_REQUESTS_PER_SECOND;
use crate::plan::row::{OutcomeId, Row};
use crate::plan::{Action, OrgPlan};

/// So many calls can be made while one look holds.
const CALLS_PER_LOOK: u64 = LOOK_HOLDS_SECONDS * MAX_REQUESTS_PER_SECOND as u64;

/// So many jobs at most are asked for their states when the last one has begun; see
/// `JOBS_AT_ONCE` in `sumo/guess.rs`.
const QUESTIONS_IN_THE_END: u64 = 6;

impl Costs<'_> {
    /// What it takes to look again at what is replaced.
    pub(super) fn looks(&mut self, org: &OrgPlan) -> u64 {
        let replacing = self.inside(org.root, true).replacing;
        if fits(self.objects(&org.target)) {
            return looks_of(replacing) * JOB_WITH_RESULT;
        }
        let read_long_ago = self.export(&org.target) > CALLS_PER_LOOK;
        let folder = self.plan.node(&org.target);
        self.looks_inside(org.root, folder, true, read_long_ago)
    }

    /// The same in a folder that is too much for one export: what fits into one is looked at as a whole,
    /// and an item by itself. Descriptions share listings and aren't counted.
    fn looks_inside(
        &mut self,
        outcome: OutcomeId,
        folder: Option<&FolderNode>,
        is_top: bool,
        read_long_ago: bool,
    ) -> u64 {
        let plan = self.plan;
        let outcomes = &plan.sources.outcomes;
        let (mut calls, mut has_item, mut is_listed) = (0, false, is_top);
        for place in plan.below(outcome, folder) {
            match place.row {
                Row::Leaf(verdict) => {
                    let is_replaced = outcomes[verdict].action == Action::Replace;
                    if is_replaced && read_long_ago {
                        has_item = true;
                        calls += JOB_WITH_RESULT;
                    }
                }
                Row::Folder(below) => {
                    let writing = self.folder(below);
                    is_listed |= writing.needs_id;
                    let own = outcomes[below].own.map(|own| outcomes[own].action);
                    let replacing = writing
                        .replacing
                        .saturating_sub(u64::from(own == Some(Action::Replace)));
                    let (Some(inside), 1..) = (plan.folder_at(place), replacing) else {
                        continue;
                    };
                    let there = place.target.map_or(0, |there| self.objects(&there.digest));
                    calls += if fits(there) {
                        (u64::from(read_long_ago) + looks_of(replacing)) * JOB_WITH_RESULT
                    } else {
                        self.looks_inside(below, Some(inside), false, read_long_ago)
                    };
                }
            }
        }
        if has_item && !is_listed {
            calls += LISTING;
        }
        calls
    }
}

/// How often so many calls in a row have to look again at least: before the last ones, which only ask how
/// jobs stand, nothing has to be looked at.
fn looks_of(replacing: u64) -> u64 {
    replacing.saturating_sub(QUESTIONS_IN_THE_END) / CALLS_PER_LOOK
}
