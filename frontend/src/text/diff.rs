//! What differs in one item of one org.

use super::{many, number};

pub(crate) const PUSH: &str = "What the push changes";
pub(crate) const PUSH_KEPT: &str = "How the source differs";
pub(crate) const EDITS: &str = "What the customer changed since your push";
pub(crate) const EQUAL: &str = "Nothing differs.";
pub(crate) const NO_EDITS: &str = "Nothing: it is as your push left it.";
pub(crate) const CANT_COMPARE: &str =
    "The organization holds no single item of this kind here, so there is nothing to compare with.";
pub(crate) const STRIPPED: &str = "The source's schedule is left out, as chosen.";
pub(crate) const COMPARED_STRIPPED: &str = "Schedules are left out of the comparison, as chosen.";
pub(crate) const RESPELLED: &str = "Written differently, with the same meaning.";
pub(crate) const OLD: &str = "Before:";
pub(crate) const NEW: &str = "After:";

pub(crate) fn title(item: &str, org: &str) -> String {
    format!("{item} in {org}")
}

pub(crate) fn unchanged(lines: usize) -> String {
    format!("{} unchanged", many(lines as u64, "line", "lines"))
}

pub(crate) fn long_text(from: usize, to: usize) -> String {
    format!(
        "Another text, too long to compare: {} bytes before, {} after.",
        number(from as u64),
        number(to as u64)
    )
}
