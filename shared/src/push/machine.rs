use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::JournalEntry;
use crate::api::LogLevel;
use crate::content::{Bodies, FolderNode, Memo};
use crate::history::OrgState;
use crate::id::{Digest, Millis};
use crate::sumo::{ApiAnswer, ApiRequest, TransportFault};

/// Work in one org, written as straight code and run as a state machine: whenever it needs the
/// world it emits a [`Command`] and rests until the [`Event`] that answers it comes in. It reads no
/// clock and waits for nothing by itself, so a test drives it as well as the edge does.
pub struct Machine<T> {
    work: Pin<Box<dyn Future<Output = T>>>,
    port: Port,
}

/// Ties a reply to its command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReplyId(u64);

/// What a machine wants done. Commands with an id are answered by exactly one [`Event::Reply`].
#[derive(Debug)]
pub enum Command {
    /// Make a call to the org; reply with [`Reply::Answer`].
    Call(ReplyId, ApiRequest),
    /// Wait until this time; reply with [`Reply::Done`].
    Wake(ReplyId, Millis),
    /// Keep these nodes and bodies; reply with [`Reply::Done`] when they are durable.
    Store(
        ReplyId,
        Vec<(Digest, Arc<FolderNode>)>,
        Vec<(Digest, Vec<u8>)>,
    ),
    /// Fetch these bodies, in this order, as far as they take no more than so many bytes; the first in
    /// any case. Reply with [`Reply::Bodies`].
    Load(ReplyId, Vec<Digest>, usize),
    /// Write to the journal; reply with [`Reply::Done`] when it is durable.
    Journal(ReplyId, JournalEntry),
    /// Pass on news; nobody waits for it.
    Tell(Notice),
}

/// News from a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The work entered another phase.
    State(OrgState),
    /// This many items were read so far.
    Read {
        /// Items and folders.
        items: u64,
    },
    /// This many of the cells to be written have been written so far.
    Written {
        /// Cells.
        cells: u64,
    },
    /// A line for the log.
    Log(LogLevel, String),
}

/// What a machine is told.
#[derive(Debug, Clone)]
pub enum Event {
    /// Begin. Comes once, first.
    Start,
    /// A command was carried out.
    Reply(ReplyId, Reply),
    /// End after the calls in flight.
    Stop,
    /// The same, without an outcome: the work is begun again later, with its journal.
    Pause,
}

/// The answer to a command.
#[derive(Debug, Clone)]
pub enum Reply {
    /// To [`Command::Call`].
    Answer(Result<ApiAnswer, TransportFault>),
    /// To [`Command::Wake`], [`Command::Store`] and [`Command::Journal`].
    Done,
    /// To [`Command::Load`]: the bodies that were found.
    Bodies(Bodies),
}

/// What came of an event.
#[derive(Debug)]
pub struct Step<T> {
    /// What is to be done now, in this order.
    pub commands: VecDeque<Command>,
    /// The result, when the work has come to its end. The machine must not be used after that.
    pub output: Option<T>,
}

impl<T> Machine<T> {
    pub(super) fn new<F>(work: impl FnOnce(Port) -> F) -> Self
    where
        F: Future<Output = T> + 'static,
    {
        let port = Port::default();
        Self {
            work: Box::pin(work(port.clone())),
            port,
        }
    }

    /// The same machine, which knows items again that others read. Whoever shares a memo shares the storage.
    #[must_use]
    pub fn knowing(self, memo: &Memo) -> Self {
        self.port.0.borrow_mut().memo = memo.clone();
        self
    }

    /// Takes one event in at the time `now`.
    pub fn step(&mut self, now: Millis, event: Event) -> Step<T> {
        {
            let mut state = self.port.0.borrow_mut();
            state.now = now;
            match event {
                Event::Start => {}
                Event::Reply(id, reply) => {
                    state.replies.push((id, reply));
                }
                Event::Stop => state.stopping = true,
                Event::Pause => state.pausing = true,
            }
        }
        // The work rests on replies and on itself only: no waker is needed.
        let output = loop {
            let context = &mut Context::from_waker(Waker::noop());
            if let Poll::Ready(output) = self.work.as_mut().poll(context) {
                break Some(output);
            }
            if !std::mem::take(&mut self.port.0.borrow_mut().stirred) {
                break None;
            }
        };
        Step {
            commands: std::mem::take(&mut self.port.0.borrow_mut().commands),
            output,
        }
    }
}

impl<T> fmt::Debug for Machine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Machine")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

/// The work's side of a machine.
#[derive(Debug, Clone, Default)]
pub(super) struct Port(Rc<RefCell<PortState>>);

#[derive(Debug, Default)]
struct PortState {
    now: Millis,
    next: u64,
    commands: VecDeque<Command>,
    /// A handful at most.
    replies: Vec<(ReplyId, Reply)>,
    stopping: bool,
    /// Whether a part of the work did something that another part may be waiting for.
    stirred: bool,
    pausing: bool,
    memo: Memo,
}

impl Port {
    pub(super) fn memo(&self) -> Memo {
        self.0.borrow().memo.clone()
    }

    pub(super) fn now(&self) -> Millis {
        self.0.borrow().now
    }

    /// Has the whole work polled once more before it rests.
    pub(super) fn stir(&self) {
        self.0.borrow_mut().stirred = true;
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.0.borrow().stopping
    }

    /// Whether nothing new is to be begun for now. Who is stopped as well comes to an end instead.
    pub(super) fn is_pausing(&self) -> bool {
        let state = self.0.borrow();
        state.pausing && !state.stopping
    }

    /// Whether nothing new is to be begun, for now or for good.
    pub(super) fn is_ending(&self) -> bool {
        let state = self.0.borrow();
        state.pausing || state.stopping
    }

    pub(super) async fn call(&self, request: ApiRequest) -> Result<ApiAnswer, TransportFault> {
        match self.ask(|id| Command::Call(id, request)).await {
            Reply::Answer(answer) => answer,
            Reply::Done | Reply::Bodies(_) => {
                Err(TransportFault::Broken("no answer was given".into()))
            }
        }
    }

    pub(super) async fn sleep(&self, span: Millis) {
        let until = self.now() + span;
        self.ask(|id| Command::Wake(id, until)).await;
    }

    /// Waits like [`Self::sleep`], but no longer than anything new may be begun.
    pub(super) async fn rest(&self, span: Millis) {
        self.unless_ending(self.sleep(span)).await;
    }

    /// Carries out this work, and gives it up when nothing new is to be begun.
    pub(super) async fn unless_ending<F: Future>(&self, work: F) -> Option<F::Output> {
        let mut work = pin!(work);
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if self.is_ending() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    pub(super) async fn store(
        &self,
        nodes: Vec<(Digest, Arc<FolderNode>)>,
        bodies: Vec<(Digest, Vec<u8>)>,
    ) {
        self.ask(|id| Command::Store(id, nodes, bodies)).await;
    }

    /// The first of these bodies, as far as they take no more than `room` bytes.
    pub(super) async fn load(&self, digests: Vec<Digest>, room: usize) -> Bodies {
        match self.ask(|id| Command::Load(id, digests, room)).await {
            Reply::Bodies(bodies) => bodies,
            Reply::Done | Reply::Answer(_) => Bodies::default(),
        }
    }

    pub(super) async fn journal(&self, entry: JournalEntry) {
        self.ask(|id| Command::Journal(id, entry)).await;
    }

    pub(super) fn tell(&self, notice: Notice) {
        self.0
            .borrow_mut()
            .commands
            .push_back(Command::Tell(notice));
    }

    pub(super) fn log(&self, level: LogLevel, message: impl Into<String>) {
        self.tell(Notice::Log(level, message.into()));
    }

    async fn ask(&self, command: impl FnOnce(ReplyId) -> Command) -> Reply {
        let id = {
            let mut state = self.0.borrow_mut();
            let id = ReplyId(state.next);
            state.next += 1;
            state.commands.push_back(command(id));
            id
        };
        poll_fn(|_| {
            let replies = &mut self.0.borrow_mut().replies;
            match replies.iter().position(|(to, _)| *to == id) {
                Some(at) => Poll::Ready(replies.swap_remove(at).1),
                None => Poll::Pending,
            }
        })
        .await
    }
}
