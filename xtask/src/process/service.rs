//! A program that stays: started, waited for until it answers, stopped.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::command::Program;
use super::group::Group;
use super::log::Log;
use crate::failure::{LogTail, NextStep, StepFailure};
use crate::progress::{Step, seconds};
use crate::{http, interrupt};

const TICK: Duration = Duration::from_millis(100);
const TAIL: usize = 30;

/// A running program; dropping it ends it and everything it started.
#[derive(Debug)]
pub struct Service {
    title: String,
    group: Group,
    log: Log,
}

impl Service {
    /// Starts it with its output going to `log`.
    pub fn start(title: &str, program: &Program, log: &Path) -> Result<Self> {
        interrupt::check()?;
        let log = Log::create(log)?;
        let group = Group::adopt(program.spawn(log.file())?)?;
        Ok(Self {
            title: title.to_owned(),
            group,
            log,
        })
    }

    /// Waits until `url` answers with a success; fails early when the program ends.
    pub fn wait_until_ready(&mut self, url: &str, limit: Duration, step: &Step) -> Result<()> {
        let begun = Instant::now();
        loop {
            self.check()?;
            if http::answers(url) {
                return Ok(());
            }
            if begun.elapsed() > limit {
                let what = format!("{} gave no answer in {}", self.title, seconds(limit));
                return Err(self.failure(what).into());
            }
            match self.log.news() {
                Some(line) => step.note(&line),
                None => sleep(TICK),
            }
        }
    }

    /// Fails when the program has ended or this one was asked to.
    pub fn check(&mut self) -> Result<()> {
        interrupt::check()?;
        match self.group.ended()? {
            None => Ok(()),
            Some(status) => Err(self
                .failure(format!("{} ended early ({status})", self.title))
                .into()),
        }
    }

    /// Where its output is.
    pub fn log(&self) -> PathBuf {
        self.log.path().to_owned()
    }

    /// The number of its process group.
    pub fn group(&self) -> i32 {
        self.group.id()
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.group.kill();
    }

    fn failure(&self, what: String) -> StepFailure {
        let next = "read the log above, mend the cause and run the command again";
        let log = Some(LogTail::of(
            self.log.path(),
            &self.log.text().unwrap_or_default(),
            TAIL,
        ));
        StepFailure {
            what,
            log,
            next: NextStep(next.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(script: &str, folder: &Path) -> Service {
        let program = Program::new("sh").args(["-c", script]);
        Service::start("the shell", &program, &folder.join("service.log")).unwrap()
    }

    #[test]
    fn a_service_that_dies_early_is_reported_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let mut service = start("echo out of luck; exit 4", folder.path());
        let nobody = "http://127.0.0.1:1/";
        let error = service.wait_until_ready(nobody, Duration::from_secs(20), &Step::silent());
        let text = error.unwrap_err().to_string();
        assert!(
            text.contains("the shell ended early") && text.contains("out of luck"),
            "{text}"
        );
    }

    #[test]
    fn a_service_that_never_answers_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let mut service = start("sleep 60", folder.path());
        let nobody = "http://127.0.0.1:1/";
        let error = service.wait_until_ready(nobody, Duration::from_millis(300), &Step::silent());
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("gave no answer in 0.3 s")
        );
    }

    #[test]
    fn dropping_a_service_ends_it() {
        let folder = tempfile::tempdir().unwrap();
        let begun = Instant::now();
        drop(start("sleep 60", folder.path()));
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
}
