//! The Worker's variables and secrets, read once and checked.

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

/// The settings in use.
#[derive(Debug)]
pub struct Settings {
    /// Seals and opens.
    pub vault: Vault,
    /// Proves sign-in tokens.
    pub sign_in: SignInKey,
    /// Where credentials may be sent to.
    pub endpoints: Endpoints,
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
        })
    }
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
            _ => endpoints.to_owned(),
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
}
