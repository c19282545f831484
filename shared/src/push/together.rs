use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

/// Carries out several pieces of work at the same time: at most `limit` of them, begun in the order
/// given. All that are under way are polled whenever a machine is stepped, which is cheap for the
/// handful that an org allows.
pub(super) async fn together<'a, F>(limit: usize, work: impl IntoIterator<Item = F>)
where
    F: Future<Output = ()> + 'a,
{
    let mut waiting = work.into_iter().fuse();
    let mut running: Vec<Pin<Box<F>>> = Vec::new();
    poll_fn(|context| {
        loop {
            while running.len() < limit
                && let Some(next) = waiting.next()
            {
                running.push(Box::pin(next));
            }
            if running.is_empty() {
                return Poll::Ready(());
            }
            let before = running.len();
            running.retain_mut(|piece| piece.as_mut().poll(context).is_pending());
            if running.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
}

/// Carries out two pieces of work at the same time.
pub(super) async fn both<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    poll_fn(|context| {
        if first.is_none() {
            first = ready(one.as_mut().poll(context));
        }
        if second.is_none() {
            second = ready(other.as_mut().poll(context));
        }
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            (had_first, had_second) => {
                (first, second) = (had_first, had_second);
                Poll::Pending
            }
        }
    })
    .await
}

fn ready<T>(poll: Poll<T>) -> Option<T> {
    match poll {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::task::{Context, Waker};

    use super::*;

    /// Waits until `gate` is at least `opens_at`.
    async fn wait(gate: &Cell<u32>, opens_at: u32) {
        poll_fn(|_| {
            if gate.get() >= opens_at {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }

    #[test]
    fn no_more_than_the_limit_are_under_way_and_all_come_to_their_end() {
        let (gate, log) = (Cell::new(0), RefCell::new(Vec::new()));
        let (gate, log) = (&gate, &log);
        let work = (1..=4).map(|n| async move {
            log.borrow_mut().push(format!("begin {n}"));
            wait(gate, n).await;
            log.borrow_mut().push(format!("end {n}"));
        });
        let mut all = Box::pin(together(2, work));
        let mut poll = || {
            let context = &mut Context::from_waker(Waker::noop());
            let is_ready = all.as_mut().poll(context).is_ready();
            (is_ready, std::mem::take(&mut *log.borrow_mut()).join(", "))
        };
        assert_eq!(poll(), (false, "begin 1, begin 2".to_owned()));
        gate.set(1);
        assert_eq!(poll(), (false, "end 1, begin 3".to_owned()));
        gate.set(4);
        assert_eq!(poll(), (true, "end 2, end 3, begin 4, end 4".to_owned()));
    }

    #[test]
    fn two_are_under_way_at_the_same_time_and_both_come_to_their_end() {
        for order in [[1, 2], [2, 1]] {
            let gate = Cell::new(0);
            let [one, other] = order.map(|n| {
                let gate = &gate;
                async move {
                    wait(gate, n).await;
                    n
                }
            });
            let mut work = pin!(both(one, other));
            let mut poll = || {
                let context = &mut Context::from_waker(Waker::noop());
                work.as_mut().poll(context)
            };
            assert!(poll().is_pending());
            gate.set(1);
            assert!(poll().is_pending());
            gate.set(2);
            assert_eq!(poll(), Poll::Ready((order[0], order[1])));
        }
    }

    #[test]
    fn nothing_to_do_is_done_at_once() {
        let mut nothing = Box::pin(together(3, std::iter::empty::<std::future::Ready<()>>()));
        let context = &mut Context::from_waker(Waker::noop());
        assert!(nothing.as_mut().poll(context).is_ready());
    }
}
