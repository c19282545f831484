//! A push: while it runs, and its result.

use orgcast_shared::api::{LogLevel, OrgProgress, Push, Stage};
use orgcast_shared::history::{Course, OrgState, PushState, Retry};
use orgcast_shared::plan::Action;

use super::{lower, many, number, rollback};

pub(crate) const IN_PROGRESS: &str = "Pushing in progress";
pub(crate) const WAITING: &str = "Push waiting between two waves";
pub(crate) const HALTED: &str = "Push halted";
pub(crate) const PAUSED: &str = "Push paused";
pub(crate) const STOPPING: &str = "Stopping the push";
pub(crate) const SUCCEEDED: &str = "Push successful";
pub(crate) const FAILED: &str = "Push finished with failures";
pub(crate) const STOPPED: &str = "Push stopped";
pub(crate) const LOADING: &str = "Push";

pub(crate) const PAUSE: &str = "Pause";
pub(crate) const RESUME: &str = "Resume";
pub(crate) const CONTINUE: &str = "Continue";
pub(crate) const STOP: Stop = Stop {
    yes: "Stop Push",
    title: "Stop this push?",
    text: "Calls that are under way are finished and recorded. Items whose turn has not come are left \
           alone; you can push them later with Retry Stopped.",
    no: "Go on pushing",
    afterwards: "retry later",
};
pub(crate) const CUT: &str = "The live connection is interrupted; this page asks for news instead.";
pub(crate) const LOST: &str = "The live connection is interrupted, and Orgcast doesn't answer at the \
     moment. What you see is how it stood; this page goes on asking.";
pub(crate) const ORGS: &str = "Organizations";
pub(crate) const SEARCH_ORGS: &str = "Search organizations";
pub(crate) const SEARCH_ITEMS: &str = "Search items";
pub(crate) const LOG: &str = "Log";
pub(crate) const SEARCH_LOG: &str = "Search the log";
pub(crate) const LOG_EMPTY: &str = "Nothing is logged so far.";
pub(crate) const LOG_NO_MATCH: &str = "No line matches.";
pub(crate) const SHOW: &str = "Show";
pub(crate) const NO_ORG: &str = "No organization has an item like that.";
pub(crate) const NO_ITEM: &str = "No item like that in this organization.";
pub(crate) const NO_ITEM_YET: &str = "Items appear here as soon as they are done.";
pub(crate) const SUCCESSFUL: &str = "Successful";
pub(crate) const ANY_FAILED: &str = "Failed";
pub(crate) const FAILED_OR_WARNED: &str = "Failed and warnings";
pub(crate) const CHANGED: &str = "Changed since preview";
pub(crate) const ANY_STOPPED: &str = "Stopped";
pub(crate) const RETRIED: &str = "Repeats an earlier push";
pub(crate) const NOT_FOUND: &str = "There is no such push";
pub(crate) const NOT_FOUND_HINT: &str = "The address is wrong, or the push was never started.";

/// What is said where a push can be stopped.
pub(crate) struct Stop {
    pub(crate) yes: &'static str,
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    pub(crate) no: &'static str,
    /// What a person can do about the rest then.
    pub(crate) afterwards: &'static str,
}

/// What is said where this push can be stopped.
pub(crate) fn stop(push: &Push) -> Stop {
    match push.rollback_of {
        Some(_) => rollback::STOP,
        None => STOP,
    }
}

/// What a later push did about this one.
pub(crate) fn follows(later: &Push) -> String {
    let what = match later.rollback_of {
        Some(_) => "Rolled back",
        None => "Repeated",
    };
    format!("{what}: {}", lower(state(later.state)))
}

/// The title of the page.
pub(crate) fn title(push: &Push) -> &'static str {
    if push.rollback_of.is_some() {
        return rollback::title(push.state);
    }
    match push.state {
        PushState::Running => IN_PROGRESS,
        PushState::Waiting => WAITING,
        PushState::Halted => HALTED,
        PushState::Paused => PAUSED,
        PushState::Stopping => STOPPING,
        PushState::Succeeded => SUCCEEDED,
        PushState::Failed => FAILED,
        PushState::Stopped => STOPPED,
    }
}

/// A push's state in a word.
pub(crate) fn state(state: PushState) -> &'static str {
    match state {
        PushState::Running => "In progress",
        PushState::Waiting => "Waiting",
        PushState::Halted => "Halted",
        PushState::Paused => "Paused",
        PushState::Stopping => "Stopping",
        PushState::Succeeded => "Successful",
        PushState::Failed => "Failed",
        PushState::Stopped => "Stopped",
    }
}

/// An org's state in a word.
pub(crate) fn org_state(state: OrgState) -> &'static str {
    match state {
        OrgState::Waiting => "Waiting",
        OrgState::Reading => "Reading",
        OrgState::Writing => "Writing",
        OrgState::Verifying => "Verifying",
        OrgState::Paused => "Paused",
        OrgState::Done => "Done",
        OrgState::Failed => "Failed",
        OrgState::Stopped => "Stopped",
    }
}

/// What is pushed from where, or rolled back.
pub(crate) fn about(push: &Push) -> String {
    let items = many(push.items, "item", "items");
    let orgs = many(push.orgs, "organization", "organizations");
    match push.rollback_of {
        Some(_) => format!("{items} rolled back in {orgs}"),
        None => format!("{items} from {} to {orgs}", push.source_name),
    }
}

/// How far a push is: writes done with, of how many, and orgs.
pub(crate) fn progress((done, all): (u64, u64), finished: u64, orgs: u64) -> String {
    let orgs = format!(
        "{} of {} finished",
        number(finished),
        many(orgs, "organization", "organizations")
    );
    match all {
        0 => orgs,
        _ => format!(
            "{} of {} done · {orgs}",
            number(done),
            many(all, "write", "writes")
        ),
    }
}

pub(crate) fn wave(wave: u64) -> String {
    format!("wave {wave}")
}

pub(crate) fn wave_of(course: Course) -> String {
    format!("wave {} of {}", course.wave, course.waves)
}

/// Why a push is halted, and what to do.
pub(crate) fn halted(push: &Push, failed: usize, orgs: usize) -> String {
    let (wave, stop) = (push.course.wave, stop(push));
    format!(
        "{failed} of {} in wave {wave} failed, which is more than may. What is under way goes on; nothing \
         else begins. See what failed, then Continue in spite of it, or {} and {}.",
        many(orgs as u64, "organization", "organizations"),
        stop.yes,
        stop.afterwards
    )
}

/// What a push waits for between two waves.
pub(crate) fn waiting(course: Course, left: Option<&str>) -> String {
    let (wave, waves) = (course.wave, course.waves);
    match left {
        Some(left) => format!(
            "Wave {wave} of {waves} is over. The next one begins in {left}; Continue begins it now."
        ),
        None => format!("Wave {wave} of {waves} is over. Continue begins the next one."),
    }
}

/// What a pause still waits for.
pub(crate) fn paused(at_work: usize) -> String {
    match at_work {
        0 => "Nothing is written until you resume.".to_owned(),
        _ => format!(
            "{} still to finish what is under way; nothing else is written until you resume.",
            many(at_work as u64, "organization has", "organizations have")
        ),
    }
}

pub(crate) fn running_for(span: &str) -> String {
    format!("running for {span}")
}

pub(crate) fn took(span: &str) -> String {
    format!("took {span}")
}

pub(crate) fn started_by(name: &str) -> String {
    format!("started by {name}")
}

/// How far one org is; at its end, what it has to be looked at for.
pub(crate) fn org_count(org: &OrgProgress) -> String {
    let outcomes = &org.outcomes;
    let failed = outcomes.failed + outcomes.unverified;
    if failed > 0 {
        format!("{} failed", number(failed))
    } else if outcomes.changed_since_preview > 0 {
        let changed = number(outcomes.changed_since_preview);
        format!("{changed} changed since preview")
    } else if outcomes.stopped > 0 {
        format!("{} stopped", number(outcomes.stopped))
    } else if outcomes.warned > 0 {
        many(outcomes.warned, "warning", "warnings")
    } else if org.writes == 0 {
        "no writes".to_owned()
    } else {
        format!("{}/{} written", number(org.written), number(org.writes))
    }
}

/// How far a cell is that has no outcome yet.
pub(crate) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Waiting => "Waiting",
        Stage::Writing => "Being written",
        Stage::Checking => "To be checked",
    }
}

/// What is planned for a cell that has no outcome yet.
pub(crate) fn planned(action: Action) -> &'static str {
    match action {
        Action::Create => "will be created",
        Action::Replace => "will be replaced",
        Action::Remove => "will be removed",
        Action::Keep => "stays as it is",
        Action::Nothing => "the same in the preview",
    }
}

/// The checkbox that folds warnings into what failed.
pub(crate) fn show_warnings(count: u64) -> String {
    format!("Show Warnings ({})", number(count))
}

/// The button that pushes so many items again.
pub(crate) fn retry(which: Retry, count: u64) -> String {
    let word = match which {
        Retry::Failed => "Retry Failed",
        Retry::Stopped => "Retry Stopped",
        Retry::All => "Retry All",
    };
    format!("{word} ({})", number(count))
}

/// What a person should know about an item that went well.
pub(crate) fn warnings(warnings: &[String]) -> String {
    warnings.join("; ")
}

pub(crate) fn level(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Info => "Info",
        LogLevel::Warning => "Warning",
        LogLevel::Error => "Error",
    }
}

/// Words for leaving out what matters less than this.
pub(crate) fn only(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Info => "Everything",
        LogLevel::Warning => "Warnings",
        LogLevel::Error => "Errors",
    }
}

pub(crate) fn items_in(org: &str) -> String {
    format!("Items in {org}")
}

pub(crate) fn reading(done: usize, all: usize) -> String {
    format!(
        "Reading {} before the preview: {} done",
        many(all as u64, "organization", "organizations"),
        number(done as u64)
    )
}

pub(crate) fn reads_failed(names: &str) -> String {
    format!(
        "{names} couldn't be read. Its part of the preview rests on an older read; see \
         Organizations for the reason."
    )
}

pub(crate) fn time_left(span: &str) -> String {
    format!("at least {span} left")
}
