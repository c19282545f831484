use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::retry::next_wait;
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

/// A question for a job's state. All times count from the job's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Asked {
    /// When it was to be asked.
    pub(super) due: Millis,
    /// When the answer had come.
    pub(super) answered: Millis,
}

impl Pace {
    /// Before this time no job is asked.
    const SHORTEST: Millis = Millis(500);
    const LONGEST: Millis = Millis::from_secs(5);
    /// Nor again within this time.
    const SHORTEST_AGAIN: Millis = Millis(125);

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

    /// How long to wait before a job is asked again that was at work when it was asked last: until the time
    /// after which others had ended, where that is near.
    pub(super) fn next_wait(&self, job: &Job, asked: Asked) -> Millis {
        let longest = next_wait(asked.due);
        let known = self.known.get(kind(job)).map(|seen| seen.ended);
        match known {
            Some(ended) if ended > asked.due => {
                let rest = Millis(ended.0.saturating_sub(asked.answered.0));
                rest.clamp(Self::SHORTEST_AGAIN, longest)
            }
            _ => longest,
        }
    }

    /// A job was found ended by the `last` question, after the one `before` it had found it at work.
    pub(super) fn ended(&mut self, job: &Job, before: Option<Asked>, last: Asked) {
        let kind = kind(job);
        let at_work = before.map(Asked::time);
        let seen = match self.known.get(kind) {
            Some(seen) => seen.and(at_work, last),
            None => Seen {
                ended: last.due,
                at_work,
            },
        };
        self.known.insert(kind.to_owned(), seen);
        self.newest = Some(seen.ended);
    }
}

impl Seen {
    /// How long to wait for the next one. Less than was enough is tried as long as there may be much to gain:
    /// a job that hasn't ended yet costs a question more.
    fn wait(self) -> Millis {
        let less = match self.at_work {
            None => self.ended.0 / 8,
            Some(at_work) => {
                let gap = self.ended - at_work;
                if gap.0 > self.ended.0 / 6 {
                    gap.0 / 4
                } else {
                    0
                }
            }
        };
        Millis(self.ended.0 - less)
    }

    /// With what was seen of another one.
    fn and(self, at_work: Option<Millis>, last: Asked) -> Self {
        let Some(at_work) = at_work else {
            if last.is_late() {
                return self;
            }
            // Where one was at work a while ago, the next one may have ended.
            let at_work = self.at_work.map(|time| Millis(time.0 - time.0 / 256));
            let ended = last.due.min(self.ended);
            return Self {
                ended,
                at_work: at_work.map(|time| time.min(ended)),
            };
        };
        // What was enough for others is still the best guess, unless this one took longer.
        let ended = if at_work < self.ended {
            self.ended.min(last.due)
        } else {
            last.due
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
        self.answered.0 > self.due.0 + self.due.0 / 4
    }

    /// When it was asked, as far as that is known: the answer of one that didn't wait came soon.
    fn time(self) -> Millis {
        if self.is_late() {
            self.answered
        } else {
            self.due
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

    /// A question that didn't wait in line.
    fn asked(due: u64) -> Asked {
        Asked {
            due: Millis(due),
            answered: Millis(due + 80),
        }
    }

    /// A job was asked at these times, and had ended at the last one.
    fn ended(pace: &mut Pace, job: &Job, times: &[u64]) {
        let (last, before) = times.split_last().unwrap();
        let before = before.last().copied().map(asked);
        pace.ended(job, before, asked(*last));
    }

    /// The questions for a job of this length.
    fn questions(pace: &Pace, job: &Job, length: u64) -> Vec<u64> {
        let mut times = vec![pace.first_wait(job).0];
        while let Some(last) = times.last().copied().filter(|last| *last < length) {
            let question = asked(last);
            times.push(question.answered.0 + pace.next_wait(job, question).0);
        }
        times
    }

    #[test]
    fn the_next_job_of_a_kind_is_asked_when_the_last_one_had_ended() {
        let (mut pace, import) = (Pace::default(), job("/v2/content/folders/0A/import"));
        assert_eq!(pace.first_wait(&import), Pace::SHORTEST);
        ended(&mut pace, &import, &[1_150, 1_280]);
        let other = job("/v2/content/folders/0B/import");
        assert_eq!(pace.first_wait(&other), Millis(1_280));
    }

    #[test]
    fn jobs_of_one_length_are_soon_asked_when_they_end_and_hardly_ever_before() {
        let export = job("/v2/content/0A/export");
        for first in [500, 1_600, 4_000] {
            for length in [700, 1_020, 1_330, 3_000] {
                let mut pace = Pace::default();
                ended(&mut pace, &job("/v2/content/0A/import"), &[first]);
                let (mut questions_in_all, mut lost) = (0, 0);
                for round in 0..100 {
                    let times = questions(&pace, &export, length);
                    ended(&mut pace, &export, &times);
                    if round >= 20 {
                        questions_in_all += times.len();
                        lost += times.last().unwrap() - length;
                    }
                }
                let early = questions_in_all - 80;
                assert!(
                    early <= 3,
                    "{early} questions came too early: {first} {length}"
                );
                let late = lost / 80;
                assert!(
                    late < length / 8,
                    "{late} ms too late of {length} from {first}"
                );
            }
        }
    }

    #[test]
    fn what_was_enough_is_still_the_best_guess_after_a_question_that_came_too_early() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        ended(&mut pace, &export, &[500, 1_100]);
        let less = pace.first_wait(&export);
        assert_eq!(less, Millis(950));
        ended(&mut pace, &export, &[less.0, 1_155]);
        assert_eq!(pace.first_wait(&export), Millis(1_100));
        ended(&mut pace, &export, &[1_200, 1_325]);
        let longer = Millis(1_325);
        assert_eq!(pace.first_wait(&export), longer, "they take longer now");
    }

    #[test]
    fn after_a_question_that_came_too_early_the_next_one_comes_when_others_had_ended() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        assert_eq!(pace.next_wait(&export, asked(800)), Millis(250));
        ended(&mut pace, &export, &[2_000]);
        let waits = [1_500, 1_700, 1_999].map(|due| pace.next_wait(&export, asked(due)).0);
        assert_eq!(waits, [375, 220, 125]);
        assert_eq!(pace.next_wait(&export, asked(2_000)), Millis(500));
    }

    #[test]
    fn a_new_kind_starts_from_what_others_took_an_export_from_more_and_needs_less_each_time() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        ended(
            &mut pace,
            &job("/v2/content/folders/0A/import"),
            &[840, 1_200],
        );
        assert_eq!(
            pace.first_wait(&job("/v2/content/0A/delete")),
            Millis(1_200)
        );
        let mut wait = pace.first_wait(&export);
        assert_eq!(wait, Millis(1_600));
        while wait > Pace::SHORTEST {
            ended(&mut pace, &export, &[wait.0]);
            let next = pace.first_wait(&export);
            assert!(next < wait && next.0 > wait.0 - wait.0 / 4);
            wait = next;
        }
    }

    #[test]
    fn a_question_that_waited_in_line_says_nothing_of_less() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        ended(&mut pace, &export, &[1_150, 1_280]);
        let known = pace.clone();
        let late = Asked {
            answered: Millis(2_000),
            ..asked(1_100)
        };
        pace.ended(&export, None, late);
        assert_eq!(pace, known);
        pace.ended(&export, Some(late), asked(2_250));
        let longer = Millis(2_250);
        assert_eq!(
            pace.first_wait(&export),
            longer,
            "one was at work until 2 s"
        );
    }

    #[test]
    fn no_wait_is_endless_or_next_to_nothing() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        ended(&mut pace, &export, &[50_000, 60_000]);
        for kind in [&export, &job("/v2/content/0A/delete")] {
            assert_eq!(pace.first_wait(kind), Pace::LONGEST);
        }
        let mut pace = Pace::default();
        ended(&mut pace, &export, &[0, 0]);
        assert_eq!(pace.first_wait(&export), Pace::SHORTEST);
    }
}
