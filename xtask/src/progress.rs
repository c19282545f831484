//! What is being done, how far it is and how long it takes.
//!
//! On a terminal a line that redraws itself; elsewhere (CI, a pipe) plain lines with a sign of
//! life every half minute. All of it goes to stderr: stdout is for results.

use std::cell::{Cell, RefCell};
use std::env;
use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

const SIGN_OF_LIFE: Duration = Duration::from_secs(30);

/// A command's steps, numbered.
#[derive(Debug)]
pub struct Progress {
    total: usize,
    done: usize,
    live: bool,
}

impl Progress {
    /// A command of `total` steps.
    pub fn new(total: usize) -> Self {
        let live = stderr().is_terminal() && env::var_os("CI").is_none();
        Self {
            total,
            done: 0,
            live,
        }
    }

    /// How many steps have begun.
    pub fn done(&self) -> usize {
        self.done
    }

    /// Goes on counting from `done`, after steps that could not be run.
    pub fn skip_to(&mut self, done: usize) {
        self.done = done;
    }

    /// Runs one step and prints how it ended.
    pub fn step<T>(&mut self, title: &str, work: impl FnOnce(&Step) -> Result<T>) -> Result<T> {
        self.done += 1;
        let step = Step::begin(format!("[{}/{}] {title}", self.done, self.total), self.live);
        let result = work(&step);
        step.end(result.is_ok());
        result
    }
}

/// One step while it runs.
#[derive(Debug)]
pub struct Step {
    title: String,
    begun: Instant,
    spoken: Cell<Instant>,
    outcome: RefCell<Option<String>>,
    display: Display,
}

#[derive(Debug)]
enum Display {
    Live(ProgressBar),
    Plain,
    Silent,
}

impl Step {
    fn begin(title: String, live: bool) -> Self {
        let display = if live {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) =
                ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg}")
            {
                bar.set_style(style);
            }
            bar.set_prefix(title.clone());
            bar.enable_steady_tick(Duration::from_millis(120));
            Display::Live(bar)
        } else {
            eprintln!("{title} …");
            Display::Plain
        };
        Self::with(title, display)
    }

    /// A step that shows nothing, for a stack that a test starts.
    pub fn silent() -> Self {
        Self::with(String::new(), Display::Silent)
    }

    fn with(title: String, display: Display) -> Self {
        let begun = Instant::now();
        Self {
            title,
            begun,
            spoken: Cell::new(begun),
            outcome: RefCell::default(),
            display,
        }
    }

    /// Shows where the step is, for instance the last line of a program's output.
    pub fn note(&self, text: &str) {
        match &self.display {
            Display::Live(bar) => bar.set_message(text.trim().to_owned()),
            Display::Plain if self.spoken.get().elapsed() >= SIGN_OF_LIFE => {
                self.spoken.set(Instant::now());
                eprintln!(
                    "{} … {} ({})",
                    self.title,
                    seconds(self.begun.elapsed()),
                    text.trim()
                );
            }
            Display::Plain | Display::Silent => {}
        }
    }

    /// Says how the step ended when "done" would be wrong, for instance "already current".
    pub fn outcome(&self, text: impl Into<String>) {
        self.outcome.replace(Some(text.into()));
    }

    /// Prints a line of its own.
    pub fn say(&self, text: &str) {
        match &self.display {
            Display::Live(bar) => bar.println(text),
            Display::Plain => eprintln!("{text}"),
            Display::Silent => {}
        }
    }

    fn end(&self, good: bool) {
        let outcome = self.outcome.take().unwrap_or_else(|| "done".to_owned());
        let outcome = if good { outcome } else { "failed".to_owned() };
        let line = format!(
            "{}: {outcome} ({})",
            self.title,
            seconds(self.begun.elapsed())
        );
        match &self.display {
            Display::Live(bar) => {
                bar.finish_and_clear();
                eprintln!("{line}");
            }
            Display::Plain => eprintln!("{line}"),
            Display::Silent => {}
        }
    }
}

/// A duration as a person reads it: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        whole @ 10..120 => format!("{whole} s"),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        assert_eq!(seconds(Duration::from_millis(440)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(12)), "12 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_step_hands_its_result_on() {
        let mut progress = Progress {
            total: 2,
            done: 0,
            live: false,
        };
        assert_eq!(progress.step("one", |_| Ok(7)).unwrap(), 7);
        assert!(
            progress
                .step("two", |_| -> Result<()> { anyhow::bail!("no") })
                .is_err()
        );
    }
}
