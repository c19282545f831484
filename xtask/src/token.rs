//! One-time sign-in tokens for the console.
//!
//! A token is base64url (no padding) of `nonce (16 bytes) || expiry (Unix seconds, u64 big
//! endian) || HMAC-SHA256(key, nonce || expiry)`. The Worker checks it with the same key and
//! accepts each nonce once.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::secrets::Key;

/// How long a token can be used.
pub const LIFETIME: Duration = Duration::from_mins(15);

/// Makes a token that ends [`LIFETIME`] from now.
pub fn mint(key: &Key) -> Result<String> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce)?;
    let expiry = (SystemTime::now() + LIFETIME)
        .duration_since(UNIX_EPOCH)?
        .as_secs();
    Ok(encode(key, nonce, expiry))
}

/// A link to the console at `origin` that signs in, with a new token.
pub fn link(origin: &str, key: &Key) -> Result<String> {
    Ok(format!("{origin}/sign-in#{}", mint(key)?))
}

fn encode(key: &Key, nonce: [u8; 16], expiry: u64) -> String {
    let mut token = nonce.to_vec();
    token.extend(expiry.to_be_bytes());
    // HMAC takes a key of any length, so this can't fail for 32 bytes.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).expect("HMAC takes any key");
    mac.update(&token);
    token.extend(mac.finalize().into_bytes());
    URL_SAFE_NO_PAD.encode(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_what_the_worker_expects() {
        // Made with Python's `hmac` and `base64`; the Worker's own test checks the same token.
        let key = Key::from_bytes(std::array::from_fn(|index| u8::try_from(index).unwrap()));
        assert_eq!(
            encode(&key, [7; 16], 1_800_000_000),
            "BwcHBwcHBwcHBwcHBwcHBwAAAABrSdIAAYi7SsqtaHjns6p7y4bWtVbcwiVpvanhDfgxSvukPTM"
        );
    }

    #[test]
    fn tokens_are_url_safe_and_never_alike() {
        let key = Key::from_bytes([9; 32]);
        let (one, two) = (mint(&key).unwrap(), mint(&key).unwrap());
        assert_ne!(one, two);
        assert!(
            one.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }
}
