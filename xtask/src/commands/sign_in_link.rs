//! `cargo xtask sign-in-link`: a one-time link to a Worker that runs elsewhere.

use std::env;
use std::process::ExitCode;

use anyhow::Result;

use crate::failure::StepFailure;
use crate::secrets::{Key, SIGN_IN_KEY};
use crate::token;

pub(super) fn run(url: &str) -> Result<ExitCode> {
    println!("{}", link(url, env::var(SIGN_IN_KEY).ok().as_deref())?);
    eprintln!("\nThis link works once, within 15 minutes.");
    Ok(ExitCode::SUCCESS)
}

fn link(url: &str, key: Option<&str>) -> Result<String> {
    let key = key.ok_or_else(|| {
        StepFailure::new(
            format!("{SIGN_IN_KEY} is not set"),
            format!(
                "set {SIGN_IN_KEY} in the environment to the value that \
                 `wrangler secret put {SIGN_IN_KEY}` was given"
            ),
        )
    })?;
    let key = Key::from_base64(key).map_err(|error| {
        StepFailure::new(
            format!("{SIGN_IN_KEY} can't be used: {error}"),
            "give the value that the Worker has: 32 bytes in base64, as `openssl rand -base64 32` \
             makes them",
        )
    })?;
    let origin = url.trim_end_matches('/');
    // The token would go over the network in the clear when it is used.
    let is_local = ["http://127.0.0.1", "http://localhost"]
        .iter()
        .any(|local| origin.strip_prefix(local).is_some_and(is_port));
    if !origin.starts_with("https://") && !is_local {
        let next = "give the console's address, for instance https://orgcast.example.com";
        return Err(StepFailure::new(format!("{url} is no https address"), next).into());
    }
    token::link(origin, &key)
}

fn is_port(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::NextStep;

    fn key() -> String {
        Key::from_bytes([7; 32]).to_base64()
    }

    #[test]
    fn a_link_leads_to_the_console_with_a_token() {
        let link = link("https://orgcast.example.com/", Some(&key())).unwrap();
        let token = link.strip_prefix("https://orgcast.example.com/sign-in#");
        // 16 + 8 + 32 bytes.
        assert_eq!(token.map(str::len), Some(75), "{link}");
    }

    #[test]
    fn what_is_missing_or_wrong_is_said_with_what_to_do() {
        let url = "https://orgcast.example.com";
        let cases = [
            (url, None, "is not set"),
            (url, Some("c2hvcnQ=".to_owned()), "not 32 bytes"),
            (
                "http://orgcast.example.com",
                Some(key()),
                "no https address",
            ),
            (
                "http://localhost.example.com",
                Some(key()),
                "no https address",
            ),
        ];
        for (url, given, said) in cases {
            let error = link(url, given.as_deref()).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
            assert!(NextStep::of(&error).is_some());
            assert!(!format!("{error:?}").contains("c2hvcnQ"));
        }
        assert!(link("http://127.0.0.1:8787", Some(&key())).is_ok());
    }
}
