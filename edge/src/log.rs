//! The Worker's log. What is written here holds ids and codes, never a secret or content.

/// Writes a fault of ours.
pub fn error(line: &str) {
    #[cfg(target_arch = "wasm32")]
    worker::console_error!("{line}");
    #[cfg(not(target_arch = "wasm32"))]
    let _ = line;
}
