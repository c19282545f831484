use orgcast_shared::api::Health;
use orgcast_shared::plan::PLANNER_VERSION;

use super::client;

/// Whether the edge plans by another version than this console: then no plan of it is accepted.
/// Without an answer it isn't known to be.
pub(crate) async fn is_outdated() -> bool {
    let health = client::get::<Health>("/api/health").await;
    health.is_ok_and(|health| plans_otherwise(&health))
}

fn plans_otherwise(health: &Health) -> bool {
    health.planner != PLANNER_VERSION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_planner_s_version_counts() {
        let health = |planner| Health {
            version: "9.9.9".into(),
            planner,
        };
        assert!(!plans_otherwise(&health(PLANNER_VERSION)));
        assert!(plans_otherwise(&health(PLANNER_VERSION + 1)));
    }
}
