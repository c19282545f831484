//! The keys of a local Worker: made at random on first start, kept in `.dev.vars`, never replaced.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::failure::StepFailure;

/// The variable that holds the key under which access keys are sealed.
pub const VAULT_KEY: &str = "ORGCAST_VAULT_KEY";
/// The variable that holds the key under which sign-in tokens are made.
pub const SIGN_IN_KEY: &str = "ORGCAST_SIGN_IN_KEY";

/// A random key of 32 bytes; it prints as a mask.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// A new random key.
    pub fn random() -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// A key from its bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A key from base64 with padding; anything but 32 bytes is refused.
    pub fn from_base64(text: &str) -> Result<Self> {
        let bytes = STANDARD
            .decode(text.trim())
            .context("a key is not base64")?;
        Ok(Self(
            bytes
                .try_into()
                .ok()
                .context("a key is not 32 bytes long")?,
        ))
    }

    /// The key as base64 with padding.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// The key's bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(•••)")
    }
}

/// Both keys of a local Worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// Seals the organizations' access keys.
    pub vault: Key,
    /// Makes and checks sign-in tokens.
    pub sign_in: Key,
}

impl Secrets {
    /// Reads the keys from an env file; keys that are missing are made and appended, what is
    /// there stays. Losing the vault key means losing every stored access key.
    pub fn load_or_create(file: &Path) -> Result<Self> {
        let text = if file.exists() {
            fs::read_to_string(file)?
        } else {
            String::new()
        };
        let mut fresh = String::new();
        let mut key = |name: &str| {
            if let Some(value) = value(&text, name) {
                return Key::from_base64(value).map_err(|error| unusable(file, name, &error));
            }
            let key = Key::random()?;
            fresh.extend([name, "=", &key.to_base64(), "\n"]);
            Ok(key)
        };
        let secrets = Self {
            vault: key(VAULT_KEY)?,
            sign_in: key(SIGN_IN_KEY)?,
        };
        if !fresh.is_empty() {
            append(file, &text, &fresh)
                .with_context(|| format!("{} can't be written", file.display()))?;
        }
        Ok(secrets)
    }
}

/// Only its owner may read the file; an existing file keeps its own mode.
fn append(file: &Path, text: &str, fresh: &str) -> std::io::Result<()> {
    let mut open: File = File::options()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(file)?;
    if text.is_empty() {
        writeln!(
            open,
            "# Made by `cargo xtask start`. Losing the vault key loses every stored access key."
        )?;
    } else if !text.ends_with('\n') {
        writeln!(open)?;
    }
    open.write_all(fresh.as_bytes())
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim().trim_matches('"'))
}

fn unusable(file: &Path, name: &str, error: &anyhow::Error) -> anyhow::Error {
    StepFailure::new(
        format!("{name} in {} can't be used: {error}", file.display()),
        format!("put back the {name} that was there, or remove its line and connect the orgs anew"),
    )
    .into()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn keys_are_made_once_and_only_the_owner_may_read_them() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".dev.vars");
        let first = Secrets::load_or_create(&file).unwrap();
        assert_ne!(first.vault, first.sign_in);
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(Secrets::load_or_create(&file).unwrap(), first);
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }

    #[test]
    fn a_missing_key_is_added_and_the_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".dev.vars");
        let vault = Key::from_bytes([5; 32]);
        fs::write(
            &file,
            format!("OTHER=1\n{VAULT_KEY}=\"{}\"", vault.to_base64()),
        )
        .unwrap();
        let secrets = Secrets::load_or_create(&file).unwrap();
        assert_eq!(secrets.vault, vault);
        assert!(fs::read_to_string(&file).unwrap().starts_with("OTHER=1\n"));
        assert_eq!(Secrets::load_or_create(&file).unwrap(), secrets);
    }

    #[test]
    fn a_broken_key_is_refused_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(".dev.vars");
        fs::write(&file, format!("{VAULT_KEY}=c2hvcnQ=\n")).unwrap();
        let error = Secrets::load_or_create(&file).unwrap_err().to_string();
        assert!(error.contains("not 32 bytes"), "{error}");
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            format!("{VAULT_KEY}=c2hvcnQ=\n")
        );
    }

    #[test]
    fn a_key_prints_as_a_mask() {
        assert_eq!(format!("{:?}", Key::from_bytes([1; 32])), "Key(•••)");
    }
}
