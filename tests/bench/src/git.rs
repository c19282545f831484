//! Source and orgs as git trees, and git's own comparison of them.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::World;
use crate::text::hex;
use crate::trees::Trees;

const UNPACKED: &str = "unpacked";
const PACKED: &str = "packed";

/// A repository with the source's tree and every org's. Bases are left out: git compares two trees.
#[derive(Debug)]
pub struct Repository {
    folder: TempDir,
}

impl Repository {
    /// Writes the trees, and lets git pack them as it does when it cleans up: with deltas it is four
    /// times as fast. The files that they name are not written: comparing trees never opens one.
    pub fn write(world: &World) -> Result<Self> {
        let made = Self {
            folder: tempfile::tempdir()?,
        };
        for repository in [UNPACKED, PACKED] {
            run(git(
                made.folder.path(),
                &["init", "--quiet", "--bare", repository],
            ))?;
        }
        let mut trees = Trees::default();
        let source = trees.add(&world.nodes, &world.source, "")?;
        let mut pairs = Vec::new();
        for org in &world.orgs {
            let root = trees.add(&world.nodes, &org.root, "")?;
            writeln!(pairs, "{} {}", hex(&source), hex(&root))?;
        }
        fs::write(made.path("pairs"), pairs)?;
        fs::write(made.path("names"), trees.names())?;
        fs::write(made.path("trees"), trees.pack()?)?;
        run(made.fed(UNPACKED, &["index-pack", "--stdin"], "trees")?)?;
        let packed = format!("../{PACKED}/objects/pack/pack");
        run(made.fed(
            UNPACKED,
            &["pack-objects", "--quiet", "--no-reuse-delta", &packed],
            "names",
        )?)?;
        fs::remove_dir_all(made.path(UNPACKED))?;
        Ok(made)
    }

    /// How long git takes for all orgs, from its start to its end. What it prints goes nowhere.
    pub fn time(&self) -> Result<Duration> {
        let mut compare = self.compare()?;
        compare.stdout(Stdio::null());
        let begun = Instant::now();
        let status = compare.status()?;
        let time = begun.elapsed();
        ensure!(status.success(), "git diff-tree failed");
        Ok(time)
    }

    /// How many paths git finds changed, org by org.
    pub fn changed(&self) -> Result<Vec<u32>> {
        let mut child = self.compare()?.stdout(Stdio::piped()).spawn()?;
        let mut changed = Vec::new();
        for line in BufReader::new(child.stdout.take().context("a pipe")?).lines() {
            // A line of its own names each pair; those of changed paths begin with a colon.
            match (line?.starts_with(':'), changed.last_mut()) {
                (true, Some(count)) => *count += 1,
                _ => changed.push(0),
            }
        }
        ensure!(child.wait()?.success(), "git diff-tree failed");
        Ok(changed)
    }

    fn compare(&self) -> Result<Command> {
        self.fed(PACKED, &["diff-tree", "-r", "--stdin"], "pairs")
    }

    /// Git in one of the repositories, with a file to read.
    fn fed(&self, repository: &str, args: &[&str], input: &str) -> Result<Command> {
        let mut command = git(&self.path(repository), args);
        command.stdin(File::open(self.path(input))?);
        Ok(command)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn git(folder: &Path, args: &[&str]) -> Command {
    let mut git = Command::new("git");
    // A person's settings would be measured too.
    git.args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR");
    git
}

fn run(mut command: Command) -> Result<()> {
    let status = command.stdout(Stdio::null()).status()?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
