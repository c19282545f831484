//! Calls on their way to an org and back, and what goes wrong with them.

use orgcast_sandbox::Request;
use orgcast_shared::id::{Digest, Millis};
use orgcast_shared::push::{Budget, Event, Hold, Reply};
use orgcast_shared::sumo::{ApiAnswer, TransportFault};

use super::super::wire;
use super::fault::{Fault, Temper};
use super::state::{Due, Flight, History};

/// How long most requests take to their org at most, in milliseconds.
const USUAL_WAY_MS: u64 = 95;

/// How many of a thousand requests take longer, up to what a budget takes a way to be at most.
const LONG_WAYS: u32 = 30;

/// How many seconds a refusal asks to be left alone.
const ASKED_WAITS: [u64; 6] = [0, 1, 3, 5, 20, 60];

/// How often the same call fails where everything passes.
const FAILURES_THAT_PASS: u32 = 1;

impl History {
    /// Makes the calls of an org that its budget allows, in the order they came.
    pub(super) fn pump(&mut self, org: usize) {
        loop {
            let agent = &mut self.agents[org];
            let Some((.., next)) = agent.waiting.front() else {
                return;
            };
            match agent.budget.start(self.now, next) {
                Ok(()) => {}
                Err(Hold::Rate(free)) => return self.agenda.add(free, Due::Gate(org)),
                Err(Hold::Crowd) => return,
                Err(Hold::Rest(wait)) => {
                    let (run, reply, _) = agent.waiting.pop_front().expect("a call");
                    let unmade = Reply::Answer(Err(TransportFault::LeftAlone(wait)));
                    self.agenda
                        .add(self.now, Due::Reply(org, run, reply, unmade));
                    continue;
                }
            }
            let (run, reply, request) = agent.waiting.pop_front().expect("a call");
            let http = wire::request(&self.orgs[org], &request);
            let fault = self.fault_of_call(org, &request.path, &http.body);
            self.watch_rest(org);
            let write = self.departs(org, &request);
            let longest = if self.dice.chance(LONG_WAYS) {
                Budget::LONGEST_WAY.0
            } else {
                USUAL_WAY_MS
            };
            let arrives = self.after(5, longest);
            let flight = Flight {
                started: self.now,
                arrives,
                org,
                run,
                reply,
                request,
                http,
                fault,
                ticket: None,
                answer: None,
                write,
                orphan: false,
            };
            let number = self.number();
            self.flights.insert(number, flight);
            if fault == Some(Fault::LostRequest) {
                let at = self.after(50, 30_000);
                self.lands(number, at, Err(broken()));
            } else {
                self.agenda.add(arrives, Due::Arrive(number));
            }
        }
    }

    fn fault_of_call(&mut self, org: usize, path: &str, body: &[u8]) -> Option<Fault> {
        let agent = &mut self.agents[org];
        if agent.temper == Temper::Calm {
            return None;
        }
        let fault = self.weather.of_call(&mut self.dice)?;
        // Where names may be there twice, nobody but the network could keep this from making two.
        let makes_two = fault == Fault::Twice
            && path == "/v1/connections"
            && !self.guesses.connection_names_are_unique;
        if makes_two {
            return None;
        }
        if agent.temper == Temper::Passing {
            let call = Digest::of(&[path.as_bytes(), body].concat());
            let failed = agent.failed_calls.entry(call).or_default();
            if *failed >= FAILURES_THAT_PASS {
                return None;
            }
            *failed += 1;
        }
        self.figures.count(fault);
        Some(fault)
    }

    /// A request reaches its org.
    pub(super) fn arrive(&mut self, number: u64) {
        let Some(flight) = self.flights.get(&number) else {
            return;
        };
        let (org, fault) = (flight.org, flight.fault);
        let http = flight.http.clone();
        self.figures.calls += 1;
        self.note(|| format!("{org} <- {} {} {fault:?}", http.method, http.path));
        self.watch_rate(org);
        let refused = match fault {
            Some(Fault::TooMany) => {
                let after = self.dice.chance(500).then(|| *self.dice.pick(&ASKED_WAITS));
                Some(refusal(429, after))
            }
            Some(Fault::Unauthorized) => Some(refusal(401, None)),
            Some(Fault::ErrorBefore) => Some(refusal(*self.dice.pick(&[500, 503]), None)),
            Some(Fault::PageBefore) => Some(page(*self.dice.pick(&[200, 502]))),
            _ => None,
        };
        if let Some(refused) = refused {
            let at = self.after(5, 200);
            return self.lands(number, at, Ok(refused));
        }
        let (response, ticket) = self.world.begin(&http, self.now.0);
        let lost = response.lost;
        let answer = wire::answer(response);
        let flight = self.flights.get_mut(&number).expect("a flight");
        flight.ticket = ticket;
        let write = flight.write;
        self.watch_under_way(org);
        self.had_effect(org, write, &http, &answer);
        let soon = self.after(5, 200);
        match fault {
            _ if lost => self.lands(number, soon, Err(broken())),
            Some(Fault::LostAnswer) => {
                let at = self.after(50, 30_000);
                self.lands(number, at, Err(broken()));
            }
            Some(Fault::ErrorAfter) => {
                let status = *self.dice.pick(&[500, 503]);
                self.lands(number, soon, Ok(refusal(status, None)));
            }
            Some(Fault::PageAfter) => {
                let status = *self.dice.pick(&[200, 502]);
                self.lands(number, soon, Ok(page(status)));
            }
            Some(Fault::Late) => {
                let at = self.after(1_000, 25_000);
                self.lands(number, at, Ok(answer));
            }
            Some(Fault::Twice) => {
                // The caller hears of one of the two.
                let first = self.dice.chance(500);
                let (http, heard) = (Box::new(http), (!first).then_some(number));
                let again = self.after(1, 150);
                let echo = Due::Again(org, http, write, heard);
                self.agenda.add(again, echo);
                if first {
                    self.lands(number, soon, Ok(answer));
                } else if let Some(flight) = self.flights.get_mut(&number) {
                    flight.answer = Some(Ok(answer));
                }
            }
            _ => self.lands(number, soon, Ok(answer)),
        }
    }

    /// A request reaches its org for the second time, which isn't the caller's doing.
    pub(super) fn arrive_again(
        &mut self,
        org: usize,
        http: &Request,
        write: Option<usize>,
        heard: Option<u64>,
    ) {
        self.note(|| format!("{org} <- again {} {}", http.method, http.path));
        let (response, ticket) = self.world.begin(http, self.now.0);
        if let Some(ticket) = ticket {
            self.world.end(ticket);
        }
        let answer = wire::answer(response);
        self.had_effect(org, write, http, &answer);
        if let Some(number) = heard {
            let at = self.after(5, 200);
            let flight = self.flights.get_mut(&number);
            let first = flight.and_then(|flight| flight.answer.take());
            // Who is told that it was one call too many can't know that the first delivery did it.
            let heard = first.filter(|_| answer.status == 429);
            self.lands(number, at, heard.unwrap_or(Ok(answer)));
        }
    }

    fn lands(&mut self, number: u64, at: Millis, answer: Result<ApiAnswer, TransportFault>) {
        if let Some(flight) = self.flights.get_mut(&number) {
            flight.answer = Some(answer);
            self.agenda.add(at, Due::Land(number));
        }
    }

    /// An answer reaches the agent, if it still waits for it.
    pub(super) fn land(&mut self, number: u64) {
        let Some(flight) = self.flights.remove(&number) else {
            return;
        };
        let (org, run, reply) = (flight.org, flight.run, flight.reply);
        let answer = flight.answer.expect("an answer");
        if flight.orphan {
            return;
        }
        if let Some(ticket) = flight.ticket {
            self.world.end(ticket);
        }
        let budget = &mut self.agents[org].budget;
        budget.end();
        if let Ok(answer) = &answer {
            budget.answered(flight.started, self.now, answer);
            if let Some(asked) = answer.retry_after {
                self.figures.rests += 1;
                let rest = &mut self.ledgers[org].rests_until;
                *rest = (*rest).max(self.now + asked);
            }
        }
        self.watch_answer(org, run, &flight.request, flight.write, &answer);
        self.resume(org, run, Event::Reply(reply, Reply::Answer(answer)));
        self.pump(org);
    }

    /// Nobody waits for the calls of an org any more: those that are under way are cut.
    pub(super) fn cut(&mut self, org: usize) {
        let mut under_way = std::mem::take(&mut self.flights);
        under_way.retain(|_, flight| {
            if flight.org != org || flight.orphan {
                return true;
            }
            flight.orphan = true;
            self.agents[org].budget.end();
            let arrived = flight.ticket.is_some() || flight.answer.is_some();
            if let Some(ticket) = flight.ticket.take() {
                self.world.end(ticket);
            }
            // A request that hasn't arrived yet may do so or not; one that isn't even sent doesn't.
            let is_sent = flight.arrives - self.now <= Millis(USUAL_WAY_MS);
            !arrived && is_sent && self.dice.chance(500)
        });
        self.flights = under_way;
    }
}

fn broken() -> TransportFault {
    TransportFault::Broken("the connection broke".to_owned())
}

fn refusal(status: u16, retry_after: Option<u64>) -> ApiAnswer {
    let body = format!(r#"{{"id":"AB12C","errors":[{{"code":"drawn","message":"{status}"}}]}}"#);
    ApiAnswer {
        status,
        content_type: "application/json".to_owned(),
        location: None,
        retry_after: retry_after.map(Millis::from_secs),
        body: body.into_bytes(),
    }
}

fn page(status: u16) -> ApiAnswer {
    ApiAnswer {
        status,
        content_type: "text/html; charset=utf-8".to_owned(),
        location: None,
        retry_after: None,
        body: b"<html><body>One moment, please.</body></html>".to_vec(),
    }
}
