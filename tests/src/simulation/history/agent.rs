//! What talks to one org: one job at a time, from a queue that outlives it, as at the edge.

use orgcast_shared::history::{OrgState, PushState};
use orgcast_shared::id::Millis;
use orgcast_shared::push::{
    Budget, Command, Event, Hints, Journal, JournalEntry, Machine, Notice, Reply, ReplyId, Step,
    capture, given_up, target_run,
};

use super::fault::Fault;
use super::ledger::Told;
use super::state::{Ask, Due, Engine, History, Interrupt, Job, Keep, Output, Run};

/// After so many beginnings a job is given up.
const MAX_BEGINNINGS: u64 = 10;

impl History {
    /// Adds a job, unless it is there already.
    pub(super) fn add_job(&mut self, org: usize, push: Option<usize>) {
        self.agenda.add(self.now, Due::Begin(org));
        let mut jobs = self.agents[org].jobs.iter_mut();
        if let Some(job) = jobs.find(|job| job.push == push) {
            job.held = false;
            return;
        }
        let number = self.number();
        self.agents[org].jobs.push_back(Job {
            number,
            push,
            begun: 0,
            due: Millis(0),
            journal: Vec::new(),
            held: false,
            end: None,
        });
    }

    /// Takes up the next job that is due.
    pub(super) fn begin(&mut self, org: usize) {
        let now = self.now;
        let agent = &mut self.agents[org];
        if agent.run.is_some() {
            return;
        }
        let is_open = |job: &&Job| job.end.is_none() && !job.held;
        let first_open = agent.jobs.iter().find(is_open);
        let first_open = first_open.map(|job| job.number);
        let ready = |job: &&mut Job| job.end.is_some() || Some(job.number) == first_open;
        let Some(job) = agent
            .jobs
            .iter_mut()
            .filter(ready)
            .min_by_key(|job| job.due)
        else {
            return;
        };
        if job.due > now {
            let due = job.due;
            return self.agenda.add(due, Due::Begin(org));
        }
        job.due = now + rest(job.begun);
        job.begun += 1;
        let job = job.clone();
        match (job.push, &job.end) {
            (Some(push), Some(end)) => {
                if self.report(push, org, end) {
                    self.agents[org]
                        .jobs
                        .retain(|known| known.number != job.number);
                }
                self.agenda.add(now, Due::Begin(org));
            }
            (Some(push), None) => self.begin_push(org, push, &job),
            (None, _) => {
                let engine = Engine::Read(capture(seed(org), self.hints(org)).knowing(&self.memo));
                self.start(org, &job, engine, None);
            }
        }
    }

    fn begin_push(&mut self, org: usize, push: usize, job: &Job) {
        if self.progress(push, org).state.is_final() {
            self.agents[org]
                .jobs
                .retain(|known| known.number != job.number);
            return self.agenda.add(self.now, Due::Begin(org));
        }
        if self.rests(org, push, job) {
            return;
        }
        let order = self.pushes[push].orders[&org].order.clone();
        let journal: Journal = job.journal.iter().cloned().collect();
        if job.begun > MAX_BEGINNINGS {
            self.note(|| format!("{org}: push {push} is given up"));
            let outcome = given_up(&order, Some(&journal), "it was lost again and again");
            return self.end_push(org, job.number, &outcome, None);
        }
        let source = self.snapshots[0].as_ref().expect("a plan's source");
        let definitions = source.connections.clone();
        let (base, hints, seed) = (self.bases[org], self.hints(org), seed(org));
        let run = target_run(order, base, definitions, journal, hints, seed);
        let engine = Engine::Push(run.knowing(&self.memo));
        let stopping = self.state_of(push) == PushState::Stopping;
        self.start(org, job, engine, stopping.then_some(Interrupt::Stop));
    }

    /// What the newest read of an org found.
    fn hints(&self, org: usize) -> Hints {
        let newest = self.snapshots[org].as_ref();
        newest.map(|read| read.hints.clone()).unwrap_or_default()
    }

    /// Whether a push rests here; then its job is held.
    fn rests(&mut self, org: usize, push: usize, job: &Job) -> bool {
        let part = self.progress(push, org).state;
        let journal: Journal = job.journal.iter().cloned().collect();
        match self.state_of(push) {
            PushState::Paused => self.rest(org, push, job.number),
            // What is at work goes on; nothing else begins.
            PushState::Halted if !part.is_at_work() && journal.is_empty() => {
                self.hold(org, job.number);
            }
            _ => return false,
        }
        self.agenda.add(self.now, Due::Begin(org));
        true
    }

    /// Holds a job until its push goes on; it begins again then, with its journal.
    pub(super) fn rest(&mut self, org: usize, push: usize, job: u64) {
        if !self.entered(push, org, OrgState::Paused) {
            return;
        }
        self.hold(org, job);
        if self.state_of(push) != PushState::Paused {
            self.add_job(org, Some(push));
        }
    }

    fn hold(&mut self, org: usize, job: u64) {
        let mut jobs = self.agents[org].jobs.iter_mut();
        if let Some(job) = jobs.find(|known| known.number == job) {
            (job.held, job.begun, job.due) = (true, 1, Millis(0));
        }
    }

    fn start(&mut self, org: usize, job: &Job, engine: Engine, interrupt: Option<Interrupt>) {
        let number = self.number();
        self.note(|| format!("{org}: begins {:?}, try {}", job.push, job.begun));
        self.agents[org].run = Some(Run {
            number,
            job: job.number,
            push: job.push,
            engine,
            begun_at: self.now,
            reading_since: self.now,
            interrupt: interrupt.map(|interrupt| (interrupt, self.now)),
            announced: Vec::new(),
            started: false,
            told: Told::default(),
        });
        // The calls that were made before the agent was count for the rate limit, too.
        let wait = if self.agents[org].budget.is_unused() {
            Budget::BEGINNING
        } else {
            Millis(0)
        };
        self.agenda.add(self.now + wait, Due::First(org, number));
    }

    /// The first step of a run.
    pub(super) fn first(&mut self, org: usize, run: u64) {
        let Some(found) = self.agents[org].run.as_mut().filter(|r| r.number == run) else {
            return;
        };
        found.started = true;
        let event = found
            .interrupt
            .map_or(Event::Start, |(interrupt, _)| interrupt.into());
        self.resume(org, run, event);
    }

    /// A run goes on, if it is still there.
    pub(super) fn resume(&mut self, org: usize, run: u64, event: Event) {
        let now = self.now;
        let Some(found) = self.agents[org].run.as_mut().filter(|r| r.number == run) else {
            return;
        };
        let (commands, output) = match &mut found.engine {
            Engine::Read(machine) => {
                let step = step(machine, now, event, org);
                (step.commands, step.output.map(Output::Read))
            }
            Engine::Push(machine) => {
                let step = step(machine, now, event, org);
                (step.commands, step.output.map(Output::Push))
            }
        };
        for command in commands {
            self.carry_out(org, run, command);
        }
        self.pump(org);
        if let Some(output) = output {
            self.finish(org, output);
        }
    }

    fn carry_out(&mut self, org: usize, run: u64, command: Command) {
        let (reply, keep) = match command {
            Command::Call(id, request) => {
                let call = (run, id, request);
                return self.agents[org].waiting.push_back(call);
            }
            Command::Wake(id, at) => {
                return self.agenda.add(at, Due::Reply(org, run, id, Reply::Done));
            }
            Command::Tell(notice) => return self.told(org, notice),
            Command::Store(id, nodes, bodies) => (id, Keep::Store(nodes, bodies)),
            Command::Load(id, digests, room) => (id, Keep::Load(digests, room)),
            Command::Journal(id, entry) => {
                let now = self.now;
                if let (JournalEntry::Intent { paths, .. }, Some(run)) =
                    (&entry, &mut self.agents[org].run)
                {
                    run.announced.push((now, paths.clone()));
                }
                (id, Keep::Journal(entry))
            }
        };
        let at = self.after(1, 8);
        self.agenda.add(at, Due::Keep(org, run, reply, keep));
    }

    fn told(&mut self, org: usize, notice: Notice) {
        match notice {
            Notice::State(state) => {
                self.note(|| format!("{org}: {state:?}"));
                let now = self.now;
                let Some(run) = self.agents[org].run.as_mut() else {
                    return;
                };
                if matches!(state, OrgState::Reading | OrgState::Verifying) {
                    run.reading_since = now;
                }
                run.told.is_writing = state == OrgState::Writing;
                if let Some(push) = run.push {
                    self.entered(push, org, state);
                }
            }
            Notice::Log(level, line) => self.note(|| format!("{org}: {level:?} {line}")),
            Notice::Read { .. } | Notice::Written { .. } => {}
        }
    }

    /// Storage does what a run asked for, or fails, which ends the run.
    pub(super) fn keep(&mut self, org: usize, run: u64, id: ReplyId, keep: Keep) {
        let is_there = |found: &Run| found.number == run;
        if !self.agents[org].run.as_ref().is_some_and(is_there) {
            return;
        }
        if self.loses(org, Fault::StoreBefore) {
            return self.lose(org);
        }
        let reply = match keep {
            Keep::Store(nodes, bodies) => {
                self.store.keep(nodes, bodies);
                Reply::Done
            }
            Keep::Load(digests, room) => {
                Reply::Bodies(self.store.load(digests, room.min(self.room)))
            }
            Keep::Journal(entry) => {
                self.note(|| format!("{org}: journal {entry:?}"));
                let push = self.agents[org].run.as_ref().and_then(|run| run.push);
                if let (JournalEntry::Intent { paths, .. }, Some(push)) = (&entry, push)
                    && !paths.is_empty()
                {
                    // Another push may come in between, where this one rests from here on. A run that
                    // only created connections begins anew with what is there then.
                    let base = self.bases[org];
                    self.pushes[push].bases.entry(org).or_insert(base);
                }
                if let Some(job) = self.job_of_run(org) {
                    if matches!(entry, JournalEntry::Settled { .. }) {
                        // It gets on.
                        job.begun = job.begun.min(1);
                    }
                    job.journal.push(entry);
                }
                Reply::Done
            }
        };
        if self.loses(org, Fault::StoreAfter) {
            return self.lose(org);
        }
        self.maybe_crash(org);
        self.resume(org, run, Event::Reply(id, reply));
    }

    pub(super) fn job_of_run(&mut self, org: usize) -> Option<&mut Job> {
        let agent = &mut self.agents[org];
        let number = agent.run.as_ref()?.job;
        agent.jobs.iter_mut().find(|job| job.number == number)
    }

    /// An agent is asked for something about a push.
    pub(super) fn asked(&mut self, org: usize, push: usize, ask: Ask) {
        let Ask::Interrupt(interrupt) = ask else {
            return self.add_job(org, Some(push));
        };
        let now = self.now;
        let Some(run) = self.agents[org].run.as_mut() else {
            return;
        };
        if run.push != Some(push) {
            return;
        }
        run.interrupt = Some((interrupt, now));
        let (number, started) = (run.number, run.started);
        if started {
            self.resume(org, number, interrupt.into());
        }
    }
}

/// Steps a machine. The source's commits no deliberate fault, since nothing would be written then.
fn step<T>(machine: &mut Machine<T>, now: Millis, event: Event, org: usize) -> Step<T> {
    #[cfg(feature = "sabotage")]
    if org == 0 {
        return orgcast_shared::push::sabotage::aside(|| machine.step(now, event));
    }
    let _ = org;
    machine.step(now, event)
}

/// How long a job rests that was begun so often before.
fn rest(begun: u64) -> Millis {
    Millis::from_secs((5 << begun.min(4)).min(60))
}

/// Spreads the waits of different orgs.
fn seed(org: usize) -> u64 {
    org as u64
}
