//! Does many things, several at a time.

use futures_util::future::LocalBoxFuture;
use futures_util::stream::{self, TryStreamExt};

use crate::store::StoreError;

/// Workers has six connections that may wait for an answer at once.
pub(crate) const AT_ONCE: usize = 6;

/// Does something with each item, several at a time, until one fails.
pub(crate) async fn at_once<T>(
    items: impl Iterator<Item = T>,
    work: impl AsyncFn(T) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let work = &work;
    all(items.map(|item| Box::pin(work(item)) as Work<'_>).collect()).await
}

type Work<'a> = LocalBoxFuture<'a, Result<(), StoreError>>;

/// What doesn't depend on the items, so that the Worker has it once.
async fn all(work: Vec<Work<'_>>) -> Result<(), StoreError> {
    let work = stream::iter(work.into_iter().map(Ok));
    work.try_for_each_concurrent(AT_ONCE, |work| work).await
}
