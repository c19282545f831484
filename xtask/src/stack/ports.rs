//! Ports of loopback.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};

use crate::failure::StepFailure;

/// A port that nobody listens on now.
pub fn free() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}

/// Fails with advice when somebody listens on the port already.
pub fn check_free(port: u16, whose: &str, flag: &str) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .map_err(|error| {
            StepFailure::new(
                format!("port {port}, which is meant for {whose}, can't be used ({error})"),
                format!(
                    "end the program that uses port {port}, or choose another one with `{flag} N`"
                ),
            )
            .into()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::NextStep;

    #[test]
    fn a_busy_port_is_named_with_the_way_out() {
        let busy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = busy.local_addr().unwrap().port();
        let error = check_free(port, "the console", "--port").unwrap_err();
        assert!(error.to_string().contains(&port.to_string()), "{error}");
        assert!(NextStep::of(&error).unwrap().contains("`--port N`"));
    }
}
