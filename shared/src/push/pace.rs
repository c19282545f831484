use std::collections::BTreeMap;

use crate::id::Millis;
use crate::sumo::jobs::Job;

/// How long jobs of an org have taken so far, so that the next one of a kind is asked for its state
/// when it has probably ended: every question costs one of four calls a second.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    /// By kind of job.
    known: BTreeMap<String, Millis>,
    newest: Option<Millis>,
}

impl Pace {
    /// Before this time no job is asked.
    const SHORTEST: Millis = Millis(500);
    const LONGEST: Millis = Millis::from_secs(5);

    /// How long to wait before a job that was just started is asked for the first time. Of a kind that
    /// hasn't been seen yet, nothing is known but what others took.
    pub(super) fn first_wait(&self, job: &Job) -> Millis {
        let known = self.known.get(kind(job)).copied();
        known.or(self.newest).unwrap_or(Self::SHORTEST)
    }

    /// A job was found ended when it was asked after this time, for the first time or not.
    pub(super) fn ended(&mut self, job: &Job, after: Millis, at_once: bool) {
        // Where the first question was enough, a little less might have been, too.
        let took = if at_once {
            Millis(after.0 - after.0 / 32)
        } else {
            after
        };
        let took = took.clamp(Self::SHORTEST, Self::LONGEST);
        self.known.insert(kind(job).to_owned(), took);
        self.newest = Some(took);
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

    #[test]
    fn the_next_job_of_a_kind_is_asked_when_the_last_one_had_ended() {
        let (mut pace, import) = (Pace::default(), job("/v2/content/folders/0A/import"));
        assert_eq!(pace.first_wait(&import), Pace::SHORTEST);
        pace.ended(&import, Millis(1_280), false);
        let other = job("/v2/content/folders/0B/import");
        assert_eq!(pace.first_wait(&other), Millis(1_280));
        pace.ended(&other, Millis(1_280), true);
        assert_eq!(pace.first_wait(&other), Millis(1_240));
    }

    #[test]
    fn a_new_kind_starts_from_what_others_took_and_no_wait_is_endless() {
        let (mut pace, export) = (Pace::default(), job("/v2/content/0A/export"));
        pace.ended(&export, Millis(60_000), false);
        assert_eq!(
            pace.first_wait(&job("/v2/content/0A/delete")),
            Pace::LONGEST
        );
        pace.ended(&export, Millis(0), true);
        assert_eq!(pace.first_wait(&export), Pace::SHORTEST);
    }
}
