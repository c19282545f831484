//! Ids of our own making.

use crate::platform::Platform;
use crate::problem::EdgeError;

/// Sixteen random hexadecimal digits: enough for ids that name things and protect nothing.
pub fn random_hex<P: Platform>(edge: &P) -> Result<String, EdgeError> {
    let bytes: [u8; 8] = edge.random()?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}
