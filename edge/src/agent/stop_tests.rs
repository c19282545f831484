//! Pushes that are stopped before their turn has come, and records that can't be read any more.

use futures_executor::block_on;
use orgcast_shared::history::{OrgState, Outcome, PushState};
use orgcast_shared::id::PushId;
use orgcast_shared::push::JournalEntry;

use super::push_tests::{end, order, push, reports, stop};
use super::tests::{add, agent, work_later};
use super::{Agent, Job, Queue, Queued, append, call_off, run};
use crate::ask::OrgReport;
use crate::platform::Platform;
use crate::store::memory::Memory;
use crate::store::{self, Statement, pushes};
use crate::testing::TestPlatform;

type TestAgent = Agent<TestPlatform, Memory>;

/// An agent that reads its org, and has a push to create two items after that.
fn busy() -> TestAgent {
    let (agent, org) = agent();
    add(&agent, &org, &Job::Read);
    let job = order(&agent, &[("/a", "create"), ("/b", "create")]);
    add(&agent, &org, &job);
    assert_eq!(begin(&agent).job, Job::Read);
    agent
}

fn queue(agent: &TestAgent) -> Queue<'_, Memory> {
    block_on(Queue::open(&agent.own)).unwrap()
}

/// Begins the next job.
fn begin(agent: &TestAgent) -> Queued {
    let queue = queue(agent);
    let due = block_on(queue.next()).unwrap().expect("a job");
    block_on(agent.platform.sleep_until(due));
    block_on(queue.begin(due)).unwrap().expect("a job")
}

fn own(agent: &TestAgent, sql: &'static str) {
    block_on(store::run(&agent.own, Statement::new(sql))).unwrap();
}

fn hear(agent: &TestAgent, stopped: &PushId) {
    block_on(call_off(agent, &queue(agent), stopped)).unwrap();
}

fn announce(agent: &TestAgent, job: &Queued, path: &str) {
    let paths = vec![path.parse().unwrap()];
    let intent = JournalEntry::Intent { write: 0, paths };
    block_on(append(&agent.own, job.seq, &intent)).unwrap();
}

#[test]
fn a_push_that_waits_for_its_turn_ends_when_it_is_stopped() {
    let agent = busy();
    hear(&agent, &push());
    assert!(reports(&agent).is_empty(), "nobody has stopped it");
    stop(&agent);
    hear(&agent, &PushId::new("other").unwrap());
    assert!(reports(&agent).is_empty(), "another one was stopped");
    hear(&agent, &push());
    let stopped = vec![Outcome::Stopped; 2];
    assert_eq!(end(&agent), (OrgState::Stopped, stopped));
    assert!(agent.platform.calls.borrow().is_empty());
    // The read goes on, and nothing else is left.
    assert_eq!(begin(&agent).job, Job::Read);
    hear(&agent, &push());
    assert_eq!(reports(&agent).len(), 1);
}

#[test]
fn so_does_one_that_rests_and_has_written_nothing() {
    let agent = busy();
    let (queue, read) = (queue(&agent), begin(&agent));
    block_on(queue.remove(&read)).unwrap();
    block_on(queue.hold(&begin(&agent))).unwrap();
    stop(&agent);
    hear(&agent, &push());
    assert_eq!(end(&agent).0, OrgState::Stopped);
    assert_eq!(block_on(queue.next()).unwrap(), None);
}

#[test]
fn one_that_is_running_or_has_written_something_ends_by_itself() {
    let agent = busy();
    let (queue, read) = (queue(&agent), begin(&agent));
    block_on(queue.remove(&read)).unwrap();
    let job = begin(&agent);
    stop(&agent);
    hear(&agent, &push());
    assert!(reports(&agent).is_empty(), "it is running");
    announce(&agent, &job, "/a");
    block_on(queue.hold(&job)).unwrap();
    hear(&agent, &push());
    assert!(reports(&agent).is_empty(), "what it wrote has to be read");
}

#[test]
fn an_end_that_could_not_be_told_is_told_when_the_push_is_stopped_again() {
    let agent = busy();
    let read = begin(&agent);
    stop(&agent);
    agent.platform.deaf_pushes.set(1);
    assert!(block_on(call_off(&agent, &queue(&agent), &push())).is_err());
    assert!(reports(&agent).is_empty());
    // Nothing is before it now, but it waits a while until it is told again by itself.
    block_on(queue(&agent).remove(&read)).unwrap();
    hear(&agent, &push());
    assert_eq!(end(&agent).0, OrgState::Stopped);
}

/// What becomes of the push's job, which is the next one, and whether the org is read after it.
fn given_up(agent: &TestAgent) -> (Vec<Outcome>, bool) {
    work_later(agent).unwrap();
    let (state, outcomes) = end(agent);
    assert_eq!(state, OrgState::Failed);
    assert!(agent.platform.calls.borrow().is_empty());
    let reads = block_on(queue(agent).next()).unwrap().is_some();
    (outcomes, reads)
}

/// An agent whose next job is the push.
fn ready() -> TestAgent {
    let agent = busy();
    let read = begin(&agent);
    block_on(queue(&agent).remove(&read)).unwrap();
    agent
}

#[test]
fn without_its_report_nobody_knows_what_an_ended_push_has_written() {
    let agent = ready();
    let report = OrgReport::about(&begin(&agent).org);
    let queue = queue(&agent);
    block_on(queue.end(&begin(&agent), &report)).unwrap();
    own(&agent, "UPDATE news SET piece = '{'");
    assert_eq!(given_up(&agent), (vec![Outcome::Unverified; 2], true));
}

#[test]
fn a_journal_that_can_not_be_read_blocks_an_org_no_longer_than_any_other_fault() {
    let agent = ready();
    announce(&agent, &begin(&agent), "/a");
    own(&agent, "UPDATE journal SET entry_json = '{}'");
    for _ in 1..Queued::MAX_BEGINNINGS {
        assert!(work_later(&agent).is_err());
    }
    assert_eq!(given_up(&agent), (vec![Outcome::Unverified; 2], true));
}

#[test]
fn an_org_of_a_push_that_is_given_up_is_read_where_something_may_have_been_written() {
    for (announced, outcome) in [(true, Outcome::Unverified), (false, Outcome::Failed)] {
        let agent = ready();
        let job = begin(&agent);
        if announced {
            announce(&agent, &job, "/a");
        }
        for _ in 1..Queued::MAX_BEGINNINGS {
            begin(&agent);
        }
        assert_eq!(
            given_up(&agent),
            (vec![outcome, Outcome::Failed], announced)
        );
    }
}

#[test]
fn a_job_that_can_not_be_read_is_mended_when_it_is_asked_for_again() {
    let (agent, org) = agent();
    let job = order(&agent, &[("/a", "create")]);
    add(&agent, &org, &job);
    own(&agent, "UPDATE jobs SET job_json = '{}'");
    assert!(block_on(run(&agent)).is_err());
    add(&agent, &org, &job);
    assert_eq!(begin(&agent).job, job);
    let part = block_on(pushes::part(agent.platform.db(), &push(), &org)).unwrap();
    assert_eq!(part.unwrap().0, PushState::Running);
}
