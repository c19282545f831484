//! Is a build current? Answered by a hash over the contents of everything that goes into it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::workspace::Workspace;

/// A build product's inputs, and where its last successful build is recorded.
#[derive(Debug)]
pub struct Stamp {
    file: PathBuf,
    digest: String,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// Hashes `inputs` (files, or folders with all that is in them; a missing one counts as
    /// missing) together with `facts`, such as the versions of the tools.
    pub fn of(
        workspace: &Workspace,
        name: &str,
        inputs: &[PathBuf],
        facts: &[String],
        outputs: Vec<PathBuf>,
    ) -> Result<Self> {
        let mut hasher = Sha256::new();
        for fact in facts {
            absorb(&mut hasher, *b"fact", fact.as_bytes());
        }
        for input in inputs {
            absorb_tree(&mut hasher, workspace.root(), input)?;
        }
        let digest = hex(&hasher.finalize());
        Ok(Self {
            file: workspace.traces().join(format!("stamps/{name}")),
            digest,
            outputs,
        })
    }

    /// Whether the last recorded build had the same inputs and its outputs are still there.
    pub fn is_current(&self) -> bool {
        self.outputs.iter().all(|output| output.exists())
            && fs::read_to_string(&self.file).is_ok_and(|recorded| recorded == self.digest)
    }

    /// Records that the build succeeded with these inputs.
    pub fn record(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.digest)
            .with_context(|| format!("{} can't be written", self.file.display()))
    }
}

fn absorb_tree(hasher: &mut Sha256, root: &Path, input: &Path) -> Result<()> {
    let relative = input
        .strip_prefix(root)
        .unwrap_or(input)
        .as_os_str()
        .as_encoded_bytes();
    if !input.exists() {
        absorb(hasher, *b"none", relative);
        return Ok(());
    }
    for entry in WalkDir::new(input).sort_by_file_name() {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry.path().strip_prefix(root).unwrap_or(entry.path());
        absorb(hasher, *b"name", name.as_os_str().as_encoded_bytes());
        let content = fs::read(entry.path())
            .with_context(|| format!("{} can't be read", entry.path().display()))?;
        absorb(hasher, *b"body", &content);
    }
    Ok(())
}

/// Every part goes in with its kind and length, so that no two inputs read alike.
fn absorb(hasher: &mut Sha256, kind: [u8; 4], bytes: &[u8]) {
    hasher.update(kind);
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(folder: &Path, facts: &[&str]) -> String {
        let facts: Vec<String> = facts.iter().map(ToString::to_string).collect();
        let workspace = Workspace::find().unwrap();
        Stamp::of(&workspace, "test", &[folder.to_owned()], &facts, vec![])
            .unwrap()
            .digest
    }

    #[test]
    fn names_contents_and_facts_change_the_digest_and_a_second_look_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("a", "1");
        let first = digest(folder.path(), &["rustc 1"]);
        assert_eq!(first, digest(folder.path(), &["rustc 1"]));
        assert_ne!(first, digest(folder.path(), &["rustc 2"]));
        write("a", "2");
        let second = digest(folder.path(), &["rustc 1"]);
        assert_ne!(first, second);
        fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        assert_ne!(second, digest(folder.path(), &["rustc 1"]));
    }

    #[test]
    fn a_missing_output_makes_a_build_stale() {
        let folder = tempfile::tempdir().unwrap();
        let (input, output) = (folder.path().join("in"), folder.path().join("out"));
        fs::write(&input, "x").unwrap();
        fs::write(&output, "y").unwrap();
        let workspace = Workspace::find().unwrap();
        let stamp = Stamp::of(
            &workspace,
            "test-output",
            &[input],
            &[],
            vec![output.clone()],
        )
        .unwrap();
        stamp.record().unwrap();
        assert!(stamp.is_current());
        fs::remove_file(output).unwrap();
        assert!(!stamp.is_current());
    }
}
