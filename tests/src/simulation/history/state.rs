use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::sync::Arc;

use orgcast_sandbox::{Guesses, Request, Ticket, World, WorldConfig};
use orgcast_shared::api::{self, OrgProgress};
use orgcast_shared::content::{FolderNode, Memo};
use orgcast_shared::history::{CellRecord, OrgState};
use orgcast_shared::id::{Digest, ItemPath, Millis};
use orgcast_shared::push::{
    Before, Budget, CaptureError, Captured, Coordinator, Event, JournalEntry, Machine, OrderCell,
    OrgOrder, OrgOutcome, Reply, ReplyId,
};
use orgcast_shared::select::{Choices, Options, RollbackChoices};
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, TransportFault};

use super::super::{SimOrg, Store};
use super::agenda::Agenda;
use super::dice::Dice;
use super::epilogue::Epilogue;
use super::fault::{Fault, Figures, Temper, Weather};
use super::ledger::{Ledger, Told};
use super::person::Person;
use super::promise::Broken;

/// One history: what there is and what is to happen.
pub(super) struct History {
    pub(super) now: Millis,
    pub(super) began_at: Millis,
    pub(super) dice: Dice,
    pub(super) agenda: Agenda<Due>,
    pub(super) world: World,
    pub(super) guesses: Guesses,
    pub(super) job_ms: u64,
    /// How many bytes of bodies are loaded at once, at most.
    pub(super) room: usize,
    /// The source first. Everything about an org stands at its place here.
    pub(super) orgs: Vec<SimOrg>,
    pub(super) agents: Vec<Agent>,
    pub(super) ledgers: Vec<Ledger>,
    pub(super) store: Store,
    /// Items that the runtime knows again, until it ends.
    pub(super) memo: Memo,
    /// The newest read of each org, and its base.
    pub(super) snapshots: Vec<Option<Captured>>,
    /// When that read began.
    pub(super) read_since: Vec<Millis>,
    pub(super) bases: Vec<Option<Digest>>,
    pub(super) pushes: Vec<Push>,
    pub(super) person: Person,
    /// What is taken back at the end, once that has begun.
    pub(super) epilogue: Option<Epilogue>,
    pub(super) weather: Weather,
    pub(super) flights: BTreeMap<u64, Flight>,
    pub(super) numbers: u64,
    pub(super) figures: Figures,
    /// The first promise that was broken.
    pub(super) broken: Option<Broken>,
    /// Whether the events are printed.
    pub(super) verbose: bool,
}

/// What is to happen.
pub(super) enum Due {
    /// An agent looks for something to do.
    Begin(usize),
    /// A run that was lost before makes its first step.
    First(usize, u64),
    /// Calls of an org that wait may be made.
    Gate(usize),
    /// A request reaches its org.
    Arrive(u64),
    /// A request reaches its org once more; which write it is, and which call hears of it.
    Again(usize, Box<Request>, Option<usize>, Option<u64>),
    /// An answer reaches the agent.
    Land(u64),
    /// Storage does something.
    Keep(usize, u64, ReplyId, Keep),
    /// A run is answered.
    Reply(usize, u64, ReplyId, Reply),
    /// A job of an org has had its effect by now.
    Look(usize),
    /// An org has this no longer.
    Over(usize, Fault),
    /// An agent ends and begins again.
    Crash(usize),
    /// The runtime ends and begins again.
    Restart,
    /// A customer edits something.
    Edit(usize),
    /// Somebody stops a push.
    Stop(usize),
    /// The coordinator's alarm rings.
    Ring(usize),
    /// Somebody pauses a push.
    Pause(usize),
    /// An agent is asked for something about a push.
    Ask(usize, usize, Ask),
    /// The person looks whether it is time for the next act.
    Person,
}

/// What an agent is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// To carry out its part of a push.
    Start,
    Interrupt(Interrupt),
}

/// What reaches a run from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interrupt {
    Pause,
    Stop,
}

impl From<Interrupt> for Event {
    fn from(interrupt: Interrupt) -> Self {
        match interrupt {
            Interrupt::Pause => Self::Pause,
            Interrupt::Stop => Self::Stop,
        }
    }
}

/// Something that storage is asked for.
pub(super) enum Keep {
    Store(Vec<(Digest, Arc<FolderNode>)>, Vec<(Digest, Vec<u8>)>),
    Load(Vec<Digest>, usize),
    Journal(JournalEntry),
}

/// What talks to one org: its queue outlives it, the rest doesn't.
pub(super) struct Agent {
    pub(super) temper: Temper,
    pub(super) jobs: VecDeque<Job>,
    /// How often work was lost here, however that happened.
    pub(super) losses: u32,
    /// How often which call failed.
    pub(super) failed_calls: BTreeMap<Digest, u32>,
    /// Why the last read failed, if it did.
    pub(super) unread: bool,
    pub(super) budget: Budget,
    pub(super) waiting: VecDeque<(u64, ReplyId, ApiRequest)>,
    pub(super) run: Option<Run>,
}

/// Something to do for an org.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) number: u64,
    /// Which push; `None` to read the org.
    pub(super) push: Option<usize>,
    pub(super) begun: u64,
    pub(super) due: Millis,
    pub(super) journal: Vec<JournalEntry>,
    /// Whether it waits until its push goes on.
    pub(super) held: bool,
    /// What the coordinator has to be told.
    pub(super) end: Option<End>,
}

/// How an org's part of a push ended.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) at: Millis,
    pub(super) state: OrgState,
    pub(super) cells: Vec<CellRecord>,
    pub(super) message: String,
    pub(super) before: Option<Before>,
    /// The root of what was read back.
    pub(super) after: Option<Digest>,
    /// What its journal announced.
    pub(super) announced: BTreeSet<ItemPath>,
}

/// A job that goes on.
pub(super) struct Run {
    pub(super) number: u64,
    pub(super) job: u64,
    pub(super) push: Option<usize>,
    pub(super) engine: Engine,
    pub(super) begun_at: Millis,
    /// When its newest reading began.
    pub(super) reading_since: Millis,
    /// What reached it from outside, and when it did.
    pub(super) interrupt: Option<(Interrupt, Millis)>,
    /// When it announced which items.
    pub(super) announced: Vec<(Millis, Vec<ItemPath>)>,
    pub(super) started: bool,
    pub(super) told: Told,
}

pub(super) enum Engine {
    Read(Machine<Result<Captured, CaptureError>>),
    Push(Machine<OrgOutcome>),
}

pub(super) enum Output {
    Read(Result<Captured, CaptureError>),
    Push(OrgOutcome),
}

/// A call under way.
pub(super) struct Flight {
    pub(super) started: Millis,
    pub(super) arrives: Millis,
    pub(super) org: usize,
    pub(super) run: u64,
    pub(super) reply: ReplyId,
    pub(super) request: ApiRequest,
    pub(super) http: Request,
    pub(super) fault: Option<Fault>,
    /// While the org has it.
    pub(super) ticket: Option<Ticket>,
    pub(super) answer: Option<Result<ApiAnswer, TransportFault>>,
    /// Which of the org's writes it is.
    pub(super) write: Option<usize>,
    /// Whether nobody waits for it any more.
    pub(super) orphan: bool,
}

/// A push, as the database has it.
pub(super) struct Push {
    /// By the places of the orgs.
    pub(super) orders: BTreeMap<usize, Order>,
    pub(super) stored: api::Push,
    pub(super) choices: Choices,
    /// What it undoes, if it is a rollback.
    pub(super) undoes: Option<Undoes>,
    /// When the reads that its plan rests on began.
    pub(super) read_since: BTreeMap<usize, Millis>,
    /// The bases of the orgs when it announced its first write there.
    pub(super) bases: BTreeMap<usize, Option<Digest>>,
    pub(super) progress: Vec<OrgProgress>,
    /// Whether somebody ever stopped it.
    pub(super) stopped: bool,
    pub(super) ends: BTreeMap<usize, End>,
    /// Lost with the runtime.
    pub(super) coordinator: Option<Coordinator>,
}

/// What a rollback undoes.
#[derive(Debug, Clone)]
pub(super) struct Undoes {
    /// Which push.
    pub(super) of: usize,
    pub(super) choices: RollbackChoices,
}

/// An org's part of a push.
pub(super) struct Order {
    pub(super) order: OrgOrder,
    pub(super) places: BTreeMap<ItemPath, usize>,
}

impl Order {
    pub(super) fn new(order: OrgOrder) -> Self {
        let paths = order.cells.iter().map(|cell| cell.path.clone());
        let places = paths.enumerate().map(|(place, path)| (path, place));
        Self {
            places: places.collect(),
            order,
        }
    }

    pub(super) fn cell(&self, path: &ItemPath) -> Option<&OrderCell> {
        self.order.cells.get(*self.places.get(path)?)
    }

    /// What travels with an item.
    pub(super) fn options(&self, cell: &OrderCell) -> Options {
        if cell.stripped {
            self.order.options.without_schedules()
        } else {
            self.order.options
        }
    }
}

impl Agent {
    pub(super) fn new(temper: Temper) -> Self {
        Self {
            temper,
            jobs: VecDeque::new(),
            losses: 0,
            failed_calls: BTreeMap::new(),
            unread: false,
            budget: Budget::default(),
            waiting: VecDeque::new(),
            run: None,
        }
    }
}

impl History {
    /// The world that a seed gives.
    pub(super) fn new(seed: u64, verbose: bool) -> Self {
        let mut dice = Dice::new(seed, 1);
        let job_ms = *dice.pick(&[50, 300, 1_000, 3_000]);
        let readings = Guesses::flipped();
        let guesses = if dice.chance(500) {
            Guesses::default()
        } else {
            dice.pick(&readings).1
        };
        let config = WorldConfig {
            orgs: dice.place(3) + 3,
            seed: dice.throw(),
            job_ms,
            library: Some(super::content::library(&mut dice)),
            guesses,
            ..WorldConfig::default()
        };
        let now = Millis(config.created_at);
        let mut world = World::new(config);
        let orgs = SimOrg::all(&mut world);
        let tempers = [Temper::Calm, Temper::Passing, Temper::Wild, Temper::Wild];
        let temper = |place: usize| match place {
            0 => Temper::Passing,
            _ => *dice.pick(&tempers),
        };
        let agents: Vec<_> = (0..orgs.len()).map(temper).map(Agent::new).collect();
        let weather = Weather::draw(&mut dice);
        let person = Person::new(&mut dice);
        let ledgers = orgs
            .iter()
            .map(|org| Ledger::new(&mut world, org, now))
            .collect();
        let mut history = Self {
            now,
            began_at: now,
            agenda: Agenda::new(Dice::new(seed, 2)),
            dice: Dice::new(seed, 3),
            world,
            guesses,
            job_ms,
            room: *Dice::new(seed, 4).pick(&[0, 2_000, usize::MAX, usize::MAX]),
            snapshots: vec![None; orgs.len()],
            read_since: vec![now; orgs.len()],
            bases: vec![None; orgs.len()],
            orgs,
            agents,
            ledgers,
            store: Store::default(),
            memo: Memo::default(),
            pushes: Vec::new(),
            person,
            epilogue: None,
            weather,
            flights: BTreeMap::new(),
            numbers: 0,
            figures: Figures::default(),
            broken: None,
            verbose,
        };
        history.agenda.add(now, Due::Person);
        history
    }

    /// A number that nothing else has.
    pub(super) fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    pub(super) fn after(&mut self, low: u64, high: u64) -> Millis {
        self.now + self.dice.span(low, high)
    }

    /// Prints an event, if somebody wants to see it.
    pub(super) fn note(&self, line: impl FnOnce() -> String) {
        if self.verbose {
            let since = (self.now - self.began_at).0;
            println!("{:>5}.{:03} {}", since / 1_000, since % 1_000, line());
        }
    }
}

impl fmt::Debug for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("something due")
    }
}
