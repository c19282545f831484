//! The few HTTP calls of this program, all to loopback.

use std::time::Duration;

use ureq::Agent;

/// An agent that hands every status back as an answer and follows no redirect.
pub fn agent(limit: Duration) -> Agent {
    Agent::config_builder()
        .timeout_global(Some(limit))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .build()
        .into()
}

/// Whether the URL answers with a 2xx status within two seconds.
pub fn answers(url: &str) -> bool {
    let response = agent(Duration::from_secs(2)).get(url).call();
    response.is_ok_and(|response| response.status().is_success())
}
