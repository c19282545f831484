use orgcast_shared::api::LiveEvent;

/// Whoever watches a push at the moment.
pub trait Audience {
    /// Shows something to all of them.
    fn show(&self, event: &LiveEvent);

    /// There is nothing more to come.
    fn close(&self);
}
