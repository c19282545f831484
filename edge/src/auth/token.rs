use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use orgcast_shared::id::Millis;
use sha2::Sha256;
use thiserror::Error;

const NONCE_BYTES: usize = 16;
const EXPIRY_BYTES: usize = 8;

/// The secret that proves one-time sign-in tokens.
///
/// A token is `base64url(nonce ‖ expiry ‖ HMAC-SHA256(secret, nonce ‖ expiry))`: 16 random bytes,
/// Unix seconds as a big-endian 64-bit number, 32 bytes. Whoever starts the Worker holds the secret
/// and makes the link; the Worker only checks.
pub struct SignInKey([u8; 32]);

/// A token that is genuine and not too old; it may have been used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidToken {
    /// Tells one token from another; base64url.
    pub nonce: String,
    /// When it stops being valid.
    pub expires_at: Millis,
}

/// Why a token isn't valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TokenError {
    /// It wasn't made with this secret.
    #[error("the sign-in token is not genuine")]
    NotGenuine,
    /// Its time is over.
    #[error("the sign-in token has expired")]
    Expired,
}

impl SignInKey {
    /// The key of this secret.
    pub fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// Checks a token; the comparison takes the same time wherever the difference is.
    pub fn check(&self, token: &str, now: Millis) -> Result<ValidToken, TokenError> {
        let bytes = URL_SAFE_NO_PAD
            .decode(token.trim())
            .map_err(|_| TokenError::NotGenuine)?;
        let (signed, proof) = bytes
            .split_at_checked(NONCE_BYTES + EXPIRY_BYTES)
            .ok_or(TokenError::NotGenuine)?;
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).map_err(|_| TokenError::NotGenuine)?;
        mac.update(signed);
        mac.verify_slice(proof)
            .map_err(|_| TokenError::NotGenuine)?;
        let (nonce, expiry) = signed
            .split_last_chunk::<EXPIRY_BYTES>()
            .ok_or(TokenError::NotGenuine)?;
        let expires_at = Millis(u64::from_be_bytes(*expiry).saturating_mul(1_000));
        if expires_at <= now {
            return Err(TokenError::Expired);
        }
        Ok(ValidToken {
            nonce: URL_SAFE_NO_PAD.encode(nonce),
            expires_at,
        })
    }
}

impl std::fmt::Debug for SignInKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Made with Python's `hmac` and `base64` from the key 00 01 … 1f, the nonce 16 × 07 and the
    // expiry 1,800,000,000 s.
    const TOKEN: &str =
        "BwcHBwcHBwcHBwcHBwcHBwAAAABrSdIAAYi7SsqtaHjns6p7y4bWtVbcwiVpvanhDfgxSvukPTM";
    const EXPIRY: Millis = Millis::from_secs(1_800_000_000);

    fn key() -> SignInKey {
        SignInKey::new(std::array::from_fn(|index| u8::try_from(index).unwrap()))
    }

    #[test]
    fn a_genuine_token_is_valid_until_its_expiry() {
        let valid = key().check(TOKEN, EXPIRY - Millis(1)).unwrap();
        assert_eq!(
            valid,
            ValidToken {
                nonce: "BwcHBwcHBwcHBwcHBwcHBw".into(),
                expires_at: EXPIRY
            }
        );
        assert_eq!(key().check(TOKEN, EXPIRY), Err(TokenError::Expired));
    }

    #[test]
    fn a_changed_token_is_not_genuine() {
        let bytes = URL_SAFE_NO_PAD.decode(TOKEN).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            let changed = URL_SAFE_NO_PAD.encode(changed);
            assert_eq!(
                key().check(&changed, Millis(0)),
                Err(TokenError::NotGenuine),
                "{index}"
            );
        }
        let shortened = URL_SAFE_NO_PAD.encode(&bytes[..bytes.len() - 1]);
        for bad in ["", "?", "AAAA", &shortened] {
            assert_eq!(
                key().check(bad, Millis(0)),
                Err(TokenError::NotGenuine),
                "{bad}"
            );
        }
        let other = SignInKey::new([9; 32]).check(TOKEN, Millis(0));
        assert_eq!(other, Err(TokenError::NotGenuine));
    }
}
