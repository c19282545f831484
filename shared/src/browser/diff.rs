//! The field diff for JavaScript.

use serde::Serialize;
use serde_json::Value as Json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::PlannerError;
use super::js;
use crate::content::diff::{ChangeKind, FieldChange, Step, diff_bodies, label};
use crate::plan::CellDiff;

/// One difference between two bodies.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct ChangeView {
    label: String,
    path: Vec<Step>,
    kind: ChangeKind,
}

/// What differs in one cell.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(serde::Deserialize))]
pub(super) struct CellDiffView {
    push: Option<Vec<ChangeView>>,
    edits: Option<Vec<ChangeView>>,
}

impl From<CellDiff> for CellDiffView {
    fn from(diff: CellDiff) -> Self {
        Self {
            push: diff.push.map(views),
            edits: diff.edits.map(views),
        }
    }
}

/// Which fields of two portable bodies differ, and how; nothing where they are equal.
///
/// `from` is what is there, `to` what would be pushed; one of them may be `null`, which is no
/// body. Bodies are what the planner's `body` gives, or the edge for `GET /api/bodies/{digest}`; for a
/// cell of a plan, its `diff` finds the right ones. Numbers in the values that
/// JavaScript can't hold exactly are texts.
#[wasm_bindgen(js_name = diffBodies, unchecked_return_type = "FieldChange[]")]
pub fn diff_bodies_for_javascript(
    #[wasm_bindgen(unchecked_param_type = "string | null | undefined")] from: Option<String>,
    #[wasm_bindgen(unchecked_param_type = "string | null | undefined")] to: Option<String>,
) -> Result<JsValue, JsValue> {
    if from.is_none() && to.is_none() {
        return Err(PlannerError::NoBodies.into());
    }
    let (from, to) = (from.map(String::into_bytes), to.map(String::into_bytes));
    let diff = diff_bodies(from.as_deref(), to.as_deref()).map_err(PlannerError::Body)?;
    Ok(js::object(&views(diff.changes))?)
}

fn views(changes: Vec<FieldChange>) -> Vec<ChangeView> {
    changes.into_iter().map(view).collect()
}

fn view(change: FieldChange) -> ChangeView {
    ChangeView {
        label: label(&change.path),
        path: change.path,
        kind: exact(change.kind),
    }
}

fn exact(mut kind: ChangeKind) -> ChangeKind {
    match &mut kind {
        ChangeKind::Added { value } | ChangeKind::Removed { value } => spell(value),
        ChangeKind::Changed { from, to } => {
            spell(from);
            spell(to);
        }
        _ => {}
    }
    kind
}

/// Turns the numbers that JavaScript would round into texts.
fn spell(value: &mut Json) {
    const LARGEST_EXACT: u64 = (1 << 53) - 1;
    match value {
        Json::Number(number) => {
            let is_large = |whole: i64| whole.unsigned_abs() > LARGEST_EXACT;
            let is_large = number.as_i64().map(is_large);
            if is_large.unwrap_or(number.is_u64()) {
                *value = Json::String(number.to_string());
            }
        }
        Json::Array(members) => members.iter_mut().for_each(spell),
        Json::Object(fields) => fields.values_mut().for_each(spell),
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_that_javascript_would_round_are_texts() {
        let from = json!([9_007_199_254_740_991_u64, -9_007_199_254_740_991_i64, 1.5]);
        let to = json!({ "a": u64::MAX, "b": [9_007_199_254_740_992_u64, i64::MIN] });
        let kind = exact(ChangeKind::Changed {
            from: from.clone(),
            to,
        });
        let to = json!({
            "a": "18446744073709551615",
            "b": ["9007199254740992", "-9223372036854775808"],
        });
        assert_eq!(kind, ChangeKind::Changed { from, to });
    }
}
