//! Switches that make an org misbehave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::Rng;

/// The switches of one org. All are off at first; each field of the JSON switches one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent switch"
)]
pub struct Faults {
    /// The access keys are refused with 401.
    pub revoke_key: bool,
    /// Every request is refused with 401 and an HTML page.
    pub html401: bool,
    /// Some requests are refused with 401 although the key is good.
    pub transient401: Option<Chance>,
    /// The org lives on this deployment now; requests get 301.
    pub moved: Option<String>,
    /// Capabilities that the user has lost, by their names in the role API.
    pub without_capabilities: Vec<String>,
    /// Some requests fail with this status before they take effect.
    pub error_rate: Option<ErrorRate>,
    /// Imports fail: all, or the items of these names.
    pub fail_imports: Option<Which>,
    /// Exports fail: all, or of the items of these names.
    pub fail_exports: Option<Which>,
    /// Deletions fail: all, or of the items of these names.
    pub fail_deletes: Option<Which>,
    /// Jobs take so many times as long.
    pub slow_jobs: Option<u64>,
    /// Jobs stay `InProgress` for ever.
    pub never_ending_jobs: Option<NeverEnding>,
    /// `Retry-After` on 429 and 503, in seconds.
    pub retry_after: Option<u64>,
    /// The export of Admin Recommended by its own id is refused.
    pub refuse_root_export: bool,
    /// The connection breaks after a write took effect and before its answer arrives.
    pub lose_responses: Option<Chance>,
    /// The result of an import is 404, as on older deployments.
    pub no_import_result: bool,
}

/// How often something happens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Chance {
    /// The next so many times, then no more.
    Next {
        /// How many times are left.
        next: u32,
    },
    /// Each time with this probability.
    Probability {
        /// From 0 to 1.
        probability: f64,
    },
}

impl Chance {
    pub(crate) fn fires(&mut self, rng: &mut Rng) -> bool {
        match self {
            Self::Next { next } => {
                let fires = *next > 0;
                *next = next.saturating_sub(1);
                fires
            }
            Self::Probability { probability } => rng.chance(*probability),
        }
    }
}

/// Requests that fail before they take effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorRate {
    /// The HTTP status they get, for example 500 or 503.
    pub status: u16,
    /// From 0 to 1.
    pub probability: f64,
}

/// All of them, or those with certain names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Which {
    /// Every one, or none.
    All(bool),
    /// Those with one of these names.
    Named(Vec<String>),
}

impl Which {
    pub(crate) fn includes(&self, name: &str) -> bool {
        match self {
            Self::All(all) => *all,
            Self::Named(names) => names.iter().any(|n| n == name),
        }
    }
}

/// What a job that never ends does meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NeverEnding {
    /// Nothing.
    WithoutEffect,
    /// Its work, in its usual time; it just never says so.
    WithEffect,
}

impl Faults {
    /// Applies a JSON object: its fields replace the switches of the same name, null switches off.
    ///
    /// # Errors
    /// When a field is unknown or has the wrong shape; the message names it.
    pub(crate) fn patch(&mut self, patch: &Value) -> Result<(), String> {
        let mut fields = match serde_json::to_value(&*self) {
            Ok(Value::Object(fields)) => fields.into_iter().collect::<BTreeMap<_, _>>(),
            _ => BTreeMap::new(),
        };
        let patch = patch.as_object().ok_or("the switches are a JSON object")?;
        fields.extend(patch.clone());
        // Null means the default, and the default of a plain switch is not null.
        fields.retain(|_, value| !value.is_null());
        let fields = serde_json::to_value(fields).map_err(|e| e.to_string())?;
        *self = serde_json::from_value(fields).map_err(|e| e.to_string())?;
        Ok(())
    }

    pub(crate) fn fails(which: Option<&Which>, name: &str) -> bool {
        which.is_some_and(|which| which.includes(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_patch_touches_only_its_fields() {
        let mut faults = Faults::default();
        faults
            .patch(
                &json!({ "revokeKey": true, "failImports": ["a"], "loseResponses": { "next": 2 } }),
            )
            .unwrap();
        faults
            .patch(&json!({ "revokeKey": null, "failExports": true }))
            .unwrap();
        assert!(!faults.revoke_key);
        assert_eq!(
            faults.fail_imports,
            Some(Which::Named(vec!["a".to_owned()]))
        );
        assert!(Faults::fails(faults.fail_exports.as_ref(), "anything"));
        assert!(
            faults
                .patch(&json!({ "revokKey": true }))
                .unwrap_err()
                .contains("revokKey")
        );
        assert!(!faults.revoke_key);
    }

    #[test]
    fn the_next_two_times() {
        let mut chance = Chance::Next { next: 2 };
        let mut rng = Rng::new(1, 1);
        let fired: Vec<_> = (0..4).map(|_| chance.fires(&mut rng)).collect();
        assert_eq!(fired, [true, true, false, false]);
    }
}
