//! The Worker's variables and secrets, read once and checked.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use orgcast_shared::org::Endpoints;

use crate::auth::SignInKey;
use crate::problem::EdgeError;
use crate::vault::Vault;

/// The secret that access keys are sealed under.
pub const VAULT_KEY: &str = "ORGCAST_VAULT_KEY";
/// The secret that sign-in links are proven with.
pub const SIGN_IN_KEY: &str = "ORGCAST_SIGN_IN_KEY";
/// The operator's own endpoints.
pub const ENDPOINTS: &str = "ORGCAST_ENDPOINTS";

/// For how many seconds an org's alarm may ring, as a whole number.
pub const SHIFT: &str = "ORGCAST_SHIFT_SECONDS";

/// Cloudflare ends an alarm after 15 minutes.
const LONGEST_SHIFT: u64 = 14 * 60;
const USUAL_SHIFT: u64 = 10 * 60;

/// The settings in use.
#[derive(Debug)]
pub struct Settings {
    /// Seals and opens.
    pub vault: Vault,
    /// Proves sign-in tokens.
    pub sign_in: SignInKey,
    /// Where credentials may be sent to.
    pub endpoints: Endpoints,
    /// How long one alarm of an org's object works at most; a longer job goes on in the next one.
    pub shift: Duration,
}

impl Settings {
    /// Reads the settings; `value` gives a variable's or a secret's value, or an empty text.
    pub fn read(value: impl Fn(&str) -> String) -> Result<Self, EdgeError> {
        let key = |name: &'static str| decode_key(&value(name)).ok_or(EdgeError::Setting(name));
        Ok(Self {
            vault: Vault::new(key(VAULT_KEY)?),
            sign_in: SignInKey::new(key(SIGN_IN_KEY)?),
            endpoints: Endpoints::configured(&value(ENDPOINTS))
                .map_err(|_| EdgeError::Setting(ENDPOINTS))?,
            shift: read_shift(&value(SHIFT)).ok_or(EdgeError::Setting(SHIFT))?,
        })
    }
}

fn read_shift(text: &str) -> Option<Duration> {
    let seconds = match text.trim() {
        "" => USUAL_SHIFT,
        text => text.parse().ok()?,
    };
    let may_be = (1..=LONGEST_SHIFT).contains(&seconds);
    may_be.then(|| Duration::from_secs(seconds))
}

fn decode_key(text: &str) -> Option<[u8; 32]> {
    STANDARD.decode(text.trim()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vault: &str, endpoints: &str) -> Result<Settings, EdgeError> {
        let sign_in = STANDARD.encode([2; 32]);
        Settings::read(|name| match name {
            VAULT_KEY => vault.to_owned(),
            SIGN_IN_KEY => sign_in.clone(),
            ENDPOINTS => endpoints.to_owned(),
            _ => String::new(),
        })
    }

    #[test]
    fn a_key_has_32_bytes_and_the_endpoints_can_be_read() {
        let good = STANDARD.encode([1; 32]);
        assert!(read(&good, "").is_ok());
        for bad in ["", "AAAA", "not base64 at all"] {
            assert!(
                matches!(read(bad, ""), Err(EdgeError::Setting(VAULT_KEY))),
                "{bad}"
            );
        }
        assert!(matches!(
            read(&good, "{"),
            Err(EdgeError::Setting(ENDPOINTS))
        ));
    }

    #[test]
    fn a_shift_ends_before_the_platform_ends_it() {
        let seconds = |text| read_shift(text).map(|shift| shift.as_secs());
        assert_eq!(seconds(""), Some(600));
        assert_eq!((seconds("1"), seconds(" 840 ")), (Some(1), Some(840)));
        for bad in ["0", "841", "1.5", "-1", "ten"] {
            assert_eq!(seconds(bad), None, "{bad}");
        }
    }
}
