//! What goes wrong in an org for a while.

use orgcast_sandbox::Request;
use serde_json::{Value, json};

use super::fault::{Fault, Temper};
use super::state::{Due, History};

/// How many times as long slow jobs take. The longest is over before a write whose answer was lost is
/// looked for; that it is so at Sumo Logic is a guess of the engine's.
pub(super) const SLOWER: u64 = 4;

impl History {
    /// Something begins to go wrong in an org, perhaps.
    pub(super) fn maybe_trouble(&mut self, org: usize) {
        let temper = self.agents[org].temper;
        if temper == Temper::Calm {
            return;
        }
        let Some(fault) = self.weather.of_org(&mut self.dice) else {
            return;
        };
        let passes = matches!(fault, Fault::SlowJob | Fault::NoResult | Fault::NoWhole);
        if (temper == Temper::Passing && !passes) || !self.ledgers[org].faults.insert(fault) {
            return;
        }
        let names: Vec<String> = self.ledgers[org]
            .census
            .items
            .keys()
            .chain(self.ledgers[0].census.items.keys())
            .filter_map(|path| Some(path.name()?.as_str().to_owned()))
            .collect();
        let which = if names.is_empty() || self.dice.chance(300) {
            json!(true)
        } else {
            json!([self.dice.pick(&names)])
        };
        self.figures.count(fault);
        self.switch(org, fault, &which);
        let over = self.after(500, 600_000);
        self.agenda.add(over, Due::Over(org, fault));
    }

    /// An org has this no longer.
    pub(super) fn over(&mut self, org: usize, fault: Fault) {
        self.ledgers[org].faults.remove(&fault);
        self.switch(org, fault, &Value::Null);
        // Of two that are the same switch the other one goes on.
        for other in [Fault::EndlessJob, Fault::SilentJob] {
            if self.ledgers[org].faults.contains(&other) {
                self.switch(org, other, &Value::Bool(true));
            }
        }
    }

    fn switch(&mut self, org: usize, fault: Fault, which: &Value) {
        let on = !which.is_null();
        let when_on = |value: Value| if on { value } else { Value::Null };
        let switch = match fault {
            Fault::PartOfJob => json!({ "failImports": which }),
            Fault::EndlessJob => json!({ "neverEndingJobs": when_on(json!("withoutEffect")) }),
            Fault::SilentJob => json!({ "neverEndingJobs": when_on(json!("withEffect")) }),
            Fault::SlowJob => json!({ "slowJobs": when_on(json!(SLOWER)) }),
            Fault::NoExport => json!({ "failExports": which }),
            Fault::NoRemoval => json!({ "failDeletes": which }),
            Fault::NoResult => json!({ "noImportResult": when_on(json!(true)) }),
            Fault::NoWhole => json!({ "refuseRootExport": when_on(json!(true)) }),
            _ => json!({ "revokeKey": when_on(json!(true)) }),
        };
        self.note(|| format!("{org}: switches {switch}"));
        let path = format!("/__sandbox/orgs/{}/faults", self.orgs[org].id);
        let request = Request::new("POST", &path).json(&switch);
        let answer = self.world.handle(&request, self.now.0).body_json();
        assert!(answer.get("error").is_none(), "{answer}");
    }
}
