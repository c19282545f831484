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
    /// After this time they had ended.
    ended: Millis,
    /// After this time one was still at work, lately.
    at_work: Millis,
}

/// When a job was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// The last time that it was found at work, if it ever was.
    pub(super) at_work: Option<Millis>,
    /// When it was asked that had ended.
    pub(super) ended: Millis,
    /// When the answer to this had come.
    pub(super) answered: Millis,
}

impl Pace {
    /// Before this time no job is asked.
    const SHORTEST: Millis = Millis(500);
    const LONGEST: Millis = Millis::from_secs(5);

    /// How long to wait before a job that was just started is asked for the first time. Of a kind that
    /// hasn't been seen yet, nothing is known but what others took.
    pub(super) fn first_wait(&self, job: &Job) -> Millis {
        let known = self.known.get(kind(job)).map(|seen| seen.ended);
        let wait = known.or(self.newest).unwrap_or(Self::SHORTEST);
        wait.clamp(Self::SHORTEST, Self::LONGEST)
    }

    /// A job was found ended. All times count from its start.
    pub(super) fn ended(&mut self, job: &Job, asked: Asked) {
        let (ended, before) = (asked.ended, self.known.get(kind(job)));
        let seen = match (asked.at_work, before) {
            (Some(at_work), _) => Seen { ended, at_work },
            (None, Some(before)) => before.sooner(asked),
            // How much less would have been enough isn't known; a wait that is too short costs a call.
            (None, None) => Seen {
                ended,
                at_work: Millis(ended.0 - ended.0 / 8),
            },
        };
        self.known.insert(kind(job).to_owned(), seen);
        self.newest = Some(seen.ended);
    }
}

impl Seen {
    /// Where the first question was enough, a little less might have been, too; the less so the closer
    /// that is to where one was still at work. A question that came late by itself says nothing.
    fn sooner(self, asked: Asked) -> Self {
        if asked.answered.0 > asked.ended.0 + asked.ended.0 / 4 {
            return self;
        }
        let at_work = self.at_work.0 - self.at_work.0 / 256;
        let ended = asked.ended.0.min(self.ended.0);
        Self {
            ended: Millis(ended - ended.saturating_sub(at_work) / 8),
            at_work: Millis(at_work),
        }
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
    fn jobs_of_one_length_are_soon_asked_when_they_end_and_seldom_before() {
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
        assert!(early <= 8, "{early} questions came too early");
        assert!(lost / 80 < LENGTH / 5, "{} ms too late", lost / 80);
    }

    #[test]
    fn a_kind_that_was_only_seen_ended_is_not_soon_asked_too_early() {
        const LENGTH: u64 = 1_020;
        let (mut pace, import) = (Pace::default(), job("/v2/content/folders/0A/import"));
        pace.ended(&job("/v2/adminRecommended"), later(840, 1_180));
        for _ in 0..12 {
            let wait = pace.first_wait(&import).0;
            assert!(wait >= LENGTH, "{wait}");
            pace.ended(&import, at_once(wait));
        }
    }

    #[test]
    fn a_question_that_came_late_by_itself_says_nothing() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        pace.ended(&export, later(1_000, 1_280));
        let known = pace.clone();
        let asked = Asked {
            answered: Millis(2_000),
            ..at_once(1_280)
        };
        pace.ended(&export, asked);
        assert_eq!(pace.first_wait(&export), known.first_wait(&export));
        pace.ended(&export, at_once(1_280));
        assert!(pace.first_wait(&export) < known.first_wait(&export));
    }

    #[test]
    fn a_new_kind_starts_from_what_others_took_and_no_wait_is_endless() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        pace.ended(&export, later(50_000, 60_000));
        assert_eq!(
            pace.first_wait(&job("/v2/content/0A/delete")),
            Pace::LONGEST
        );
        pace.ended(&export, later(0, 0));
        assert_eq!(pace.first_wait(&export), Pace::SHORTEST);
    }
}
