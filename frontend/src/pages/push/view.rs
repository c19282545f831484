use orgcast_shared::api::{LogLevel, LogLine, OrgProgress, Push};
use orgcast_shared::history::{CellRecord, Outcome, OutcomeCounts};
use orgcast_shared::id::{Millis, OrgId};

use crate::components::{CellRow, Tone};
use crate::text::{common, push as text};

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

    /// The group that the address names.
    pub(super) fn named(word: &str) -> Self {
        let named = |category: &Self| category.word().eq_ignore_ascii_case(word);
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

    /// How many cells belong to the group.
    pub(super) fn count(self, outcomes: &OutcomeCounts) -> u64 {
        let own = Outcome::ALL
            .into_iter()
            .filter(|outcome| self.holds(*outcome));
        own.map(|outcome| outcomes.get(outcome)).sum()
    }
}

/// The orgs that have a cell of the group and whose name holds the text.
pub(super) fn shown<'a>(
    orgs: &'a [OrgProgress],
    category: Category,
    text: &str,
) -> Vec<&'a OrgProgress> {
    let text = text.trim().to_lowercase();
    orgs.iter()
        .filter(|org| category == Category::All || category.count(&org.outcomes) > 0)
        .filter(|org| org.name.to_lowercase().contains(&text))
        .collect()
}

/// The org whose items are shown: the one that was asked for, else the first with something to look
/// at, else the first.
pub(super) fn chosen<'a>(
    orgs: &[&'a OrgProgress],
    asked: Option<&OrgId>,
) -> Option<&'a OrgProgress> {
    let asked = asked.and_then(|id| orgs.iter().find(|org| org.org == *id));
    let troubled = || {
        orgs.iter()
            .find(|org| Category::Failed.count(&org.outcomes) > 0)
    };
    asked.or_else(troubled).or_else(|| orgs.first()).copied()
}

/// The results of the group whose place or reason holds the text, as rows.
pub(super) fn rows(cells: &[CellRecord], category: Category, text: &str) -> Vec<CellRow> {
    let text = text.trim().to_lowercase();
    let holds = |value: &str| value.to_lowercase().contains(&text);
    let row = |cell: &CellRecord| {
        let (tone, shape) = Tone::of_outcome(cell.outcome);
        let why = match cell.detail.as_str() {
            "" => common::outcome_meaning(cell.outcome),
            detail => detail,
        };
        CellRow {
            path: cell.path.clone(),
            kind: cell.kind,
            tone,
            shape,
            word: common::outcome(cell.outcome),
            why: why.to_owned(),
            tick: None,
        }
    };
    cells
        .iter()
        .filter(|cell| category.holds(cell.outcome))
        .map(row)
        .filter(|row| holds(&row.path.to_string()) || holds(&row.why))
        .collect()
}

/// The lines of at least this level that hold the text, newest first.
pub(super) fn lines<'a>(
    log: &'a [LogLine],
    level: LogLevel,
    text: &str,
    name: impl Fn(&OrgId) -> String,
) -> Vec<&'a LogLine> {
    let text = text.trim().to_lowercase();
    let holds = |value: &str| value.to_lowercase().contains(&text);
    log.iter()
        .rev()
        .filter(|line| line.level >= level)
        .filter(|line| text.is_empty() || holds(&line.message) || holds(&name(&line.org)))
        .collect()
}

/// How long the rest will take, if it goes on as so far. `None` while too little is done to say.
pub(super) fn left(push: &Push, now: Millis) -> Option<Millis> {
    let (done, all) = (push.outcomes.cells(), push.planned.cells());
    let so_far = (now - push.started_at).0;
    let is_enough = done * 20 >= all && so_far >= 3_000;
    (is_enough && done > 0 && done < all).then(|| Millis(so_far * (all - done) / done))
}

#[cfg(test)]
pub(super) mod tests {
    use orgcast_shared::api::PushDetail;
    use orgcast_shared::content::ItemKind;
    use orgcast_shared::history::{Course, OrgState, PushState};
    use orgcast_shared::id::{Digest, PushId};
    use orgcast_shared::plan::Counts;
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
            push: push(0),
            choices,
            orgs,
        }
    }

    fn push(done: u64) -> Push {
        Push {
            id: PushId::new("p1").unwrap(),
            by: "operator".into(),
            started_at: Millis(0),
            ended_at: None,
            state: PushState::Running,
            source: id("gold"),
            source_name: "Gold".into(),
            plan: Digest::of(b"plan"),
            planned: Counts {
                create: 100,
                ..Counts::default()
            },
            outcomes: OutcomeCounts {
                created: done,
                ..OutcomeCounts::default()
            },
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
            assert_eq!(Category::named(&category.word().to_lowercase()), category);
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
        let all = shown(&orgs, Category::All, "");
        assert_eq!(chosen(&all, None).unwrap().name, "Hooli");
        assert_eq!(chosen(&all, Some(&id("acme"))).unwrap().name, "Acme");
        assert_eq!(shown(&orgs, Category::Failed, "").len(), 1);
        assert_eq!(shown(&orgs, Category::All, "ACM").len(), 1);
        assert!(chosen(&shown(&orgs, Category::Stopped, ""), Some(&id("acme"))).is_none());
    }

    #[test]
    fn rows_say_why_even_where_nothing_was_recorded() {
        let mut failed = cell("/A", ItemKind::Search, Outcome::Failed);
        failed.detail = "content1:internal_error".into();
        let cells = [failed, cell("/B", ItemKind::Search, Outcome::Same)];
        let all = rows(&cells, Category::All, "");
        assert_eq!(all[0].why, "content1:internal_error");
        assert!(!all[1].why.is_empty());
        assert_eq!(rows(&cells, Category::Failed, "").len(), 1);
        assert_eq!(
            rows(&cells, Category::All, " Internal_ERROR")[0].path,
            cells[0].path
        );
        assert_eq!(rows(&cells, Category::All, "/b")[0].path, cells[1].path);
        assert!(rows(&cells, Category::Failed, "/b").is_empty());
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

    #[test]
    fn an_estimate_needs_some_progress() {
        assert_eq!(left(&push(25), Millis(10_000)), Some(Millis(30_000)));
        assert_eq!(left(&push(4), Millis(10_000)), None);
        assert_eq!(left(&push(25), Millis(2_000)), None);
        assert_eq!(left(&push(100), Millis(10_000)), None);
    }
}
