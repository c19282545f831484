use orgcast_shared::id::{OrgId, PushId};
use serde::{Deserialize, Serialize};

use crate::ask::PushOrder;
use crate::store::{Database, Statement, StoreError, first, run};

/// What an object has to do for its org, in order. It outlives the object: a job is done when it is
/// removed, and is begun again when the runtime ended in between.
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
    /// Whether the push was stopped.
    pub stopping: bool,
    /// How often it was begun before: more than never means that the runtime ended meanwhile.
    pub begun: u64,
}

const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS queue (
       seq INTEGER PRIMARY KEY AUTOINCREMENT, org TEXT NOT NULL, key TEXT NOT NULL UNIQUE,
       job_json TEXT NOT NULL, stopping INTEGER NOT NULL DEFAULT 0,
       begun INTEGER NOT NULL DEFAULT 0)",
    super::journal::TABLE,
];

impl<'a, D: Database> Queue<'a, D> {
    /// The queue in an object's database, which gets its tables on the way.
    pub async fn open(db: &'a D) -> Result<Self, StoreError> {
        db.batch(TABLES.map(Statement::new).to_vec()).await?;
        Ok(Self(db))
    }

    /// Adds a job; one that is there already stays where it is.
    pub async fn add(&self, org: &OrgId, job: &Job) -> Result<(), StoreError> {
        let text = serde_json::to_string(job)
            .map_err(|_| StoreError::new("a job can't be written as JSON"))?;
        let key = match job {
            Job::Read => "read".to_owned(),
            Job::Push(order) => push_key(&order.push),
        };
        let insert = Statement::new(
            "INSERT INTO queue (org, key, job_json) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        );
        run(self.0, insert.bind(org).bind(key).bind(text)).await
    }

    /// The next job. It is counted as begun.
    pub async fn begin(&self) -> Result<Option<Queued>, StoreError> {
        let select = "SELECT json_array(seq, org, json(job_json), stopping, begun) AS row
             FROM queue ORDER BY seq LIMIT 1";
        let next: Option<(u64, OrgId, Job, u8, u64)> =
            first(self.0, Statement::new(select)).await?;
        let next = next.map(|(seq, org, job, stopping, begun)| Queued {
            seq,
            org,
            job,
            stopping: stopping != 0,
            begun,
        });
        if let Some(next) = &next {
            let update = Statement::new("UPDATE queue SET begun = begun + 1 WHERE seq = ?");
            run(self.0, update.bind(next.seq)).await?;
        }
        Ok(next)
    }

    /// A job is done; its journal goes with it.
    pub async fn end(&self, done: &Queued) -> Result<(), StoreError> {
        let delete = Statement::new("DELETE FROM queue WHERE seq = ?").bind(done.seq);
        let forget = Statement::new("DELETE FROM journal WHERE seq = ?").bind(done.seq);
        self.0.batch(vec![delete, forget]).await.map(drop)
    }

    /// Marks a push as stopped, in case it hasn't begun or is begun again.
    pub async fn stop(&self, push: &PushId) -> Result<(), StoreError> {
        let update = Statement::new("UPDATE queue SET stopping = 1 WHERE key = ?");
        run(self.0, update.bind(push_key(push))).await
    }

    /// Whether a push is waiting or going on.
    pub async fn has_push(&self) -> Result<bool, StoreError> {
        let select = "SELECT '' AS row FROM queue WHERE key <> 'read' LIMIT 1";
        self.finds(select).await
    }

    /// Whether there is nothing to do.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        let select = "SELECT '' AS row FROM queue LIMIT 1";
        Ok(!self.finds(select).await?)
    }

    async fn finds(&self, select: &'static str) -> Result<bool, StoreError> {
        let results = self.0.batch(vec![Statement::new(select)]).await?;
        Ok(results.iter().any(|rows| !rows.is_empty()))
    }
}

fn push_key(push: &PushId) -> String {
    format!("push {push}")
}

#[cfg(test)]
mod tests {
    use futures_executor::block_on;
    use orgcast_shared::id::Digest;

    use super::*;
    use crate::store::memory::Memory;

    fn push(id: &str) -> Job {
        Job::Push(PushOrder {
            push: PushId::new(id).unwrap(),
            source: OrgId::new("source").unwrap(),
            order: Digest::of(b"order"),
        })
    }

    #[test]
    fn jobs_come_in_order_and_once() {
        let db = Memory::empty();
        let org = OrgId::new("o").unwrap();
        let queue = block_on(Queue::open(&db)).unwrap();
        for job in [Job::Read, push("p"), Job::Read, push("p")] {
            block_on(queue.add(&org, &job)).unwrap();
        }
        let first = block_on(queue.begin()).unwrap().unwrap();
        assert_eq!((&first.job, &first.org, first.begun), (&Job::Read, &org, 0));
        assert!(block_on(queue.has_push()).unwrap());
        block_on(queue.end(&first)).unwrap();
        let second = block_on(queue.begin()).unwrap().unwrap();
        assert_eq!(second.job, push("p"));
        block_on(queue.end(&second)).unwrap();
        assert_eq!(block_on(queue.begin()).unwrap(), None);
        assert!(block_on(queue.is_empty()).unwrap());
    }

    #[test]
    fn a_job_that_was_interrupted_is_begun_again_and_stays_stopped() {
        let db = Memory::empty();
        let queue = block_on(Queue::open(&db)).unwrap();
        block_on(queue.add(&OrgId::new("o").unwrap(), &push("p"))).unwrap();
        assert!(!block_on(queue.begin()).unwrap().unwrap().stopping);
        block_on(queue.stop(&PushId::new("p").unwrap())).unwrap();
        let queue = block_on(Queue::open(&db)).unwrap();
        let again = block_on(queue.begin()).unwrap().unwrap();
        assert_eq!((again.begun, again.stopping), (1, true));
    }
}
