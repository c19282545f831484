//! A program that runs to its end while a step shows its last line.

use std::path::PathBuf;
use std::process::ExitStatus;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::command::Program;
use super::group::Group;
use super::log::Log;
use crate::failure::{LogTail, NextStep, StepFailure};
use crate::interrupt;
use crate::progress::{Step, seconds};
use crate::workspace::Workspace;

const TICK: Duration = Duration::from_millis(40);
const TAIL: usize = 40;

/// A program to run once.
#[derive(Debug)]
pub struct Task {
    program: Program,
    log: PathBuf,
    limit: Option<Duration>,
    next: Option<String>,
}

impl Task {
    /// A task whose output goes to `target/xtask/logs/NAME.log`.
    pub fn new(workspace: &Workspace, name: &str, program: Program) -> Self {
        Self::at(workspace.traces().join(format!("logs/{name}.log")), program)
    }

    /// A task whose output goes to this file.
    pub fn at(log: PathBuf, program: Program) -> Self {
        Self {
            program,
            log,
            limit: None,
            next: None,
        }
    }

    /// Ends the program when it has run this long.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// What a person should do when it fails.
    #[must_use]
    pub fn or_else(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Runs it; anything but success is an error that carries the end of its output.
    pub fn run(self, step: &Step) -> Result<Finished> {
        self.finish(step)?.require()
    }

    /// Runs it and reports however it ended: for programs whose failure is an answer.
    pub fn finish(self, step: &Step) -> Result<Finished> {
        interrupt::check()?;
        let mut log = Log::create(&self.log)?;
        let mut group = Group::adopt(self.program.spawn(log.file())?)?;
        let begun = Instant::now();
        let ending = loop {
            if let Some(status) = group.ended()? {
                break Ending::Exit(status);
            }
            interrupt::check()?;
            if let Some(limit) = self.limit.filter(|limit| begun.elapsed() > *limit) {
                break Ending::OutOfTime(limit);
            }
            if let Some(line) = log.news() {
                step.note(&line);
            }
            sleep(TICK);
        };
        let name = self.program.short_name();
        Ok(Finished {
            name,
            log,
            ending,
            next: self.next,
        })
    }
}

/// A task that has ended.
#[derive(Debug)]
pub struct Finished {
    name: String,
    log: Log,
    ending: Ending,
    next: Option<String>,
}

#[derive(Debug)]
enum Ending {
    Exit(ExitStatus),
    OutOfTime(Duration),
}

impl Finished {
    /// Whether it exited with 0.
    pub fn success(&self) -> bool {
        matches!(self.ending, Ending::Exit(status) if status.success())
    }

    /// Turns anything but success into an error that carries the end of the output.
    pub fn require(self) -> Result<Self> {
        if self.success() {
            return Ok(self);
        }
        let log = Some(self.excerpt(TAIL));
        let what = format!("`{}` {}", self.name, self.ending);
        let next = self
            .next
            .unwrap_or_else(|| "read the log, mend the cause and try again".into());
        Err(StepFailure {
            what,
            log,
            next: NextStep(next),
        }
        .into())
    }

    /// At most `count` lines of its output: the end, and the first error where that is further up.
    pub fn excerpt(&self, count: usize) -> LogTail {
        LogTail::of(self.log.path(), &self.log.text().unwrap_or_default(), count)
    }

    /// Its whole output, stdout and stderr in the order they were written.
    pub fn output(&self) -> Result<String> {
        self.log.text()
    }
}

impl std::fmt::Display for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exit(status) => match status.code() {
                Some(code) => write!(f, "failed with exit code {code}"),
                None => write!(f, "was ended by a signal ({status})"),
            },
            Self::OutOfTime(limit) => write!(f, "took longer than {}", seconds(*limit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(name: &str, script: &str) -> Task {
        let workspace = Workspace::find().unwrap();
        Task::new(
            &workspace,
            &format!("test-{name}"),
            Program::new("sh").args(["-c", script]),
        )
    }

    #[test]
    fn output_of_both_streams_is_kept() {
        let task = shell("streams", "echo out; echo err >&2");
        assert_eq!(
            task.run(&Step::silent()).unwrap().output().unwrap(),
            "out\nerr\n"
        );
    }

    #[test]
    fn a_failure_names_the_exit_code_the_tail_and_the_next_step() {
        let task = shell("fails", "echo because; exit 3").or_else("think");
        let error = task.run(&Step::silent()).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("`sh` failed with exit code 3\n  | because\n"),
            "{text}"
        );
        assert_eq!(NextStep::of(&error), Some("think"));
    }

    #[test]
    fn a_task_over_its_limit_ends_with_everything_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let script = format!("(sleep 2; touch {}) & sleep 60", mark.display());
        let task = shell("limit", &script).limit(Duration::from_millis(200));
        let text = task.run(&Step::silent()).unwrap_err().to_string();
        assert!(text.starts_with("`sh` took longer than 0.2 s"), "{text}");
        sleep(Duration::from_millis(2200));
        assert!(!mark.exists(), "the grandchild lived on");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let workspace = Workspace::find().unwrap();
        let task = Task::new(&workspace, "test-none", Program::new("no-such-program"));
        let error = task.run(&Step::silent()).unwrap_err();
        assert!(NextStep::of(&error).unwrap().contains("no-such-program"));
    }
}
