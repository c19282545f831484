use orgcast_shared::api::Stage;
use orgcast_shared::id::{ItemPath, Millis, OrgId, PushId};
use serde::{Deserialize, Serialize};

use super::{hints, journal, news, quiet};
use crate::ask::{OrgReport, PushOrder};
use crate::store::{Database, Statement, StoreError, first, run};

/// What an object has to do for its org. It outlives the object: a job is there until it is done,
/// and is begun again when the runtime or storage failed it in between.
///
/// Jobs are carried out in order. One that is held, because its push is paused, stays with its journal
/// until it is asked for again, and holds up nobody meanwhile. One that has ended but isn't known to its push yet holds up
/// nobody: it stays until its news is delivered, and a repeated ask changes nothing till then.
/// After that the database knows its end.
#[derive(Debug)]
pub struct Queue<'a, D>(&'a D);

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Job {
    /// Read the org.
    Read,
    /// Carry out an order.
    Push(PushOrder),
}

/// A job in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Its place.
    pub seq: u64,
    /// Which org; an object isn't told its own name.
    pub org: OrgId,
    /// What to do.
    pub job: Job,
    /// Whether only its news is left to be delivered.
    pub ended: bool,
    /// How often it, or the delivery, was begun before.
    pub begun: u64,
}

impl Queued {
    /// After so many beginnings without a write that came to its end, a job is given up: whatever
    /// keeps it from its end, our storage or a fault that ends the runtime, has done so for minutes.
    pub(super) const MAX_BEGINNINGS: u64 = 10;

    /// Whether it is to be given up.
    pub fn is_hopeless(&self) -> bool {
        !self.ended && self.begun >= Self::MAX_BEGINNINGS
    }
}

/// As the database gives it.
type Row = (u64, OrgId, Job, u8, u64);

impl From<Row> for Queued {
    fn from((seq, org, job, ended, begun): Row) -> Self {
        Self {
            seq,
            org,
            job,
            ended: ended != 0,
            begun,
        }
    }
}

const TABLES: [&str; 6] = [
    "CREATE TABLE IF NOT EXISTS jobs (
       seq INTEGER PRIMARY KEY AUTOINCREMENT, org TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
       job_json TEXT NOT NULL, ended INTEGER NOT NULL DEFAULT 0,
       begun INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE IF NOT EXISTS held (seq INTEGER PRIMARY KEY)",
    journal::TABLE,
    news::TABLE,
    hints::TABLE,
    quiet::TABLE,
];

/// Jobs that don't have to wait for another one.
macro_rules! select_ready {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " AS row FROM jobs
             WHERE seq NOT IN (SELECT seq FROM held)
               AND (ended OR seq = (SELECT min(seq) FROM jobs
                                    WHERE NOT ended AND seq NOT IN (SELECT seq FROM held))) ",
            $rest,
            " LIMIT 1"
        )
    };
}

impl<'a, D: Database> Queue<'a, D> {
    /// The queue in an object's database, which gets its tables on the way.
    pub async fn open(db: &'a D) -> Result<Self, StoreError> {
        db.batch(TABLES.map(Statement::new).to_vec()).await?;
        Ok(Self(db))
    }

    /// Adds a job; one that is there already keeps its place, but is held no longer.
    pub async fn add(&self, org: &OrgId, job: &Job) -> Result<(), StoreError> {
        let text = serde_json::to_string(job)
            .map_err(|_| StoreError::new("a job can't be written as JSON"))?;
        let key = match job {
            Job::Read => READ.to_owned(),
            Job::Push(order) => push_key(&order.push),
        };
        let insert = Statement::new(
            "INSERT INTO jobs (org, key, job_json) VALUES (?, ?, ?)
             ON CONFLICT (key) DO UPDATE SET job_json = excluded.job_json",
        );
        let insert = insert.bind(org).bind(key.as_str()).bind(text);
        self.0.batch(vec![insert, release(key)]).await.map(drop)
    }

    /// Puts a job aside; what its push hasn't been told of it yet was told.
    pub async fn hold(&self, job: &Queued) -> Result<(), StoreError> {
        let statements = [
            "INSERT INTO held (seq) VALUES (?) ON CONFLICT DO NOTHING",
            // It is no failure, so it doesn't count; but calls may have been made a moment ago.
            "UPDATE jobs SET begun = 1, due = 0 WHERE seq = ?",
            "DELETE FROM news WHERE seq = ?",
        ];
        let statements = statements.map(|sql| Statement::new(sql).bind(job.seq));
        self.0.batch(statements.to_vec()).await.map(drop)
    }

    /// A push goes on here, if it was held.
    pub async fn release(&self, push: &PushId) -> Result<(), StoreError> {
        run(self.0, release(push_key(push))).await
    }

    /// The next job that is due. It is counted as begun, and isn't due again for a while.
    pub async fn begin(&self, now: Millis) -> Result<Option<Queued>, StoreError> {
        let select = Statement::new(select_ready!(
            "json_array(seq, org, json(job_json), ended, begun)",
            "AND due <= ? ORDER BY seq"
        ));
        let next: Option<Row> = first(self.0, select.bind(now)).await?;
        let Some(queued) = next.map(Queued::from) else {
            return Ok(None);
        };
        let update = Statement::new("UPDATE jobs SET begun = begun + 1, due = ? WHERE seq = ?");
        let due = now + rest(queued.begun);
        run(self.0, update.bind(due).bind(queued.seq)).await?;
        Ok(Some(queued))
    }

    /// A push's job that waits behind another one, or is held, and has written nothing; or that has ended.
    pub async fn waiting(&self, push: &PushId) -> Result<Option<Queued>, StoreError> {
        let select = Statement::new(
            "SELECT json_array(seq, org, json(job_json), ended, begun) AS row FROM jobs
             WHERE key = ?
               AND (ended OR seq NOT IN (SELECT seq FROM journal)
                             AND (seq IN (SELECT seq FROM held)
                                  OR seq > (SELECT min(seq) FROM jobs
                                            WHERE NOT ended AND seq NOT IN (SELECT seq FROM held))))",
        );
        let found: Option<Row> = first(self.0, select.bind(push_key(push))).await?;
        Ok(found.map(Queued::from))
    }

    /// When there is something to do next.
    pub async fn next(&self) -> Result<Option<Millis>, StoreError> {
        let select = select_ready!("CAST(due AS TEXT)", "ORDER BY due");
        first(self.0, Statement::new(select)).await
    }

    /// How far the cells of a push are here: every one whose writing has begun, by path. `None` where
    /// the push has come to its end here: then the journal is gone, and what became of the cells is in
    /// the report that is being delivered.
    pub async fn stages(
        &self,
        push: &PushId,
    ) -> Result<Option<Vec<(ItemPath, Stage)>>, StoreError> {
        let key = push_key(push);
        // In this order, so that a journal that is gone is never taken for one without a write.
        let stages = journal::stages(self.0, &key).await?;
        let select = Statement::new("SELECT CAST(ended AS TEXT) AS row FROM jobs WHERE key = ?");
        let ended: Option<u8> = first(self.0, select.bind(key)).await?;
        Ok((ended.unwrap_or_default() == 0).then_some(stages))
    }

    /// What a push hasn't been told of this job yet.
    pub async fn news(&self, job: &Queued) -> Result<Option<OrgReport>, StoreError> {
        news::load(self.0, job.seq).await
    }

    /// Keeps what a push hasn't been told yet, for the next beginning.
    pub async fn keep(&self, job: &Queued, report: &OrgReport) -> Result<(), StoreError> {
        self.0
            .batch(news::replace(job.seq, report)?)
            .await
            .map(drop)
    }

    /// A push came to its end in this org; all that is left is to deliver this report.
    pub async fn end(&self, job: &Queued, report: &OrgReport) -> Result<(), StoreError> {
        let mut statements = news::replace(job.seq, report)?;
        let end = "UPDATE jobs SET ended = 1, begun = 0, due = 0 WHERE seq = ?";
        let forget = "DELETE FROM journal WHERE seq = ?";
        statements.extend([end, forget].map(|sql| Statement::new(sql).bind(job.seq)));
        self.0.batch(statements).await.map(drop)
    }

    /// Nothing is left to do for a job.
    pub async fn remove(&self, job: &Queued) -> Result<(), StoreError> {
        let statements = [
            "DELETE FROM jobs WHERE seq = ?",
            "DELETE FROM journal WHERE seq = ?",
            "DELETE FROM news WHERE seq = ?",
        ];
        let statements = statements.map(|sql| Statement::new(sql).bind(job.seq));
        self.0.batch(statements.to_vec()).await.map(drop)
    }
}

const READ: &str = "read";

fn release(key: String) -> Statement {
    Statement::new("DELETE FROM held WHERE seq = (SELECT seq FROM jobs WHERE key = ?)").bind(key)
}

fn push_key(push: &PushId) -> String {
    format!("push {push}")
}

/// How long a job rests that was begun so often before: 5 s at first, a minute in the end.
fn rest(begun: u64) -> Millis {
    Millis::from_secs((5 << begun.min(4)).min(60))
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::id::Digest;
    use orgcast_shared::push::JournalEntry;

    use super::*;
    use crate::store::memory::Memory;

    const NOW: Millis = Millis(1_000);

    fn push(id: &str) -> Job {
        Job::Push(PushOrder {
            push: PushId::new(id).unwrap(),
            source: OrgId::new("source").unwrap(),
            order: Digest::of(b"order"),
        })
    }

    fn org() -> OrgId {
        OrgId::new("o").unwrap()
    }

    fn queue<'a>(db: &'a Memory, jobs: &[Job]) -> Queue<'a, Memory> {
        let queue = block_on(Queue::open(db)).unwrap();
        for job in jobs {
            block_on(queue.add(&org(), job)).unwrap();
        }
        queue
    }

    fn begin(queue: &Queue<'_, Memory>, now: Millis) -> Option<Queued> {
        block_on(queue.begin(now)).unwrap()
    }

    #[test]
    fn jobs_come_in_order_and_once() {
        let db = Memory::empty();
        let queue = queue(&db, &[Job::Read, push("p"), Job::Read, push("p")]);
        let first = begin(&queue, NOW).unwrap();
        assert_eq!(
            (&first.job, &first.org, first.begun),
            (&Job::Read, &org(), 0)
        );
        block_on(queue.remove(&first)).unwrap();
        let second = begin(&queue, NOW).unwrap();
        assert_eq!(second.job, push("p"));
        block_on(queue.remove(&second)).unwrap();
        assert_eq!(begin(&queue, NOW), None);
        assert_eq!(block_on(queue.next()).unwrap(), None);
    }

    #[test]
    fn a_job_that_was_interrupted_rests_longer_each_time_and_holds_up_those_after_it() {
        let db = Memory::empty();
        let queue = queue(&db, &[push("p"), Job::Read]);
        let mut now = NOW;
        for (begun, seconds) in [5, 10, 20, 40, 60, 60].into_iter().enumerate() {
            let job = begin(&queue, now).unwrap();
            assert_eq!((&job.job, job.begun), (&push("p"), begun as u64));
            assert!(!job.is_hopeless());
            assert_eq!(begin(&queue, now), None);
            now = now + Millis::from_secs(seconds);
            assert_eq!(block_on(queue.next()).unwrap(), Some(now));
        }
        let hopeless = (0..9).map(|_| {
            now = now + Millis::from_secs(60);
            begin(&queue, now).unwrap().is_hopeless()
        });
        assert!(hopeless.last().unwrap());
    }

    #[test]
    fn a_job_whose_writes_come_to_their_ends_is_never_hopeless() {
        let db = Memory::empty();
        let queue = queue(&db, &[push("p")]);
        let mut now = NOW;
        for write in 0..2 * u32::try_from(Queued::MAX_BEGINNINGS).unwrap() {
            let job = begin(&queue, now).unwrap();
            assert!(!job.is_hopeless() && job.begun == 0);
            for entry in [
                JournalEntry::Intent {
                    write,
                    paths: Vec::new(),
                },
                JournalEntry::Settled { write },
            ] {
                block_on(journal::append(&db, job.seq, &entry)).unwrap();
            }
            now = now + Millis::from_secs(60);
        }
    }

    #[test]
    fn a_job_that_is_held_holds_up_nobody_and_begins_again_when_it_is_asked_for() {
        let db = Memory::empty();
        let queue = queue(&db, &[push("p"), Job::Read]);
        let first = begin(&queue, NOW).unwrap();
        block_on(queue.hold(&first)).unwrap();
        let read = begin(&queue, NOW).unwrap();
        assert_eq!(read.job, Job::Read);
        block_on(queue.remove(&read)).unwrap();
        // The object is made anew in between.
        let queue = block_on(Queue::open(&db)).unwrap();
        assert_eq!(block_on(queue.next()).unwrap(), None);
        block_on(queue.add(&org(), &Job::Read)).unwrap();
        block_on(queue.add(&org(), &push("p"))).unwrap();
        let again = begin(&queue, NOW).unwrap();
        assert_eq!((again.seq, again.begun), (first.seq, 1));
        block_on(queue.hold(&again)).unwrap();
        block_on(queue.release(&PushId::new("p").unwrap())).unwrap();
        assert_eq!(begin(&queue, NOW).unwrap().seq, first.seq);
    }

    #[test]
    fn an_end_that_is_to_be_delivered_stays_and_holds_up_nobody() {
        let db = Memory::empty();
        let queue = queue(&db, &[push("p"), Job::Read]);
        let job = begin(&queue, NOW).unwrap();
        let report = OrgReport::about(&org());
        let stages = || block_on(queue.stages(&PushId::new("p").unwrap())).unwrap();
        assert_eq!(stages(), Some(Vec::new()));
        block_on(queue.end(&job, &report)).unwrap();
        assert_eq!(stages(), None, "no cell waits any more");
        block_on(queue.add(&org(), &push("p"))).unwrap();
        let ended = begin(&queue, NOW).unwrap();
        assert_eq!((ended.seq, ended.ended, ended.begun), (job.seq, true, 0));
        assert_eq!(block_on(queue.news(&ended)).unwrap(), Some(report));
        let next = begin(&queue, NOW).unwrap();
        assert_eq!(next.job, Job::Read);
        block_on(queue.remove(&next)).unwrap();
        let again = NOW + Millis::from_secs(5);
        assert_eq!(block_on(queue.next()).unwrap(), Some(again));
        let ended = begin(&queue, again).unwrap();
        assert_eq!((ended.ended, ended.begun), (true, 1));
        block_on(queue.remove(&ended)).unwrap();
        assert_eq!(block_on(queue.news(&ended)).unwrap(), None);
        assert_eq!(block_on(queue.next()).unwrap(), None);
    }
}
