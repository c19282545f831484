//! Runs the machines of `orgcast_shared::push`: carries out their commands and tells them what
//! came of it.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use orgcast_shared::content::{Bodies, FolderNode};
use orgcast_shared::id::{Digest, Millis};
use orgcast_shared::push::{Command, Event, JournalEntry, Notice, Reply, ReplyId};
use orgcast_shared::sumo::{ApiAnswer, ApiRequest, TransportFault};

use crate::store::StoreError;

/// What a machine's commands are carried out by.
pub trait Host {
    /// The time.
    fn now(&self) -> Millis;

    /// Makes a call to the org, within its rate limits.
    fn call(&self, request: ApiRequest) -> impl Future<Output = Result<ApiAnswer, TransportFault>>;

    /// Waits.
    fn sleep_until(&self, time: Millis) -> impl Future<Output = ()>;

    /// Stores nodes and bodies.
    fn store(
        &self,
        nodes: Vec<(Digest, Arc<FolderNode>)>,
        bodies: Vec<(Digest, Vec<u8>)>,
    ) -> impl Future<Output = Result<(), StoreError>>;

    /// The first of these bodies, as far as they are stored and take no more than `room` bytes; the first
    /// one in any case.
    fn load(
        &self,
        digests: Vec<Digest>,
        room: usize,
    ) -> impl Future<Output = Result<Bodies, StoreError>>;

    /// Writes to the journal.
    fn journal(&self, entry: JournalEntry) -> impl Future<Output = Result<(), StoreError>>;

    /// Passes on news.
    fn tell(&self, notice: Notice);
}

/// What reaches a machine from outside its own commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupt {
    /// It is to end.
    Stop,
    /// It is to rest.
    Pause,
}

impl From<Interrupt> for Event {
    fn from(interrupt: Interrupt) -> Self {
        match interrupt {
            Interrupt::Stop => Self::Stop,
            Interrupt::Pause => Self::Pause,
        }
    }
}

type Replies<'a> = FuturesUnordered<LocalBoxFuture<'a, Result<(ReplyId, Reply), StoreError>>>;

/// One step of a machine, whatever it gives in the end: at this time, with this event. Gives what is
/// to be done now, and whether that was the last step.
pub type Advance<'a> = dyn FnMut(Millis, Event) -> (VecDeque<Command>, bool) + 'a;

/// Steps a machine to its end. It learns what comes in on `interrupts` before or during the run.
///
/// # Errors
///
/// When storage fails: then the machine is given up, and its work has to be started again.
pub async fn drive(
    advance: &mut Advance<'_>,
    host: &impl Host,
    mut interrupts: UnboundedReceiver<Interrupt>,
) -> Result<(), StoreError> {
    let mut replies = Replies::new();
    // A machine that is interrupted from the start must learn it before its first call.
    let mut event = match interrupts.next().now_or_never() {
        Some(Some(interrupt)) => interrupt.into(),
        _ => Event::Start,
    };
    loop {
        let (commands, ended) = advance(host.now(), event);
        for command in commands {
            carry_out(host, command, &replies);
        }
        if ended {
            return Ok(());
        }
        if replies.is_empty() {
            return Err(StoreError::new("a machine rests and waits for nothing"));
        }
        event = futures_util::select_biased! {
            interrupt = interrupts.select_next_some() => interrupt.into(),
            reply = replies.select_next_some() => {
                let (id, reply) = reply?;
                Event::Reply(id, reply)
            }
        };
    }
}

/// Begins what a command asks for; it goes on while the machine's other replies are waited for.
fn carry_out<'a>(host: &'a impl Host, command: Command, replies: &Replies<'a>) {
    match command {
        Command::Call(id, request) => replies.push(Box::pin(async move {
            Ok((id, Reply::Answer(host.call(request).await)))
        })),
        Command::Wake(id, time) => replies.push(Box::pin(async move {
            host.sleep_until(time).await;
            Ok((id, Reply::Done))
        })),
        Command::Store(id, nodes, bodies) => replies.push(Box::pin(async move {
            host.store(nodes, bodies).await.map(|()| (id, Reply::Done))
        })),
        Command::Load(id, digests, room) => replies.push(Box::pin(async move {
            Ok((id, Reply::Bodies(host.load(digests, room).await?)))
        })),
        Command::Journal(id, entry) => replies.push(Box::pin(async move {
            host.journal(entry).await.map(|()| (id, Reply::Done))
        })),
        Command::Tell(notice) => host.tell(notice),
    }
}
