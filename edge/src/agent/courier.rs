use std::pin::pin;

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use futures_util::future::{Either, LocalBoxFuture, select};
use orgcast_shared::id::Millis;
use orgcast_shared::push::Notice;

use crate::platform::Platform;

/// News is gathered this long, so that a lively run doesn't become a flood of messages.
const INTERVAL: Millis = Millis(1_000);

/// Takes a batch of news.
pub(super) type Deliver<'a> = dyn Fn(Vec<Notice>) -> LocalBoxFuture<'a, ()> + 'a;

/// Hands news on in batches until there is none to come. The last batch is given back: whoever knows that
/// the run has ended has more to tell.
pub(super) async fn courier<P: Platform>(
    platform: &P,
    mut news: UnboundedReceiver<Notice>,
    deliver: &Deliver<'_>,
) -> Vec<Notice> {
    let mut batch = Vec::new();
    while let Some(first) = news.next().await {
        batch.push(first);
        let mut pause = pin!(platform.sleep_until(platform.now() + INTERVAL));
        let ended = loop {
            match select(news.next(), pause.as_mut()).await {
                Either::Left((Some(next), _)) => batch.push(next),
                Either::Left((None, _)) => break true,
                Either::Right(((), _)) => break false,
            }
        };
        if ended {
            break;
        }
        deliver(std::mem::take(&mut batch)).await;
    }
    batch
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::ready;

    use futures_channel::mpsc::unbounded;
    use futures_executor::block_on;

    use super::*;
    use crate::testing::TestPlatform;

    #[test]
    fn what_came_meanwhile_is_handed_on_together_and_the_last_of_it_is_given_back() {
        let platform = TestPlatform::new();
        let (sender, news) = unbounded();
        let sender = RefCell::new(Some(sender));
        let send = |count| {
            for cells in 0..count {
                let sender = sender.borrow();
                let sent = sender
                    .as_ref()
                    .map(|to| to.unbounded_send(Notice::Written { cells }));
                sent.unwrap().unwrap();
            }
        };
        let batches = RefCell::new(Vec::new());
        send(3);
        let last = block_on(courier(&platform, news, &|batch: Vec<Notice>| {
            batches.borrow_mut().push(batch.len());
            send(2);
            sender.take();
            Box::pin(ready(()))
        }));
        assert_eq!((batches.into_inner(), last.len()), (vec![3], 2));
    }
}
