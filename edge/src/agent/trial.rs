use orgcast_shared::id::Millis;
use orgcast_shared::sumo::{ApiRequest, CallError, connections, library};

use super::host::Login;
use super::{Gate, sentence};
use crate::ask::Trial;
use crate::platform::Platform;

/// How often a call is tried: Sumo Logic refuses good keys for a moment now and then.
const TRIES: u32 = 2;
const PAUSE: Millis = Millis(1_000);

/// Finds out whether credentials work: makes the calls that every read begins with. They prove the
/// deployment, the key, and the capabilities to manage content and to see connections.
pub async fn try_out<P: Platform>(platform: &P, gate: &Gate, login: &Login) -> Trial {
    for request in [library::start_admin_recommended(), connections::list(None)] {
        if let Err(error) = succeed(platform, gate, login, &request).await {
            let text = sentence::of_call(&error, &platform.settings().endpoints);
            return if error.ends_org() {
                Trial::Refused(text)
            } else {
                Trial::Unavailable(text)
            };
        }
    }
    Trial::Accepted
}

async fn succeed<P: Platform>(
    platform: &P,
    gate: &Gate,
    login: &Login,
    request: &ApiRequest,
) -> Result<(), CallError> {
    let mut tries = 1;
    loop {
        let answer = gate.call(platform, login, request).await;
        // The content doesn't matter, but a web page with status 200 is no success.
        let read =
            |answer: orgcast_shared::sumo::ApiAnswer| answer.json::<serde_json::Value>().map(drop);
        match answer.map_err(CallError::from).and_then(read) {
            Err(error) if error.is_transient() && tries < TRIES => {
                platform.sleep_until(platform.now() + PAUSE).await;
                tries += 1;
            }
            result => return result,
        }
    }
}
