//! What a person does, and when: has the orgs read, previews, pushes, retries, rolls back.

use std::collections::VecDeque;

use orgcast_shared::id::Millis;

use super::approve::Previewed;
use super::dice::Dice;
use super::fault::Temper;
use super::state::{Agent, Due, History};

/// Somebody who sits at the console.
#[derive(Debug)]
pub(super) struct Person {
    acts: VecDeque<Act>,
    /// What was looked at, and not approved yet.
    pub(super) previewed: Option<Previewed>,
    tries: u32,
}

/// One thing that a person does.
#[derive(Debug, Clone, Copy)]
enum Act {
    Read,
    AwaitReads,
    Preview,
    PreviewRetry,
    PreviewRollback,
    Think,
    Approve,
    AwaitPushes,
    EditSource,
    /// Customers have the time to edit what a push has left them.
    LetEdit,
    /// Whatever is under way passes.
    LetPass,
    ClearUp,
    TakeBack,
}

/// Longer than anything that goes wrong for a while.
const LETS_PASS_MS: u64 = 700_000;

impl Person {
    pub(super) fn new(dice: &mut Dice) -> Self {
        use Act::{Approve, AwaitPushes, AwaitReads, EditSource, Preview, Read, Think};
        let mut acts = VecDeque::from([Read, AwaitReads, Preview, Think, Approve]);
        if dice.chance(400) {
            acts.extend([Think, Preview, Approve]);
        }
        acts.push_back(AwaitPushes);
        for chance in [400, 300] {
            if dice.chance(chance) {
                acts.extend([EditSource, Read, AwaitReads, Preview, Think, Approve]);
                acts.push_back(AwaitPushes);
            }
            if dice.chance(chance) {
                Self::again(dice, &mut acts, Act::PreviewRetry);
            }
            if dice.chance(chance) {
                Self::again(dice, &mut acts, Act::PreviewRollback);
            }
        }
        Self {
            acts,
            previewed: None,
            tries: 0,
        }
    }

    /// Something about a push that has come to its end, perhaps while another one begins.
    fn again(dice: &mut Dice, acts: &mut VecDeque<Act>, preview: Act) {
        use Act::{Approve, AwaitPushes, AwaitReads, LetEdit, Preview, Read, Think};
        if dice.chance(500) {
            acts.push_back(LetEdit);
        }
        if dice.chance(700) {
            acts.extend([Read, AwaitReads]);
        }
        acts.extend([preview, Think, Approve]);
        if dice.chance(250) {
            acts.extend([Think, Preview, Approve]);
        }
        acts.push_back(AwaitPushes);
    }
}

impl History {
    /// The person does what comes next, or waits for it.
    pub(super) fn act(&mut self) {
        let Some(act) = self.person.acts.front().copied() else {
            return;
        };
        let (done, wait) = match act {
            Act::Read => {
                (0..self.orgs.len()).for_each(|org| self.add_job(org, None));
                (true, 100)
            }
            Act::AwaitReads => (self.has_read(), 2_000),
            Act::Preview => {
                self.preview();
                (true, 10)
            }
            Act::PreviewRetry => {
                self.preview_retry();
                (true, 10)
            }
            Act::PreviewRollback => {
                self.preview_rollback();
                (true, 10)
            }
            Act::Think => (true, self.dice.between(0, 40_000)),
            Act::Approve => {
                self.approve();
                (true, 10)
            }
            Act::AwaitPushes => (self.have_ended(), 5_000),
            Act::EditSource => {
                (0..3).for_each(|_| self.edit(0));
                (true, 10)
            }
            Act::LetEdit => {
                for org in 1..self.orgs.len() {
                    if self.agents[org].temper == Temper::Wild {
                        (0..self.dice.below(3)).for_each(|_| self.edit(org));
                    }
                }
                (true, 10)
            }
            Act::LetPass => (true, LETS_PASS_MS),
            Act::ClearUp => {
                self.clear_up();
                (true, 10)
            }
            Act::TakeBack => (self.have_ended() && self.take_back(), 5_000),
        };
        if done {
            self.person.acts.pop_front();
        }
        if !self.has_acted() {
            self.agenda.add(self.now + Millis(wait), Due::Person);
        }
    }

    /// The person takes everything back, once nothing goes wrong any more.
    pub(super) fn goes_back(&mut self) {
        use Act::{AwaitReads, ClearUp, LetPass, Read, TakeBack};
        let acts = [LetPass, ClearUp, Read, AwaitReads, TakeBack];
        self.person.acts.extend(acts);
        self.agenda.add(self.now, Due::Person);
    }

    /// Whether the person is done.
    pub(super) fn has_acted(&self) -> bool {
        self.person.acts.is_empty()
    }

    /// Whether every push has come to its end; one that waits for somebody goes on sooner or later.
    fn have_ended(&mut self) -> bool {
        let open = (0..self.pushes.len()).filter(|push| !self.state_of(*push).is_final());
        let open: Vec<_> = open.collect();
        for push in &open {
            if self.dice.chance(200) {
                self.go_on(*push);
            }
        }
        open.is_empty()
    }

    /// Whether every org was read, or fails to be.
    fn has_read(&mut self) -> bool {
        let reads = |agent: &Agent| agent.jobs.iter().any(|job| job.push.is_none());
        if self.agents.iter().any(reads) {
            return false;
        }
        let failed: Vec<_> = (0..self.orgs.len())
            .filter(|org| self.agents[*org].unread)
            .collect();
        if failed.is_empty() || self.person.tries > 3 {
            self.person.tries = 0;
            return true;
        }
        self.person.tries += 1;
        for org in failed {
            self.add_job(org, None);
        }
        false
    }
}
