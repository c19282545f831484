use serde::Serialize;
use serde::de::DeserializeOwned;

/// What was remembered under `key` in this tab, and can still be read.
pub(crate) fn recall<T: DeserializeOwned>(key: &str) -> Option<T> {
    let text = storage()?.get_item(key).ok()??;
    orgcast_shared::json::from_str(&text).ok()
}

/// Remembers something in this tab until it is closed. Where storage is forbidden, nothing is
/// remembered; the console works without.
pub(crate) fn remember<T: Serialize>(key: &str, value: &T) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(value)) {
        let _ = storage.set_item(key, &text);
    }
}

/// Forgets what was remembered under `key`.
pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}
