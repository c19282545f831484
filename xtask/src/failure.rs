//! Errors that end with what to do next.

use std::path::PathBuf;

/// A step that failed, with what a person can do about it.
#[derive(Debug, thiserror::Error)]
#[error("{what}{}", .log.as_ref().map(LogTail::render).unwrap_or_default())]
pub struct StepFailure {
    /// What was attempted and how it ended, without a full stop.
    pub what: String,
    /// The end of the failed program's output, where it had any.
    pub log: Option<LogTail>,
    /// One sentence: what to do next.
    pub next: NextStep,
}

impl StepFailure {
    /// A failure without a log.
    pub fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            log: None,
            next: NextStep(next.into()),
        }
    }
}

/// What a person can do after a failure.
#[derive(Debug, Clone)]
pub struct NextStep(pub String);

impl NextStep {
    /// The innermost advice in an error's chain: it knows most about the cause.
    pub fn of(error: &anyhow::Error) -> Option<&str> {
        error
            .chain()
            .filter_map(|cause| cause.downcast_ref::<StepFailure>())
            .map(|failure| failure.next.0.as_str())
            .last()
    }
}

/// The part of a log file that explains a failure.
#[derive(Debug, Clone)]
pub struct LogTail {
    /// Where the whole log is.
    pub path: PathBuf,
    /// Its last lines, oldest first; before them the first error, where it stands further up.
    pub lines: Vec<String>,
}

impl LogTail {
    /// Takes at most `count` lines of a log's text.
    pub fn of(path: impl Into<PathBuf>, text: &str, count: usize) -> Self {
        Self {
            path: path.into(),
            lines: excerpt(text, count),
        }
    }

    /// The lines, indented, and where the whole log is.
    pub fn render(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            text.push_str("\n  | ");
            text.push_str(line);
        }
        text.push_str("\nThe whole log: ");
        text.push_str(&self.path.display().to_string());
        text
    }
}

/// The last `count` lines. Tools that call a compiler bury its error under their own chain of
/// causes, so the half goes to the first error when that would not be seen.
fn excerpt(text: &str, count: usize) -> Vec<String> {
    let lines = last_lines(text, usize::MAX);
    let tail = lines.len().saturating_sub(count);
    let is_error = |line: &String| line.starts_with("error:") || line.starts_with("error[");
    match lines
        .iter()
        .position(is_error)
        .filter(|first| *first < tail)
    {
        None => lines[tail..].to_vec(),
        Some(first) => {
            let half = count / 2;
            let end = (first + half).min(lines.len() - half);
            let gap = vec!["…".to_owned()];
            [&lines[first..end], &gap, &lines[lines.len() - half..]].concat()
        }
    }
}

/// The last `count` lines that hold something. A line that a program redrew with carriage
/// returns counts as what it showed last.
pub fn last_lines(text: &str, count: usize) -> Vec<String> {
    let mut lines: Vec<String> = text
        .lines()
        .rev()
        .map(|line| {
            line.trim_end_matches('\r')
                .rsplit('\r')
                .next()
                .unwrap_or_default()
                .trim_end()
        })
        .filter(|line| !line.is_empty())
        .take(count)
        .map(str::to_owned)
        .collect();
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_keeps_the_last_lines_in_order() {
        assert_eq!(last_lines("a\nb\n\nc\n", 2), ["b", "c"]);
    }

    #[test]
    fn the_first_error_is_shown_although_much_follows_it() {
        let text = format!(
            "start\nerror[E1]: bad\n  --> x.rs\n{}last\n",
            "more\n".repeat(50)
        );
        assert_eq!(
            excerpt(&text, 4),
            ["error[E1]: bad", "  --> x.rs", "…", "more", "last"]
        );
        assert_eq!(excerpt("a\nerror: b\nc\n", 4), ["a", "error: b", "c"]);
        assert_eq!(excerpt("a\nb\nc\n", 2), ["b", "c"]);
    }

    #[test]
    fn a_redrawn_line_counts_as_what_it_showed_last() {
        assert_eq!(
            last_lines("1 %\r50 %\r100 %\r\ndone\n", 5),
            ["100 %", "done"]
        );
    }

    #[test]
    fn the_advice_nearest_to_the_cause_is_shown() {
        let error = anyhow::Error::new(StepFailure::new("inner", "do this"));
        assert_eq!(NextStep::of(&error.context("outer")), Some("do this"));
    }

    #[test]
    fn a_failure_shows_its_log() {
        let log = LogTail {
            path: "x.log".into(),
            lines: vec!["boom".into()],
        };
        let failure = StepFailure {
            log: Some(log),
            ..StepFailure::new("it broke", "mend it")
        };
        assert_eq!(
            failure.to_string(),
            "it broke\n  | boom\nThe whole log: x.log"
        );
    }
}
