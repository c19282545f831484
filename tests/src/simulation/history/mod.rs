//! Histories that seeds give: a person, customers, and everything that can go wrong, around the real
//! state machines and the real sandbox, under virtual time. Each is held against the promises of the
//! architecture by what the sandbox itself holds.

mod agenda;
mod agent;
mod approve;
mod census;
mod check;
mod choose;
mod conductor;
mod content;
mod customer;
mod dice;
mod ending;
mod epilogue;
mod fault;
mod hear;
mod ledger;
mod loss;
mod many;
mod network;
mod person;
mod promise;
mod state;
mod trouble;
mod undo;
mod watch;

pub use fault::{Fault, Figures};
pub use many::{Summary, run_all, run_all_prepared};
pub use promise::{Broken, Promise};

use orgcast_shared::id::Millis;

use fault::Temper;
use state::{Due, History};

/// After so much time a history that goes on never ends.
const LONGEST: Millis = Millis::from_secs(7 * 24 * 3_600);

/// After so many events, too.
const MOST_EVENTS: u64 = 400_000;

/// Runs the history of a seed to its end, or to the first promise that is broken. Its events are
/// printed if it is `verbose`.
pub fn run(seed: u64, verbose: bool) -> (Figures, Result<(), Broken>) {
    let mut history = History::new(seed, verbose);
    history.run();
    history.figures.histories = 1;
    let result = history.broken.map_or(Ok(()), Err);
    (history.figures, result)
}

impl History {
    fn run(&mut self) {
        let mut events = 0;
        while self.broken.is_none() {
            if self.has_acted() && self.has_ended() {
                match &self.epilogue {
                    Some(epilogue) => return self.check_end(epilogue.first()),
                    None => self.check_end(0),
                }
                self.goes_back();
                continue;
            }
            let Some((at, due)) = self.agenda.next() else {
                return self.breaks(Promise::End, "nothing is due, and it hasn't ended".into());
            };
            self.now = self.now.max(at);
            events += 1;
            if self.now - self.began_at > LONGEST || events > MOST_EVENTS {
                return self.breaks(Promise::End, "it doesn't end".into());
            }
            self.happens(due);
        }
    }

    fn has_ended(&self) -> bool {
        self.agents.iter().all(|agent| agent.jobs.is_empty())
            && (0..self.pushes.len()).all(|push| self.state_of(push).is_final())
    }

    fn happens(&mut self, due: Due) {
        match due {
            Due::Begin(org) => self.begin(org),
            Due::First(org, run) => self.first(org, run),
            Due::Gate(org) => self.pump(org),
            Due::Arrive(call) => {
                if let Some(flight) = self.flights.get(&call) {
                    let org = flight.org;
                    self.strike(org);
                    self.arrive(call);
                }
            }
            Due::Again(org, http, write, heard) => self.arrive_again(org, &http, write, heard),
            Due::Land(call) => self.land(call),
            Due::Keep(org, run, reply, keep) => self.keep(org, run, reply, keep),
            Due::Reply(org, run, reply, answer) => {
                self.resume(org, run, orgcast_shared::push::Event::Reply(reply, answer));
            }
            Due::Look(org) => self.look(org, None),
            Due::Over(org, fault) => self.over(org, fault),
            Due::Crash(org) => self.crash(org),
            Due::Restart => self.restart(),
            Due::Edit(org) => self.edit(org),
            Due::Stop(push) => self.stop(push),
            Due::Ring(push) => self.ring(push),
            Due::Pause(push) => self.pause(push),
            Due::Ask(org, push, ask) => self.asked(org, push, ask),
            Due::Person => self.act(),
        }
    }

    /// What may go wrong around a call.
    fn strike(&mut self, org: usize) {
        self.maybe_crash(org);
        self.maybe_trouble(org);
        self.maybe_edit(org);
        if self.agents[org].temper == Temper::Calm {
            return;
        }
        let open = (0..self.pushes.len()).find(|push| !self.state_of(*push).is_final());
        let Some(push) = open else { return };
        if self.weather.strikes(Fault::Stop, &mut self.dice) {
            self.figures.count(Fault::Stop);
            let at = self.after(0, 5_000);
            self.agenda.add(at, Due::Stop(push));
        }
        if self.weather.strikes(Fault::Pause, &mut self.dice) {
            self.figures.count(Fault::Pause);
            let at = self.after(0, 5_000);
            self.agenda.add(at, Due::Pause(push));
        }
        if self.weather.strikes(Fault::Restart, &mut self.dice) {
            self.figures.count(Fault::Restart);
            let at = self.after(0, 150);
            self.agenda.add(at, Due::Restart);
        }
    }
}
