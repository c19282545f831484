use std::collections::{BTreeMap, VecDeque};

use orgcast_sandbox::{Request, World, WorldConfig};
use orgcast_shared::content::Nodes;
use orgcast_shared::id::{Digest, Millis};
use orgcast_shared::plan::file::PlanFile;
use orgcast_shared::plan::{OrgView, Plan, PlanInput, Planned, check, plan};
use orgcast_shared::push::{
    Budget, Captured, Command, Event, Hints, Hold, Journal, Machine, OrgOrder, OrgOutcome, Reply,
    ReplyId, capture, target_run,
};
use orgcast_shared::select::Choices;
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, TransportFault};
use serde_json::Value;

use super::{SimOrg, Store, wire};

/// How long a call takes.
const LATENCY: Millis = Millis(40);

/// A world, its orgs and the time.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// The sandbox.
    pub world: World,
    /// Its orgs, the source first.
    pub orgs: Vec<SimOrg>,
    /// What outlives a machine.
    pub store: Store,
    /// The time.
    pub now: Millis,
    /// The longest answer that can be read, in bytes.
    pub longest_answer: usize,
    /// What machines were told and when, if somebody wants to have it.
    pub told: Option<Vec<(Millis, Event)>>,
    /// Calls whose body holds this text are refused with status 403, although the key is a good one.
    pub forbidden: Option<String>,
    budgets: BTreeMap<String, Budget>,
}

/// When a machine is lost.
#[derive(Debug, Clone, Copy)]
pub struct Crash {
    /// Before it gets this event.
    pub at: usize,
    /// Whether what it last asked for still happens.
    pub after_effect: bool,
}

impl Crash {
    /// It isn't.
    pub const NEVER: Self = Self {
        at: usize::MAX,
        after_effect: false,
    };
}

/// Is there at each call of a machine.
pub type Meanwhile<'a> = dyn FnMut(&mut Simulation, &ApiRequest) -> Option<Event> + 'a;

/// What happens at a later time.
enum Due {
    Reply(Reply),
    Call(ApiRequest),
}

impl Simulation {
    /// A new world.
    pub fn new(config: WorldConfig) -> Self {
        let now = Millis(config.created_at);
        let mut world = World::new(config);
        let orgs = SimOrg::all(&mut world);
        Self {
            world,
            orgs,
            store: Store::default(),
            now,
            longest_answer: usize::MAX,
            told: None,
            forbidden: None,
            budgets: BTreeMap::new(),
        }
    }

    /// Runs a machine to its end.
    ///
    /// # Panics
    ///
    /// When it rests although nothing is due.
    pub fn run<T>(&mut self, org: &SimOrg, machine: Machine<T>) -> T {
        let output = self.run_until(org, machine, Crash::NEVER);
        output.expect("nothing crashes here")
    }

    /// Runs a machine until it ends or crashes; `None` says that it crashed.
    ///
    /// # Panics
    ///
    /// When it rests although nothing is due.
    pub fn run_until<T>(&mut self, org: &SimOrg, machine: Machine<T>, crash: Crash) -> Option<T> {
        self.drive(org, machine, crash, &mut |_, _| None)
    }

    /// Runs a machine to its end. `meanwhile` is there at each of its calls, before it is made, and may
    /// give an event that reaches the machine then.
    ///
    /// # Panics
    ///
    /// When it rests although nothing is due.
    pub fn run_meanwhile<T>(
        &mut self,
        org: &SimOrg,
        machine: Machine<T>,
        meanwhile: &mut Meanwhile<'_>,
    ) -> T {
        let output = self.drive(org, machine, Crash::NEVER, meanwhile);
        output.expect("nothing crashes here")
    }

    fn drive<T>(
        &mut self,
        org: &SimOrg,
        mut machine: Machine<T>,
        crash: Crash,
        meanwhile: &mut Meanwhile<'_>,
    ) -> Option<T> {
        let mut events = 0;
        let mut due: BTreeMap<(Millis, ReplyId), Due> = BTreeMap::new();
        let mut reached = VecDeque::from([Event::Start]);
        loop {
            let event = match reached.pop_front() {
                Some(event) => event,
                None => self.next(org, &mut due),
            };
            if events == crash.at {
                return None;
            }
            if let Some(told) = &mut self.told {
                told.push((self.now, event.clone()));
            }
            let step = machine.step(self.now, event);
            for command in step.commands {
                if let Command::Call(_, request) = &command {
                    reached.extend(meanwhile(self, request));
                }
                if let Some((at, id, what)) = self.accept(command) {
                    due.insert((at, id), what);
                }
            }
            if step.output.is_some() {
                return step.output;
            }
            events += 1;
            if events == crash.at && !crash.after_effect {
                return None;
            }
        }
    }

    /// Carries out what can be carried out at once.
    fn accept(&mut self, command: Command) -> Option<(Millis, ReplyId, Due)> {
        Some(match command {
            Command::Call(id, request) => (self.now, id, Due::Call(request)),
            Command::Wake(id, at) => (at, id, Due::Reply(Reply::Done)),
            Command::Store(id, nodes, bodies) => {
                self.store.keep(nodes, bodies);
                (self.now, id, Due::Reply(Reply::Done))
            }
            Command::Load(id, digests, room) => {
                let bodies = self.store.load(digests, room);
                (self.now, id, Due::Reply(Reply::Bodies(bodies)))
            }
            Command::Journal(id, entry) => {
                self.store.note(entry);
                (self.now, id, Due::Reply(Reply::Done))
            }
            Command::Tell(_) => return None,
        })
    }

    fn next(&mut self, org: &SimOrg, due: &mut BTreeMap<(Millis, ReplyId), Due>) -> Event {
        loop {
            let ((at, id), what) = due.pop_first().expect("the machine rests for ever");
            self.now = self.now.max(at);
            let request = match what {
                Due::Reply(reply) => return Event::Reply(id, reply),
                Due::Call(request) => request,
            };
            let budget = self.budgets.entry(org.access_id.clone()).or_default();
            match budget.start(self.now, &request) {
                Ok(()) => budget.end(),
                Err(Hold::Rate(free)) => {
                    due.insert((free, id), Due::Call(request));
                    continue;
                }
                Err(Hold::Rest(wait)) => {
                    let unmade = Err(TransportFault::LeftAlone(wait));
                    return Event::Reply(id, Reply::Answer(unmade));
                }
                Err(Hold::Crowd) => panic!("no call is under way for long"),
            }
            let answer = self.call(org, &request);
            if let (Ok(answer), Some(budget)) = (&answer, self.budgets.get_mut(&org.access_id)) {
                budget.answered(self.now, self.now + LATENCY, answer);
            }
            due.insert((self.now + LATENCY, id), Due::Reply(Reply::Answer(answer)));
        }
    }

    fn call(&mut self, org: &SimOrg, request: &ApiRequest) -> Result<ApiAnswer, TransportFault> {
        let body = request
            .body
            .iter()
            .map(|body| String::from_utf8_lossy(body));
        let forbidden = self.forbidden.iter().zip(body);
        if forbidden
            .into_iter()
            .any(|(text, body)| body.contains(text))
        {
            return Ok(wire::forbidden());
        }
        let response = self.world.handle(&wire::request(org, request), self.now.0);
        if response.lost {
            return Err(TransportFault::Broken("the connection broke".to_owned()));
        }
        if response.body.len() > self.longest_answer {
            return Err(TransportFault::TooLong);
        }
        Ok(wire::answer(response))
    }

    /// Reads an org.
    ///
    /// # Panics
    ///
    /// When that fails.
    pub fn capture(&mut self, org: &SimOrg) -> Captured {
        let machine = capture(7, Hints::default());
        self.run(org, machine).expect("the org can be read")
    }

    /// Plans a push of `choices` from fresh reads of all orgs, and checks the plan.
    ///
    /// # Panics
    ///
    /// When an org can't be read or the plan doesn't pass the check.
    pub fn plan(&mut self, choices: &Choices) -> (Plan, Captured) {
        self.planned(choices, |planned, _| planned.plan.clone())
    }

    /// The same, as a file.
    ///
    /// # Panics
    ///
    /// When an org can't be read or the plan doesn't pass the check.
    pub fn plan_file(&mut self, choices: &Choices) -> (PlanFile, Captured) {
        self.planned(choices, PlanFile::new)
    }

    fn planned<T>(
        &mut self,
        choices: &Choices,
        take: impl FnOnce(&Planned, &PlanInput<'_>) -> T,
    ) -> (T, Captured) {
        let orgs = self.orgs.clone();
        let captured: Vec<_> = orgs.iter().map(|org| self.capture(org)).collect();
        let view = |(org, captured): (&SimOrg, &Captured)| OrgView {
            org: org.id.clone(),
            root: captured.root,
            base: None,
            facts: captured.facts.clone(),
            protected: false,
            taken_at: captured.taken_at,
        };
        let views: Vec<_> = orgs.iter().zip(&captured).map(view).collect();
        let source = captured.into_iter().next().expect("a source");
        let input = PlanInput {
            nodes: &self.store.nodes,
            choices,
            source: &views[0],
            targets: &views[1..],
            unread: &[],
        };
        let planned = plan(&input).expect("a plan");
        assert_eq!(check(&input, &planned.plan), vec![]);
        (take(&planned, &input), source)
    }

    /// Carries out a plan in one org.
    ///
    /// # Panics
    ///
    /// When the plan's trees aren't in the store.
    pub fn push(&mut self, plan: &Plan, source: &Captured, org: &SimOrg) -> OrgOutcome {
        self.store.journal.clear();
        self.go_on(plan, source, org, Crash::NEVER)
            .expect("nothing crashes here")
    }

    /// Carries out a plan in one org, or goes on with it, until it ends or crashes.
    ///
    /// # Panics
    ///
    /// When the plan's trees aren't in the store.
    pub fn go_on(
        &mut self,
        plan: &Plan,
        source: &Captured,
        org: &SimOrg,
        crash: Crash,
    ) -> Option<OrgOutcome> {
        let order = self.order(plan, &self.store.nodes, &source.root, org);
        let journal: Journal = self.store.journal.iter().cloned().collect();
        let definitions = source.connections.clone();
        self.run_until(
            org,
            target_run(order, None, definitions, journal, Hints::default(), 11),
            crash,
        )
    }

    /// One org's part of a plan.
    ///
    /// # Panics
    ///
    /// When the plan's trees aren't in `nodes`.
    pub fn order(&self, plan: &Plan, nodes: &Nodes, root: &Digest, org: &SimOrg) -> OrgOrder {
        OrgOrder::new(plan, &org.id, nodes, root).expect("the source's tree")
    }

    /// Asks the sandbox's control interface.
    pub fn control(&mut self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let mut request = Request::new(method, &format!("/__sandbox{path}"));
        if let Some(body) = body {
            request = request.json(body);
        }
        self.world.handle(&request, self.now.0).body_json()
    }

    /// Edits an org as its customer would.
    ///
    /// # Panics
    ///
    /// When the sandbox refuses the edit.
    pub fn edit(&mut self, org: &SimOrg, edit: &Value) {
        let answer = self.control("POST", &format!("/orgs/{}/edit", org.id), Some(edit));
        assert!(answer.get("error").is_none(), "{answer}");
    }

    /// The names of an org's connections, sorted; a name that two connections have stands there twice.
    ///
    /// # Panics
    ///
    /// When the sandbox's answer can't be read.
    pub fn connections(&mut self, org: &SimOrg) -> Vec<String> {
        let state = self.control("GET", &format!("/orgs/{}/state", org.id), None);
        let connections = state["connections"].as_array().expect("connections");
        let name = |connection: &Value| connection["name"].as_str().expect("a name").to_owned();
        let mut names: Vec<_> = connections.iter().map(name).collect();
        names.sort();
        names
    }

    /// How many calls an org has seen that change something.
    ///
    /// # Panics
    ///
    /// When the sandbox's answer can't be read.
    pub fn writes(&mut self, org: &SimOrg) -> u64 {
        let calls = self.control("GET", &format!("/orgs/{}/calls", org.id), None);
        calls["writes"].as_u64().expect("a count of writes")
    }
}
