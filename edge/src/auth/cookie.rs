use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use orgcast_shared::id::{Digest, Millis};

/// The cookie's name. Not `__Host-…`: browsers refuse that prefix on plain http, which is what a
/// laptop has.
const NAME: &str = "orgcast_session";

/// How long a session lasts: 12 hours.
pub const SESSION_LIFE: Millis = Millis::from_secs(12 * 60 * 60);

/// The secret in a session cookie: 32 random bytes in base64url.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// A token of these random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(random))
    }

    /// What the session is stored under.
    pub fn id(&self) -> Digest {
        Digest::of(self.0.as_bytes())
    }

    /// The `Set-Cookie` value; `secure` where the request came by https.
    pub fn set_cookie(&self, secure: bool) -> String {
        cookie(&self.0, SESSION_LIFE, secure)
    }

    /// The `Set-Cookie` value that removes the cookie.
    pub fn clear_cookie(secure: bool) -> String {
        cookie("", Millis(0), secure)
    }
}

/// The session token in a `Cookie` header.
pub fn from_cookies(header: &str) -> Option<SessionToken> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == NAME && !value.is_empty())
        .map(|(_, value)| SessionToken(value.to_owned()))
}

fn cookie(value: &str, life: Millis, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    let max_age = life.0 / 1_000;
    format!("{NAME}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Strict{secure}")
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_comes_back_among_others() {
        let token = SessionToken::new([5; 32]);
        let set = token.set_cookie(false);
        let (pair, attributes) = set.split_once("; ").unwrap();
        assert_eq!(
            attributes,
            "Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"
        );
        let back = from_cookies(&format!("theme=dark; {pair};other=1"));
        assert_eq!(back, Some(token));
        assert_eq!(from_cookies("orgcast_session=; xorgcast_session=a"), None);
    }

    #[test]
    fn the_cookie_is_secure_on_https_and_can_be_removed() {
        assert!(
            SessionToken::new([5; 32])
                .set_cookie(true)
                .ends_with("; Secure")
        );
        assert!(
            SessionToken::clear_cookie(false).starts_with("orgcast_session=; Path=/; Max-Age=0;")
        );
    }
}
