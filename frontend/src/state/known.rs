use std::collections::BTreeSet;
use std::rc::Rc;

use orgcast_shared::id::{Digest, OrgId};
use orgcast_shared::plan::ItemLine;
use yew::Reducible;

use crate::preview::{
    Answer, CellDiff, ChangeLine, Check, FileComparison, FileTrouble, Opened, OpenedFile, OrgCells,
    Preview, SourceTree, Ticket, Trouble,
};

/// What the worker has found out so far.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Known {
    /// The orgs that were read, as the newest snapshots say; `None` until they are here.
    pub(crate) read: Option<Rc<BTreeSet<OrgId>>>,
    /// What the source org holds.
    pub(crate) tree: Option<Rc<SourceTree>>,
    /// The newest plan. While another is made, the one before stays.
    pub(crate) preview: Option<Rc<Preview>>,
    /// The hash of `preview` and what the check found in it; `None` until it is through.
    pub(crate) check: Option<Rc<Check>>,
    /// The items of `preview` over all orgs, where they were asked for.
    pub(crate) items: Option<Rc<Vec<ItemLine>>>,
    /// What differs in the cell that was asked about last; `None` until the answer is here.
    pub(crate) diff: Option<Rc<Result<CellDiff, Trouble>>>,
    /// A plan as a file, until it was saved: the plan hash and the text.
    pub(crate) exported: Option<Rc<(Digest, String)>>,
    /// The plan file that was opened last.
    pub(crate) file: Option<Rc<Result<OpenedFile, FileTrouble>>>,
    /// How that file compares with what would happen now, or with a second file.
    pub(crate) comparison: Option<Rc<Result<FileComparison, FileTrouble>>>,
    /// What went wrong last.
    pub(crate) trouble: Option<Trouble>,
    /// The cells of `preview` that were asked for, by orgs of one group.
    cells: Vec<(Vec<OrgId>, Rc<OrgCells>)>,
    file_cells: Option<(OrgId, Rc<OrgCells>)>,
    /// What differs by `comparison`, by org, where it was asked for.
    file_changes: Vec<(OrgId, Rc<Vec<ChangeLine>>)>,
    comparing: bool,
    exporting: Option<Ticket>,
    /// The request that `preview` answers.
    planned: Option<Ticket>,
    source: Option<OrgId>,
    opening: Option<Ticket>,
    planning: Option<Ticket>,
    checking: Option<Ticket>,
    looking: Option<Ticket>,
    heard: bool,
}

pub(crate) enum Event {
    Opening(Ticket, OrgId),
    Planning(Ticket),
    NoPlan,
    Looking(Ticket),
    Exporting(Ticket),
    Saved,
    Comparing,
    Answer(Box<Answer>),
    Silent,
}

impl Known {
    /// What happens in orgs of one group, where it was asked for.
    pub(crate) fn cells(&self, orgs: &[OrgId]) -> Option<&Rc<OrgCells>> {
        self.cells
            .iter()
            .find(|(known, _)| known == orgs)
            .map(|(_, cells)| cells)
    }

    /// What the open plan file says about an org, where it was asked for.
    pub(crate) fn file_cells(&self, org: &OrgId) -> Option<&Rc<OrgCells>> {
        let (known, cells) = self.file_cells.as_ref()?;
        (known == org).then_some(cells)
    }

    /// What differs in an org by `comparison`, where it was asked for.
    pub(crate) fn file_changes(&self, org: &OrgId) -> Option<&Rc<Vec<ChangeLine>>> {
        let mut known = self.file_changes.iter();
        known
            .find(|(known, _)| known == org)
            .map(|(_, changes)| changes)
    }

    /// Whether the open plan file is being compared.
    pub(crate) fn is_comparing(&self) -> bool {
        self.comparing
    }

    /// A number that is another one for every plan.
    pub(crate) fn plan_number(&self) -> Option<Ticket> {
        self.planned
    }

    /// Whether snapshots are being fetched.
    pub(crate) fn is_opening(&self) -> bool {
        self.opening.is_some()
    }

    /// Whether a plan is being made.
    pub(crate) fn is_planning(&self) -> bool {
        self.planning.is_some()
    }

    /// Whether `preview` was checked without a finding and nothing newer is on its way.
    pub(crate) fn is_settled(&self) -> bool {
        !self.is_opening()
            && !self.is_planning()
            && self.trouble.is_none()
            && self
                .check
                .as_ref()
                .is_some_and(|check| check.findings.is_empty())
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::Opening(ticket, source) => {
                if self.source.as_ref() != Some(&source) {
                    *self = Self {
                        heard: self.heard,
                        source: Some(source),
                        ..Self::default()
                    };
                }
                self.opening = Some(ticket);
                self.trouble = None;
            }
            Event::Planning(ticket) => {
                (self.planning, self.checking) = (Some(ticket), Some(ticket));
                self.trouble = None;
            }
            Event::NoPlan => {
                (self.planning, self.checking) = (None, None);
                (self.preview, self.check, self.planned) = (None, None, None);
            }
            Event::Looking(ticket) => {
                self.looking = Some(ticket);
                self.diff = None;
            }
            Event::Exporting(ticket) => self.exporting = Some(ticket),
            Event::Saved => self.exported = None,
            Event::Comparing => {
                self.comparing = true;
                self.comparison = None;
                self.file_changes.clear();
            }
            Event::Silent => {
                if !self.heard {
                    (self.opening, self.planning) = (None, None);
                    self.trouble = Some(Trouble::NoWorker);
                }
            }
            Event::Answer(answer) => {
                self.heard = true;
                self.answer(*answer);
            }
        }
    }

    /// Takes an answer in, unless it is to an older question than the newest.
    fn answer(&mut self, answer: Answer) {
        match answer {
            Answer::Opened { ticket, result } if self.opening == Some(ticket) => {
                self.opening = None;
                match result {
                    Ok(Opened { read, tree }) => {
                        self.read = Some(Rc::new(read));
                        // What didn't change stays the same value, so that nothing is drawn anew.
                        if self.tree.as_deref() != tree.as_ref() {
                            self.tree = tree.map(Rc::new);
                        }
                    }
                    Err(trouble) => self.trouble = Some(trouble),
                }
            }
            Answer::Planned { ticket, result } if self.planning == Some(ticket) => {
                self.planning = None;
                self.planned = Some(ticket);
                self.check = None;
                self.items = None;
                self.cells.clear();
                match result {
                    Ok(preview) => self.preview = Some(Rc::from(preview)),
                    Err(trouble) => {
                        self.preview = None;
                        self.trouble = Some(trouble);
                    }
                }
            }
            Answer::Checked { ticket, check } if self.checking == Some(ticket) => {
                self.checking = None;
                self.check = Some(Rc::new(check));
            }
            Answer::Cells { plan, orgs, result } if self.planned == Some(plan) => {
                self.cells.push((orgs, Rc::new(result)));
            }
            Answer::Items { plan, items } if self.planned == Some(plan) => {
                self.items = Some(Rc::new(items));
            }
            Answer::Diff { ticket, result } if self.looking == Some(ticket) => {
                self.looking = None;
                self.diff = Some(Rc::new(result));
            }
            Answer::Exported { ticket, plan, text } if self.exporting == Some(ticket) => {
                self.exporting = None;
                self.exported = Some(Rc::new((plan, text)));
            }
            Answer::File(file) => {
                self.file = Some(Rc::new(file.map(|file| *file)));
                (self.comparison, self.file_cells, self.comparing) = (None, None, false);
                self.file_changes.clear();
            }
            Answer::FileCells { org, result } => {
                self.file_cells = Some((org, Rc::new(result)));
            }
            Answer::FileChanges { org, changes } if self.comparison.is_some() => {
                self.file_changes.push((org, Rc::new(changes)));
            }
            Answer::Compared(result) => {
                self.comparing = false;
                self.comparison = Some(Rc::new(result));
            }
            Answer::Opened { .. }
            | Answer::Exported { .. }
            | Answer::Planned { .. }
            | Answer::Checked { .. }
            | Answer::Cells { .. }
            | Answer::Items { .. }
            | Answer::FileChanges { .. }
            | Answer::Diff { .. } => {}
        }
    }
}

impl Reducible for Known {
    type Action = Event;

    fn reduce(self: Rc<Self>, event: Event) -> Rc<Self> {
        let mut known = (*self).clone();
        known.hear(event);
        Rc::new(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened() -> Opened {
        Opened {
            read: BTreeSet::new(),
            tree: None,
        }
    }

    fn checked(ticket: Ticket, findings: &[&str]) -> Answer {
        let check = Check {
            plan: Digest::of(b"plan"),
            sides: Vec::new(),
            findings: findings.iter().map(ToString::to_string).collect(),
        };
        Answer::Checked { ticket, check }
    }

    fn opening(ticket: Ticket) -> Event {
        Event::Opening(ticket, OrgId::new("gold").unwrap())
    }

    #[test]
    fn another_source_forgets_what_was_known() {
        let mut known = Known::default();
        known.hear(opening(1));
        known.answer(Answer::Opened {
            ticket: 1,
            result: Ok(opened()),
        });
        known.hear(opening(2));
        assert!(known.read.is_some(), "the same source is only refreshed");
        known.hear(Event::Opening(3, OrgId::new("other").unwrap()));
        assert!(known.read.is_none() && known.is_opening());
    }

    #[test]
    fn an_answer_that_was_overtaken_is_dropped() {
        let mut known = Known::default();
        known.hear(opening(1));
        known.hear(opening(2));
        known.answer(Answer::Opened {
            ticket: 1,
            result: Err(Trouble::Incomplete),
        });
        assert!(known.is_opening() && known.trouble.is_none());
        known.answer(Answer::Opened {
            ticket: 2,
            result: Ok(opened()),
        });
        assert!(!known.is_opening() && known.read.is_some());
    }

    #[test]
    fn nothing_is_settled_before_the_check_came_back_clean() {
        let mut known = Known::default();
        known.hear(Event::Planning(1));
        known.answer(checked(1, &["wrong"]));
        known.planning = None;
        assert!(!known.is_settled());
        known.hear(Event::Planning(2));
        known.answer(checked(2, &[]));
        assert!(!known.is_settled(), "a plan is still on its way");
        known.planning = None;
        assert!(known.is_settled());
        known.trouble = Some(Trouble::Incomplete);
        assert!(!known.is_settled());
    }

    #[test]
    fn only_the_item_that_was_looked_at_last_is_shown() {
        let mut known = Known::default();
        let answer = |ticket| Answer::Diff {
            ticket,
            result: Err(Trouble::NoPlan),
        };
        known.hear(Event::Looking(1));
        known.hear(Event::Looking(2));
        known.answer(answer(1));
        assert!(known.diff.is_none());
        known.answer(answer(2));
        assert!(known.diff.is_some());
        known.hear(Event::Looking(3));
        assert!(known.diff.is_none(), "another item was opened");
    }

    #[test]
    fn an_exported_plan_is_saved_once_and_only_when_it_was_asked_for() {
        let mut known = Known::default();
        let answer = || Answer::Exported {
            ticket: 1,
            plan: Digest::of(b"plan"),
            text: "{}".into(),
        };
        known.answer(answer());
        assert!(known.exported.is_none());
        known.hear(Event::Exporting(1));
        known.answer(answer());
        assert!(known.exported.is_some());
        known.hear(Event::Saved);
        assert!(known.exported.is_none());
    }

    #[test]
    fn what_differs_is_forgotten_with_the_comparison_that_said_so() {
        let acme = OrgId::new("acme").unwrap();
        let mut known = Known::default();
        let comparison = FileComparison {
            second: None,
            sentences: Vec::new(),
            orgs: Vec::new(),
        };
        let changes = || Answer::FileChanges {
            org: OrgId::new("acme").unwrap(),
            changes: Vec::new(),
        };
        known.answer(Answer::Compared(Ok(comparison)));
        known.answer(changes());
        assert!(known.file_changes(&acme).is_some());
        known.hear(Event::Comparing);
        assert!(known.file_changes(&acme).is_none());
        known.answer(changes());
        assert!(
            known.file_changes(&acme).is_none(),
            "it was of the one before"
        );
    }

    #[test]
    fn silence_is_trouble_only_before_the_first_word() {
        let mut known = Known::default();
        known.hear(opening(1));
        known.hear(Event::Silent);
        assert_eq!(known.trouble, Some(Trouble::NoWorker));
        let mut known = Known::default();
        known.hear(opening(1));
        known.hear(Event::Answer(Box::new(Answer::Opened {
            ticket: 1,
            result: Ok(opened()),
        })));
        known.hear(Event::Silent);
        assert_eq!(known.trouble, None);
    }
}
