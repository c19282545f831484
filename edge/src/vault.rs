//! Seals what must not be readable in the database: access keys and connection definitions.
//!
//! AES-256-GCM under a key of each org's own, which HKDF-SHA256 derives from the Worker's secret.
//! The purpose, the org's id and the key's version are associated data, so that what was sealed for
//! one org or one purpose opens for no other.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hkdf::Hkdf;
use orgcast_shared::id::OrgId;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;

/// The version of the Worker's secret in use; it is the first byte of everything sealed.
const KEY_VERSION: u8 = 1;
const NONCE_BYTES: usize = 12;

/// Seals and opens.
pub struct Vault([u8; 32]);

/// What something is sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The secret half of an access key.
    AccessKey,
    /// The definition of a connection.
    Connection,
}

/// Something sealed, in base64: key version, nonce, ciphertext and tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

/// Why something can't be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum VaultError {
    /// It was sealed under another version of the Worker's secret.
    #[error("it was sealed under another version of the vault key")]
    KeyVersion,
    /// It is damaged, or was sealed under another secret, for another org or another purpose.
    #[error("it can't be opened with the vault key in use")]
    Unopenable,
    /// The text to seal is too long for the cipher (64 GB).
    #[error("it can't be sealed")]
    Unsealable,
}

impl Vault {
    /// A vault under this secret.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// Seals a text for an org. `nonce` must be random and never used twice.
    pub fn seal(
        &self,
        purpose: Purpose,
        org: &OrgId,
        text: &str,
        nonce: [u8; NONCE_BYTES],
    ) -> Result<Sealed, VaultError> {
        let aad = associated_data(purpose, org);
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &aad,
        };
        let sealed = self
            .cipher(org)?
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| VaultError::Unsealable)?;
        let bytes = [&[KEY_VERSION], nonce.as_slice(), &sealed].concat();
        Ok(Sealed(STANDARD.encode(bytes)))
    }

    /// Opens what was sealed for this org and this purpose.
    pub fn open(
        &self,
        purpose: Purpose,
        org: &OrgId,
        sealed: &Sealed,
    ) -> Result<String, VaultError> {
        let bytes = STANDARD
            .decode(&sealed.0)
            .map_err(|_| VaultError::Unopenable)?;
        let (version, rest) = bytes.split_first().ok_or(VaultError::Unopenable)?;
        if *version != KEY_VERSION {
            return Err(VaultError::KeyVersion);
        }
        let (nonce, text) = rest
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(VaultError::Unopenable)?;
        let aad = associated_data(purpose, org);
        let opened = self
            .cipher(org)?
            .decrypt(
                &Nonce::from(*nonce),
                Payload {
                    msg: text,
                    aad: &aad,
                },
            )
            .map_err(|_| VaultError::Unopenable)?;
        String::from_utf8(opened).map_err(|_| VaultError::Unopenable)
    }

    fn cipher(&self, org: &OrgId) -> Result<Aes256Gcm, VaultError> {
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(None, &self.0)
            .expand_multi_info(&[b"orgcast vault 1 ", org.as_str().as_bytes()], &mut key)
            .map_err(|_| VaultError::Unsealable)?;
        Aes256Gcm::new_from_slice(&key).map_err(|_| VaultError::Unsealable)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Sealed {
    /// What was read from the database.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The ids of orgs hold no zero byte, so the parts can't run together.
fn associated_data(purpose: Purpose, org: &OrgId) -> Vec<u8> {
    let purpose = match purpose {
        Purpose::AccessKey => "access key",
        Purpose::Connection => "connection",
    };
    [
        purpose.as_bytes(),
        &[0],
        org.as_str().as_bytes(),
        &[0, KEY_VERSION],
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: [u8; NONCE_BYTES] = [7; NONCE_BYTES];

    fn org(id: &str) -> OrgId {
        OrgId::new(id).unwrap()
    }

    fn vault() -> Vault {
        Vault::new(std::array::from_fn(|index| u8::try_from(index).unwrap()))
    }

    #[test]
    fn what_is_sealed_opens_for_its_org_and_purpose_only() {
        let sealed = vault()
            .seal(Purpose::AccessKey, &org("a"), "hunter2", NONCE)
            .unwrap();
        assert!(!sealed.as_str().contains("hunter2"));
        let open = |purpose, id: &str| vault().open(purpose, &org(id), &sealed);
        assert_eq!(open(Purpose::AccessKey, "a").as_deref(), Ok("hunter2"));
        assert_eq!(open(Purpose::AccessKey, "b"), Err(VaultError::Unopenable));
        assert_eq!(open(Purpose::Connection, "a"), Err(VaultError::Unopenable));
        let other = Vault::new([9; 32]).open(Purpose::AccessKey, &org("a"), &sealed);
        assert_eq!(other, Err(VaultError::Unopenable));
    }

    #[test]
    fn a_known_answer_stays_the_same() {
        // Made with Python's `cryptography`: HKDF and AESGCM over the same inputs.
        const KNOWN: &str = "AQcHBwcHBwcHBwcHBxYAocZyxlvasCoO11UrMgUAB4YkI1Aa";
        let sealed = vault()
            .seal(Purpose::AccessKey, &org("org-1"), "hunter2", NONCE)
            .unwrap();
        assert_eq!(sealed.as_str(), KNOWN);
        let known = Sealed::stored(KNOWN.to_owned());
        let opened = vault().open(Purpose::AccessKey, &org("org-1"), &known);
        assert_eq!(opened.as_deref(), Ok("hunter2"));
    }

    #[test]
    fn damage_is_noticed() {
        let sealed = vault()
            .seal(Purpose::AccessKey, &org("a"), "hunter2", NONCE)
            .unwrap();
        let bytes = STANDARD.decode(sealed.as_str()).unwrap();
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 1;
            let damaged = Sealed::stored(STANDARD.encode(damaged));
            assert!(
                vault()
                    .open(Purpose::AccessKey, &org("a"), &damaged)
                    .is_err(),
                "{index}"
            );
        }
        for text in ["", "AQ==", "?"] {
            let short = Sealed::stored(text.to_owned());
            assert_eq!(
                vault().open(Purpose::AccessKey, &org("a"), &short),
                Err(VaultError::Unopenable)
            );
        }
    }
}
