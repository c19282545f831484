//! How an agent, or its work, is lost.

use orgcast_shared::content::Memo;
use orgcast_shared::id::Millis;
use orgcast_shared::push::Budget;

use super::fault::{Fault, Temper};
use super::state::{Due, History};

/// How often work is lost where everything passes.
const LOSSES_THAT_PASS: u32 = 3;

impl History {
    /// Whether work is lost now in this way.
    pub(super) fn loses(&mut self, org: usize, fault: Fault) -> bool {
        let agent = &self.agents[org];
        let may = match agent.temper {
            Temper::Calm => false,
            Temper::Passing => agent.losses < LOSSES_THAT_PASS,
            Temper::Wild => true,
        };
        let strikes = may && self.weather.strikes(fault, &mut self.dice);
        if strikes {
            self.agents[org].losses += 1;
            self.figures.count(fault);
            self.note(|| format!("{org}: {fault:?}"));
        }
        strikes
    }

    /// The agent ends in a moment, perhaps.
    pub(super) fn maybe_crash(&mut self, org: usize) {
        if self.loses(org, Fault::Crash) {
            let at = self.after(0, 150);
            self.agenda.add(at, Due::Crash(org));
        }
    }

    /// The run of an agent is lost; its queue and its budget stay.
    pub(super) fn lose(&mut self, org: usize) {
        self.cut(org);
        let agent = &mut self.agents[org];
        agent.waiting.clear();
        agent.run = None;
        self.agenda.add(self.now, Due::Begin(org));
    }

    /// The agent is lost; its queue stays.
    pub(super) fn crash(&mut self, org: usize) {
        self.note(|| format!("{org}: ends and begins again"));
        self.lose(org);
        self.agents[org].budget = Budget::default();
        self.ledgers[org].rests_until = Millis(0);
    }

    /// The whole runtime ends and begins again.
    pub(super) fn restart(&mut self) {
        self.memo = Memo::default();
        for org in 0..self.orgs.len() {
            let agent = &mut self.agents[org];
            if agent.temper != Temper::Wild && agent.losses >= LOSSES_THAT_PASS {
                continue;
            }
            agent.losses += 1;
            if agent.temper == Temper::Calm {
                agent.temper = Temper::Passing;
            }
            self.crash(org);
        }
        for push in &mut self.pushes {
            push.coordinator = None;
        }
    }
}
