use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::Millis;
use crate::sumo::jobs::Job;

/// How long jobs of an org have taken so far, so that the next one of a kind is asked for its state
/// when it has probably ended: every question costs one of four calls a second.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pace {
    /// By kind of job.
    known: BTreeMap<String, Seen>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    newest: Option<Millis>,
}

/// How long jobs of a kind took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    /// After this time they had ended, as far as questions say that had to wait in line.
    ended: Millis,
    /// After this time one was still at work, lately; nothing where that was never seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_work: Option<Millis>,
}

/// When a job was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// When the last answer had come that it was at work, if there was one.
    pub(super) at_work: Option<Millis>,
    /// When it was to be asked that had ended.
    pub(super) ended: Millis,
    /// When the answer to this had come.
    pub(super) answered: Millis,
}

impl Pace {
    /// Before this time no job is asked.
    const SHORTEST: Millis = Millis(500);
    const LONGEST: Millis = Millis::from_secs(5);

    /// How long to wait before a job that was just started is asked for the first time. Of a kind that hasn't
    /// been seen yet, nothing is known but what others took; an export holds what several of them brought, and
    /// a question that comes too early costs more than one that comes too late.
    pub(super) fn first_wait(&self, job: &Job) -> Millis {
        let kind = kind(job);
        let known = self.known.get(kind).map(|seen| seen.wait());
        let more = if kind == "export" { 3 } else { u64::MAX };
        let unknown = || self.newest.map(|newest| Millis(newest.0 + newest.0 / more));
        let wait = known.or_else(unknown).unwrap_or(Self::SHORTEST);
        wait.clamp(Self::SHORTEST, Self::LONGEST)
    }

    /// A job was found ended. All times count from its start.
    pub(super) fn ended(&mut self, job: &Job, asked: Asked) {
        let kind = kind(job);
        let seen = match self.known.get(kind) {
            Some(before) => before.and(asked),
            None => Seen {
                ended: asked.ended,
                at_work: asked.at_work,
            },
        };
        self.known.insert(kind.to_owned(), seen);
        self.newest = Some(seen.ended);
    }
}

impl Seen {
    /// How long to wait for the next one. Less than was enough is tried in small steps, as long as there may
    /// be much to gain.
    fn wait(self) -> Millis {
        let less = match self.at_work {
            None => self.ended.0 / 64,
            Some(at_work) => {
                let gap = self.ended - at_work;
                if gap.0 > self.ended.0 / 4 {
                    gap.0 / 8
                } else {
                    0
                }
            }
        };
        Millis(self.ended.0 - less)
    }

    /// With what was seen of another one.
    fn and(self, asked: Asked) -> Self {
        let Some(at_work) = asked.at_work else {
            if asked.is_late() {
                return self;
            }
            // Where one was at work a while ago, the next one may have ended.
            let at_work = self.at_work.map(|time| Millis(time.0 - time.0 / 256));
            let ended = asked.ended.min(self.ended);
            return Self {
                ended,
                at_work: at_work.map(|time| time.min(ended)),
            };
        };
        // What was enough for others is still the best guess, unless this one took longer.
        let ended = if at_work < self.ended {
            self.ended.min(asked.ended)
        } else {
            asked.ended
        };
        Self {
            ended,
            at_work: Some(at_work.min(ended)),
        }
    }
}

impl Asked {
    /// Whether the question waited in line: then when it was to be asked says nothing.
    fn is_late(self) -> bool {
        self.answered.0 > self.ended.0 + self.ended.0 / 4
    }
}

/// What a job does: the last part of the path under which it was started.
fn kind(job: &Job) -> &str {
    job.base.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::JobId;

    fn job(base: &str) -> Job {
        Job {
            base: base.to_owned(),
            id: JobId::new("1").unwrap(),
        }
    }

    fn at_once(ended: u64) -> Asked {
        Asked {
            at_work: None,
            ended: Millis(ended),
            answered: Millis(ended + 80),
        }
    }

    fn later(at_work: u64, ended: u64) -> Asked {
        Asked {
            at_work: Some(Millis(at_work)),
            ..at_once(ended)
        }
    }

    #[test]
    fn the_next_job_of_a_kind_is_asked_when_the_last_one_had_ended() {
        let (mut pace, import) = (Pace::default(), job("/v2/content/folders/0A/import"));
        assert_eq!(pace.first_wait(&import), Pace::SHORTEST);
        pace.ended(&import, later(1_000, 1_280));
        let other = job("/v2/content/folders/0B/import");
        assert_eq!(pace.first_wait(&other), Millis(1_280));
    }

    #[test]
    fn jobs_of_one_length_are_soon_asked_when_they_end_and_hardly_ever_before() {
        const LENGTH: u64 = 1_020;
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        let (mut early, mut lost) = (0, 0);
        for round in 0..100 {
            let wait = pace.first_wait(&export).0;
            let asked = if wait < LENGTH {
                early += 1;
                later(wait, wait.max(LENGTH - 100) + 250)
            } else {
                at_once(wait)
            };
            if round >= 20 {
                lost += asked.ended.0 - LENGTH;
            }
            pace.ended(&export, asked);
        }
        assert!(early <= 3, "{early} questions came too early");
        assert!(lost / 80 < LENGTH / 10, "{} ms too late", lost / 80);
    }

    #[test]
    fn what_was_enough_is_still_the_best_guess_after_a_question_that_came_too_early() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        pace.ended(&export, later(500, 1_100));
        let less = pace.first_wait(&export);
        assert!(less < Millis(1_100));
        pace.ended(&export, later(less.0, less.0 + 250));
        assert_eq!(pace.first_wait(&export), Millis(1_100));
        pace.ended(&export, later(1_200, 1_500));
        assert_eq!(
            pace.first_wait(&export),
            Millis(1_500),
            "they take longer now"
        );
    }

    #[test]
    fn a_new_kind_starts_from_what_others_took_an_export_from_more_and_needs_less_each_time() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        pace.ended(&job("/v2/content/folders/0A/import"), later(840, 1_200));
        assert_eq!(
            pace.first_wait(&job("/v2/content/0A/delete")),
            Millis(1_200)
        );
        let mut wait = pace.first_wait(&export);
        assert_eq!(wait, Millis(1_600));
        while wait > Pace::SHORTEST {
            pace.ended(&export, at_once(wait.0));
            let next = pace.first_wait(&export);
            assert!(next < wait && next.0 > wait.0 - wait.0 / 8);
            wait = next;
        }
    }

    #[test]
    fn a_question_that_waited_in_line_says_nothing_of_less() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        pace.ended(&export, later(1_000, 1_280));
        let known = pace.clone();
        let late = Asked {
            answered: Millis(2_000),
            ..at_once(1_100)
        };
        pace.ended(&export, late);
        assert_eq!(pace, known);
    }

    #[test]
    fn no_wait_is_endless_or_next_to_nothing() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        pace.ended(&export, later(50_000, 60_000));
        for kind in [&export, &job("/v2/content/0A/delete")] {
            assert_eq!(pace.first_wait(kind), Pace::LONGEST);
        }
        let mut pace = Pace::default();
        pace.ended(&export, later(0, 0));
        assert_eq!(pace.first_wait(&export), Pace::SHORTEST);
    }
}
