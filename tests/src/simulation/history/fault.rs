use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::dice::Dice;

/// What can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A request is lost on its way.
    LostRequest,
    /// A request has its effect, and its answer is lost.
    LostAnswer,
    /// A request is delivered twice.
    Twice,
    /// An answer comes late.
    Late,
    /// 429, with `Retry-After` or without.
    TooMany,
    /// 500 or 503 in place of the effect.
    ErrorBefore,
    /// 500 or 503 after the effect.
    ErrorAfter,
    /// A web page with 200 or 502 in place of the effect.
    PageBefore,
    /// A web page with 200 or 502 after the effect.
    PageAfter,
    /// 401, although the key is good.
    Unauthorized,
    /// Jobs fail after a part of their work.
    PartOfJob,
    /// Jobs never end and do nothing.
    EndlessJob,
    /// Jobs do their work and never say so.
    SilentJob,
    /// Jobs take several times as long.
    SlowJob,
    /// Items can't be exported.
    NoExport,
    /// Items can't be removed.
    NoRemoval,
    /// Imports have no result to ask for.
    NoResult,
    /// The library can't be exported as a whole.
    NoWhole,
    /// The access key is revoked.
    Revoked,
    /// Storage fails before it has stored something.
    StoreBefore,
    /// Storage fails after it has stored something.
    StoreAfter,
    /// What talks to one org ends and begins again.
    Crash,
    /// The whole runtime ends and begins again.
    Restart,
    /// A message between the parts of the edge is lost.
    LostMessage,
    /// A customer edits something.
    Edit,
    /// Somebody pauses the push.
    Pause,
    /// Somebody stops the push.
    Stop,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 27] = [
        Self::LostRequest,
        Self::LostAnswer,
        Self::Twice,
        Self::Late,
        Self::TooMany,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::PageBefore,
        Self::PageAfter,
        Self::Unauthorized,
        Self::PartOfJob,
        Self::EndlessJob,
        Self::SilentJob,
        Self::SlowJob,
        Self::NoExport,
        Self::NoRemoval,
        Self::NoResult,
        Self::NoWhole,
        Self::Revoked,
        Self::StoreBefore,
        Self::StoreAfter,
        Self::Crash,
        Self::Restart,
        Self::LostMessage,
        Self::Edit,
        Self::Pause,
        Self::Stop,
    ];

    /// Those of a single call.
    const OF_CALLS: [Self; 10] = [
        Self::LostRequest,
        Self::LostAnswer,
        Self::Twice,
        Self::Late,
        Self::TooMany,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::PageBefore,
        Self::PageAfter,
        Self::Unauthorized,
    ];

    /// Those that an org has for a while.
    const OF_ORGS: [Self; 9] = [
        Self::PartOfJob,
        Self::EndlessJob,
        Self::SilentJob,
        Self::SlowJob,
        Self::NoExport,
        Self::NoRemoval,
        Self::NoResult,
        Self::NoWhole,
        Self::Revoked,
    ];
}

/// How much an org has to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Temper {
    /// Nothing goes wrong there: it must end as if nothing went wrong anywhere.
    Calm,
    /// What goes wrong passes: the same call fails once at most, and the work there is lost a few
    /// times. Everything must come to a good end.
    Passing,
    /// Anything goes wrong. What is said of it must be true.
    Wild,
}

/// The faults of one history. Each has some kinds of them only, so that they meet in ever new ways.
#[derive(Debug, Clone)]
pub(super) struct Weather {
    on: BTreeSet<Fault>,
    of_calls: Vec<Fault>,
    of_orgs: Vec<Fault>,
    /// Of a thousand calls.
    calls: u32,
    /// Of a thousand moments at which something else could go wrong.
    rest: u32,
}

impl Weather {
    pub(super) fn draw(dice: &mut Dice) -> Self {
        let kinds = *dice.pick(&[0, 250, 500, 800]);
        let on: BTreeSet<_> = Fault::ALL
            .into_iter()
            .filter(|_| dice.chance(kinds))
            .collect();
        let chosen = |of: &[Fault]| of.iter().copied().filter(|f| on.contains(f)).collect();
        Self {
            of_calls: chosen(&Fault::OF_CALLS),
            of_orgs: chosen(&Fault::OF_ORGS),
            on,
            calls: *dice.pick(&[5, 20, 60, 150]),
            rest: *dice.pick(&[2, 6, 20]),
        }
    }

    /// What goes wrong with a call.
    pub(super) fn of_call(&self, dice: &mut Dice) -> Option<Fault> {
        (!self.of_calls.is_empty() && dice.chance(self.calls)).then(|| *dice.pick(&self.of_calls))
    }

    /// What an org has from now on for a while.
    pub(super) fn of_org(&self, dice: &mut Dice) -> Option<Fault> {
        (!self.of_orgs.is_empty() && dice.chance(self.rest)).then(|| *dice.pick(&self.of_orgs))
    }

    /// Whether this goes wrong now.
    pub(super) fn strikes(&self, fault: Fault, dice: &mut Dice) -> bool {
        self.on.contains(&fault) && dice.chance(self.rest)
    }
}

/// What happened in one history or in many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Histories.
    pub histories: u64,
    /// Calls that orgs saw.
    pub calls: u64,
    /// Writes among them that took effect.
    pub writes: u64,
    /// Pushes.
    pub pushes: u64,
    /// Retries among them.
    pub retries: u64,
    /// Rollbacks among them.
    pub rollbacks: u64,
    /// Pushes that began while another one went on.
    pub together: u64,
    /// Pushes in waves.
    pub in_waves: u64,
    /// How often an org asked to be left alone.
    pub rests: u64,
    /// Cells that came to an outcome.
    pub cells: u64,
    /// Items that pushes had replaced or removed and that came back at the end.
    pub returned: u64,
    /// How often each fault struck.
    pub faults: BTreeMap<Fault, u64>,
}

impl Figures {
    pub(super) fn count(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Adds the figures of other histories.
    pub fn merge(&mut self, other: &Self) {
        self.histories += other.histories;
        self.calls += other.calls;
        self.writes += other.writes;
        self.pushes += other.pushes;
        self.retries += other.retries;
        self.rollbacks += other.rollbacks;
        self.together += other.together;
        self.in_waves += other.in_waves;
        self.rests += other.rests;
        self.cells += other.cells;
        self.returned += other.returned;
        for (fault, count) in &other.faults {
            *self.faults.entry(*fault).or_default() += count;
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            histories,
            calls,
            writes,
            pushes,
            retries,
            rollbacks,
            together,
            in_waves,
            rests,
            cells,
            returned,
            faults,
        } = self;
        writeln!(
            f,
            "{histories} histories, {cells} cells, {returned} of them taken back at the end"
        )?;
        writeln!(
            f,
            "{pushes} pushes, {retries} of them retries and {rollbacks} rollbacks, {in_waves} in waves, \
             {together} while another one went on"
        )?;
        writeln!(f, "{rests} times an org asked to be left alone")?;
        writeln!(f, "{calls} calls, {writes} of them writes that took effect")?;
        for (fault, count) in faults {
            let name = format!("{fault:?}");
            writeln!(f, "  {name:<12} {count:>9}")?;
        }
        Ok(())
    }
}
