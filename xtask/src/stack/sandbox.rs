//! The sandbox as a running program.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use super::ports;
use crate::process::{Program, Service};
use crate::progress::Step;

const LIMIT: Duration = Duration::from_mins(1);

/// How the sandbox is started.
#[derive(Debug, Clone, Default)]
pub struct SandboxOptions {
    /// The port; a free one when it is left out.
    pub port: Option<u16>,
    /// How many orgs, the source included; the sandbox's own default when it is left out.
    pub orgs: Option<u32>,
    /// A folder of exports for the source org's Admin Recommended; demo content when left out.
    pub library: Option<PathBuf>,
    /// Further arguments as the sandbox takes them.
    pub more: Vec<String>,
}

impl SandboxOptions {
    fn args(&self, port: u16) -> Vec<String> {
        let mut args = vec!["--port".to_owned(), port.to_string()];
        if let Some(orgs) = self.orgs {
            args.extend(["--orgs".to_owned(), orgs.to_string()]);
        }
        if let Some(library) = &self.library {
            args.extend(["--library".to_owned(), library.display().to_string()]);
        }
        args.extend(self.more.iter().cloned());
        args
    }
}

/// A running sandbox; dropping it ends it.
#[derive(Debug)]
pub struct Sandbox {
    service: Service,
    port: u16,
}

impl Sandbox {
    /// Starts it and waits until it answers.
    pub fn start(
        program: PathBuf,
        options: &SandboxOptions,
        logs: &Path,
        step: &Step,
    ) -> Result<Self> {
        let port = match options.port {
            Some(port) => port,
            None => ports::free()?,
        };
        let program = Program::new(program).args(options.args(port));
        let mut service = Service::start("the sandbox", &program, &logs.join("sandbox.log"))?;
        service.wait_until_ready(&format!("{}/__sandbox/health", base(port)), LIMIT, step)?;
        Ok(Self { service, port })
    }

    /// Its base URL, without a slash at the end.
    pub fn url(&self) -> String {
        base(self.port)
    }

    /// The base URL of the APIs it imitates.
    pub fn api_url(&self) -> String {
        format!("{}/api", base(self.port))
    }

    /// Fails when it has ended.
    pub fn check(&mut self) -> Result<()> {
        self.service.check()
    }
}

fn base(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_chosen_is_passed_on() {
        let options = SandboxOptions::default();
        assert_eq!(options.args(8788), ["--port", "8788"]);
        let options = SandboxOptions {
            orgs: Some(3),
            library: Some("/some where".into()),
            more: vec!["--no-rate-limit".into()],
            ..options
        };
        assert_eq!(
            options.args(1),
            [
                "--port",
                "1",
                "--orgs",
                "3",
                "--library",
                "/some where",
                "--no-rate-limit"
            ]
        );
    }
}
