//! What to run: a program, its arguments, folder and environment.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::Result;

use crate::failure::StepFailure;

/// A program with everything it needs; nothing runs before it is made a task or a service.
#[derive(Debug, Clone)]
pub struct Program {
    name: OsString,
    args: Vec<OsString>,
    folder: Option<PathBuf>,
    env: Vec<(OsString, OsString)>,
    path: Vec<PathBuf>,
}

impl Program {
    /// A program by path, or by name as `PATH` finds it.
    pub fn new(name: impl AsRef<OsStr>) -> Self {
        Self {
            name: name.as_ref().to_owned(),
            args: Vec::new(),
            folder: None,
            env: Vec::new(),
            path: Vec::new(),
        }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args
            .extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Runs it in this folder.
    #[must_use]
    pub fn folder(mut self, folder: impl AsRef<Path>) -> Self {
        self.folder = Some(folder.as_ref().to_owned());
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, key: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env
            .push((key.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Sets environment variables.
    #[must_use]
    pub fn envs<K, V>(mut self, pairs: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: AsRef<OsStr>,
        V: AsRef<OsStr>,
    {
        for (key, value) in pairs {
            self = self.env(key, value);
        }
        self
    }

    /// Puts folders in front of `PATH`.
    #[must_use]
    pub fn path_first(mut self, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        self.path.extend(folders);
        self
    }

    /// The program's file name, for messages.
    pub fn short_name(&self) -> String {
        Path::new(&self.name)
            .file_name()
            .unwrap_or(&self.name)
            .to_string_lossy()
            .into_owned()
    }

    /// Starts it in a process group of its own with all output going to the log.
    pub(super) fn spawn(&self, log: &File) -> Result<Child> {
        let mut command = self.command()?;
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log.try_clone()?)
            .process_group(0);
        command.spawn().map_err(|error| self.missing(&error).into())
    }

    /// Runs it quietly to its end and gives what it printed to stdout; `None` when it can't be
    /// started or fails. For questions such as "which version are you?".
    pub fn answer(&self) -> Option<String> {
        let output = self.command().ok()?.stdin(Stdio::null()).output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Runs it to its end with all output going to the terminal; gives how it ended.
    pub fn show(&self) -> Result<ExitCode> {
        let status = self.command()?.stdin(Stdio::null()).status();
        let status = status.map_err(|error| self.missing(&error))?;
        Ok(if status.success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }

    fn command(&self) -> Result<Command> {
        let mut command = Command::new(&self.name);
        for (key, _) in env::vars_os().filter(|(key, _)| key.to_str().is_some_and(is_cargos_own)) {
            command.env_remove(key);
        }
        command
            .args(&self.args)
            .envs(self.env.iter().map(|(key, value)| (key, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        if !self.path.is_empty() {
            let inherited = env::var_os("PATH").unwrap_or_default();
            let inherited = env::split_paths(&inherited);
            command.env(
                "PATH",
                env::join_paths(self.path.iter().cloned().chain(inherited))?,
            );
        }
        Ok(command)
    }

    fn missing(&self, error: &std::io::Error) -> StepFailure {
        let name = self.name.to_string_lossy();
        StepFailure::new(
            format!("`{name}` could not be started ({error})"),
            format!(
                "install `{}` and make sure that PATH finds it",
                self.short_name()
            ),
        )
    }
}

/// Whether `cargo run` set this variable for us. Handing it on would make Cargo believe that
/// build scripts which watch it are out of date, and compile their crates again.
fn is_cargos_own(key: &str) -> bool {
    const PREFIXES: [&str; 3] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    const NAMES: [&str; 4] = [
        "CARGO",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_CRATE_NAME",
        "OUT_DIR",
    ];
    PREFIXES.iter().any(|prefix| key.starts_with(prefix)) || NAMES.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cargo_run_sets_is_dropped() {
        assert!(is_cargos_own("CARGO_PKG_NAME"));
        assert!(is_cargos_own("CARGO"));
        assert!(!is_cargos_own("CARGO_HOME"));
        assert!(!is_cargos_own("CARGO_TARGET_DIR"));
    }

    #[test]
    fn a_folder_put_first_is_found_first() {
        let shell = Program::new("/bin/sh").args(["-c", "echo $PATH"]);
        let answer = shell.path_first(["/first/of/all".into()]).answer().unwrap();
        assert!(answer.starts_with("/first/of/all:"), "{answer}");
    }

    #[test]
    fn a_program_that_fails_has_no_answer() {
        assert_eq!(
            Program::new("/bin/sh")
                .args(["-c", "echo no; exit 3"])
                .answer(),
            None
        );
        assert_eq!(Program::new("/no/such/program").answer(), None);
    }
}
