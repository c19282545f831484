use orgcast_shared::api::{LogLevel, LogLine, OpenCell, OrgProgress, Stage};
use orgcast_shared::history::{CellRecord, OrgState, Outcome, OutcomeCounts, Retry};
use orgcast_shared::id::OrgId;

use crate::components::{CellRow, Shape, Tone};
use crate::text::{common, lower, push as text};

/// The groups that results are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Category {
    #[default]
    All,
    Successful,
    Same,
    Failed,
    Changed,
    Stopped,
    Kept,
    Blocked,
}

impl Category {
    pub(super) const ALL: [Self; 8] = [
        Self::All,
        Self::Successful,
        Self::Failed,
        Self::Changed,
        Self::Stopped,
        Self::Kept,
        Self::Blocked,
        Self::Same,
    ];

    /// The group in a word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::All => common::EVERYTHING,
            Self::Successful => text::SUCCESSFUL,
            Self::Same => common::SAME,
            Self::Failed => text::ANY_FAILED,
            Self::Changed => text::CHANGED,
            Self::Stopped => text::ANY_STOPPED,
            Self::Kept => common::outcome(Outcome::Kept),
            Self::Blocked => common::BLOCKED,
        }
    }

    /// The group's name in the address.
    pub(super) fn name(self) -> String {
        lower(self.word()).replace(' ', "-")
    }

    /// The group that the address names.
    pub(super) fn named(name: &str) -> Self {
        let named = |category: &Self| category.name() == name;
        Self::ALL.into_iter().find(named).unwrap_or_default()
    }

    /// Whether an outcome belongs to the group.
    pub(super) fn holds(self, outcome: Outcome) -> bool {
        let own = match outcome {
            Outcome::Created | Outcome::Replaced | Outcome::Removed => Self::Successful,
            Outcome::Same => Self::Same,
            Outcome::Failed | Outcome::Unverified => Self::Failed,
            Outcome::ChangedSincePreview => Self::Changed,
            Outcome::Stopped => Self::Stopped,
            Outcome::Kept => Self::Kept,
            Outcome::Blocked => Self::Blocked,
        };
        self == Self::All || self == own
    }
}

/// Which results are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) category: Category,
    /// Whether what went well with a warning counts among what failed.
    pub(super) warnings: bool,
}

impl Filter {
    fn adds_warnings(self) -> bool {
        self.warnings && self.category == Category::Failed
    }

    /// Whether a result is among them.
    fn holds(self, cell: &CellRecord) -> bool {
        let is_warned = self.adds_warnings() && !cell.warnings.is_empty();
        is_warned || self.category.holds(cell.outcome)
    }

    /// How many there are.
    pub(super) fn count(self, outcomes: &OutcomeCounts) -> u64 {
        let own = Outcome::ALL
            .into_iter()
            .filter(|outcome| self.category.holds(*outcome));
        let own: u64 = own.map(|outcome| outcomes.get(outcome)).sum();
        let warned = if self.adds_warnings() {
            outcomes.warned
        } else {
            0
        };
        own + warned
    }

    /// The results in a few words.
    pub(super) fn word(self) -> &'static str {
        if self.adds_warnings() {
            text::FAILED_OR_WARNED
        } else {
            self.category.word()
        }
    }
}

/// The orgs that have such a result and whose name holds the text.
pub(super) fn shown<'a>(
    orgs: &'a [OrgProgress],
    filter: Filter,
    text: &str,
) -> Vec<&'a OrgProgress> {
    let text = lower(text.trim());
    orgs.iter()
        .filter(|org| filter.category == Category::All || filter.count(&org.outcomes) > 0)
        .filter(|org| lower(&org.name).contains(&text))
        .collect()
}

/// The org whose items are shown: the one that was asked for, else the first with something to look
/// at, else the first.
pub(super) fn chosen<'a>(
    orgs: &[&'a OrgProgress],
    asked: Option<&OrgId>,
) -> Option<&'a OrgProgress> {
    let asked = asked.and_then(|id| orgs.iter().find(|org| org.org == *id));
    let troubled = || orgs.iter().find(|org| Retry::Failed.has_any(&org.outcomes));
    asked.or_else(troubled).or_else(|| orgs.first()).copied()
}

/// The results among them whose place or reason holds the text, as rows.
pub(super) fn rows(cells: &[CellRecord], filter: Filter, text: &str) -> Vec<CellRow> {
    let text = lower(text.trim());
    let holds = |value: &str| lower(value).contains(&text);
    let row = |cell: &CellRecord| {
        let (tone, shape) = match cell.warnings.as_slice() {
            [] => Tone::of_outcome(cell.outcome),
            _ => (Tone::Edited, Shape::Warning),
        };
        let why = match (cell.detail.as_str(), cell.warnings.as_slice()) {
            ("", []) => common::outcome_meaning(cell.outcome).to_owned(),
            (detail, []) => detail.to_owned(),
            (_, warnings) => text::warnings(warnings),
        };
        CellRow {
            path: cell.path.clone(),
            kind: cell.kind,
            tone,
            shape,
            word: common::outcome(cell.outcome),
            why,
            tick: None,
        }
    };
    cells
        .iter()
        .filter(|cell| filter.holds(cell))
        .map(row)
        .filter(|row| holds(&row.path.to_string()) || holds(&row.why))
        .collect()
}

/// What is known of cells that have no outcome yet, and whose place holds the text, as rows.
pub(super) fn open_rows(cells: &[OpenCell], text: &str) -> Vec<CellRow> {
    let text = lower(text.trim());
    let row = |cell: &OpenCell| {
        let state = match cell.stage {
            Stage::Waiting => OrgState::Waiting,
            Stage::Writing => OrgState::Writing,
            Stage::Checking => OrgState::Verifying,
        };
        let (tone, shape) = Tone::of_org(state);
        CellRow {
            path: cell.path.clone(),
            kind: cell.kind,
            tone,
            shape,
            word: text::stage(cell.stage),
            why: text::planned(cell.action).to_owned(),
            tick: None,
        }
    };
    cells
        .iter()
        .map(row)
        .filter(|row| lower(&row.path.to_string()).contains(&text))
        .collect()
}

/// The lines of at least this level that hold the text, newest first.
pub(super) fn lines<'a>(
    log: &'a [LogLine],
    level: LogLevel,
    text: &str,
    name: impl Fn(&OrgId) -> String,
) -> Vec<&'a LogLine> {
    let text = lower(text.trim());
    let holds = |value: &str| lower(value).contains(&text);
    log.iter()
        .rev()
        .filter(|line| line.level >= level)
        .filter(|line| text.is_empty() || holds(&line.message) || holds(&name(&line.org)))
        .collect()
}

#[cfg(test)]
pub(super) mod tests {
    use orgcast_shared::api::{Push, PushDetail};
    use orgcast_shared::content::ItemKind;
    use orgcast_shared::history::{Course, PushState};
    use orgcast_shared::id::{Digest, Millis, PushId};
    use orgcast_shared::plan::{Action, Counts};
    use orgcast_shared::select::{Choices, Destinations, Options, Policy, Rollout, Selection};

    use super::*;

    fn id(text: &str) -> OrgId {
        OrgId::new(text).unwrap()
    }

    pub(in super::super) fn org(name: &str, outcomes: OutcomeCounts) -> OrgProgress {
        OrgProgress {
            org: id(&name.to_lowercase()),
            name: name.into(),
            wave: 1,
            state: OrgState::Done,
            cells: 1,
            writes: 1,
            written: 0,
            outcomes,
            message: String::new(),
        }
    }

    fn cell(path: &str, kind: ItemKind, outcome: Outcome) -> CellRecord {
        CellRecord {
            path: path.parse().unwrap(),
            kind,
            outcome,
            detail: String::new(),
            warnings: Vec::new(),
            for_items: false,
        }
    }

    pub(in super::super) fn detail(orgs: Vec<OrgProgress>) -> PushDetail {
        let choices = Choices {
            source: id("gold"),
            selection: Selection::everything(),
            destinations: Destinations::default(),
            options: Options::default(),
            policy: Policy::default(),
            only: std::collections::BTreeMap::new(),
        };
        PushDetail {
            push: push(),
            choices,
            orgs,
        }
    }

    fn push() -> Push {
        Push {
            id: PushId::new("p1").unwrap(),
            by: "operator".into(),
            started_at: Millis(0),
            ended_at: None,
            state: PushState::Running,
            source: id("gold"),
            source_name: "Gold".into(),
            plan: Digest::of(b"plan"),
            planned: Counts::default(),
            outcomes: OutcomeCounts::default(),
            orgs: 1,
            items: 100,
            expected: None,
            retry_of: None,
            rollback_of: None,
            rollout: Rollout::default(),
            course: Course::default(),
        }
    }

    #[test]
    fn every_outcome_belongs_to_one_group() {
        for outcome in Outcome::ALL {
            let groups = Category::ALL
                .iter()
                .filter(|group| group.holds(outcome))
                .count();
            assert_eq!(groups, 2, "its own and Everything: {outcome:?}");
        }
        for category in Category::ALL {
            assert_eq!(Category::named(&category.name()), category);
        }
        assert_eq!(Category::named("nonsense"), Category::All);
    }

    #[test]
    fn the_org_that_needs_a_look_is_shown_first() {
        let fine = OutcomeCounts {
            created: 1,
            ..OutcomeCounts::default()
        };
        let bad = OutcomeCounts {
            unverified: 1,
            ..OutcomeCounts::default()
        };
        let orgs = [org("Acme", fine), org("Hooli", bad)];
        let only = |category| Filter {
            category,
            warnings: false,
        };
        let all = shown(&orgs, only(Category::All), "");
        assert_eq!(chosen(&all, None).unwrap().name, "Hooli");
        assert_eq!(chosen(&all, Some(&id("acme"))).unwrap().name, "Acme");
        assert_eq!(shown(&orgs, only(Category::Failed), "").len(), 1);
        assert_eq!(shown(&orgs, only(Category::All), "ACM").len(), 1);
        let stopped = shown(&orgs, only(Category::Stopped), "");
        assert!(chosen(&stopped, Some(&id("acme"))).is_none());
    }

    #[test]
    fn rows_say_why_even_where_nothing_was_recorded() {
        let mut failed = cell("/A", ItemKind::Search, Outcome::Failed);
        failed.detail = "content1:internal_error".into();
        let mut warned = cell("/C", ItemKind::Search, Outcome::Replaced);
        warned.warnings = vec!["it went without its schedule".into(), "so what".into()];
        let cells = [failed, cell("/B", ItemKind::Search, Outcome::Same), warned];
        let rows = |category, warnings, text: &str| {
            let filter = Filter { category, warnings };
            let counts: OutcomeCounts = cells.iter().collect();
            let found = super::rows(&cells, filter, text);
            assert!(!text.is_empty() || filter.count(&counts) == found.len() as u64);
            found
        };
        let all = rows(Category::All, false, "");
        assert_eq!(all[0].why, "content1:internal_error");
        assert!(!all[1].why.is_empty());
        assert!(all[2].why.contains("without its schedule") && all[2].why.contains("so what"));
        assert_eq!(rows(Category::Failed, false, "").len(), 1);
        let found = rows(Category::All, false, " Internal_ERROR");
        assert_eq!(found[0].path, cells[0].path);
        assert_eq!(rows(Category::All, false, "/b")[0].path, cells[1].path);
        assert!(rows(Category::Failed, false, "/b").is_empty());
        // With warnings, what went well all the same stands among what failed, and where it was.
        let failed = rows(Category::Failed, true, "");
        assert_eq!(failed.len(), 2);
        assert_eq!(failed[1].path, cells[2].path);
        assert_eq!(rows(Category::Successful, true, "").len(), 1);
    }

    #[test]
    fn a_cell_without_an_outcome_is_never_called_done() {
        let open = |path: &str, stage| OpenCell {
            path: path.parse().unwrap(),
            kind: ItemKind::Search,
            action: Action::Create,
            stage,
        };
        let cells = [open("/A", Stage::Waiting), open("/B", Stage::Checking)];
        let words: Vec<_> = open_rows(&cells, "").iter().map(|row| row.word).collect();
        assert_eq!(words, ["Waiting", "To be checked"]);
        assert_eq!(open_rows(&cells, " /b").len(), 1);
    }

    #[test]
    fn the_log_is_searched_by_level_text_and_org() {
        let line = |org: &str, level, message: &str| LogLine {
            at: Millis(1),
            org: id(org),
            level,
            message: message.into(),
        };
        let log = [
            line("acme", LogLevel::Info, "Created A"),
            line("hooli", LogLevel::Error, "Refused"),
        ];
        let found = |level, text: &str| -> Vec<String> {
            let lines = lines(&log, level, text, ToString::to_string);
            lines.iter().map(|line| line.message.clone()).collect()
        };
        assert_eq!(found(LogLevel::Info, ""), ["Refused", "Created A"]);
        assert_eq!(found(LogLevel::Warning, ""), ["Refused"]);
        assert_eq!(found(LogLevel::Info, "ACME"), ["Created A"]);
    }
}
