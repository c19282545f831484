use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::file_view::{self, OrgDifferenceView};
use super::js;
use super::plan::org_id;
use crate::id::OrgId;
use crate::plan::file::PlanFile;

/// How two plan files differ.
///
/// It never changes, and it outlives both. It lies in the module's own memory: call `free()` when it
/// is no longer needed.
#[wasm_bindgen(js_name = PlanDifference)]
#[derive(Debug)]
pub struct BrowserPlanDifference {
    before: Rc<PlanFile>,
    after: Rc<PlanFile>,
    is_empty: bool,
    choices: bool,
    added: Vec<OrgId>,
    removed: Vec<OrgId>,
    changed: Vec<OrgDifferenceView>,
}

impl BrowserPlanDifference {
    pub(super) fn new(before: &Rc<PlanFile>, after: &Rc<PlanFile>) -> Self {
        let difference = before.compare(after);
        let owned = |orgs: &[&OrgId]| orgs.iter().copied().cloned().collect();
        Self {
            is_empty: difference.is_empty(),
            choices: difference.choices,
            added: owned(&difference.added),
            removed: owned(&difference.removed),
            changed: difference
                .changed
                .iter()
                .map(file_view::difference)
                .collect(),
            before: Rc::clone(before),
            after: Rc::clone(after),
        }
    }
}

#[wasm_bindgen(js_class = PlanDifference)]
impl BrowserPlanDifference {
    /// Whether the two plans are one, down to what the orgs hold.
    #[wasm_bindgen(getter, js_name = isEmpty)]
    pub fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Whether the choices differ.
    #[wasm_bindgen(getter)]
    pub fn choices(&self) -> bool {
        self.choices
    }

    /// Orgs that only the second has, by id.
    #[wasm_bindgen(getter, unchecked_return_type = "OrgId[]")]
    pub fn added(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.added)?)
    }

    /// Orgs that only the first has, by id.
    #[wasm_bindgen(getter, unchecked_return_type = "OrgId[]")]
    pub fn removed(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.removed)?)
    }

    /// Orgs that both have and in which something differs, by id.
    #[wasm_bindgen(getter, unchecked_return_type = "OrgDifference[]")]
    pub fn changed(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.changed)?)
    }

    /// The cells of an org that differ, each folder before what is in it. Of an org that only one of
    /// the two has, that is every cell.
    #[wasm_bindgen(unchecked_return_type = "CellChange[]")]
    pub fn cells(&self, org: &str) -> Result<JsValue, JsValue> {
        let changes = file_view::changes(&self.before, &self.after, &org_id(org)?);
        Ok(js::object(&changes)?)
    }
}
