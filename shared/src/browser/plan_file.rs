use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::PlannerError;
use super::plan::org_id;
use super::plan_difference::BrowserPlanDifference;
use super::{file_view, js};
use crate::id::ItemPath;
use crate::plan::file::PlanFile;

/// A plan that was kept as a file: it answers without a planner.
///
/// It never changes. It lies in the module's own memory: call `free()` when it is no longer needed.
#[wasm_bindgen(js_name = PlanFile)]
#[derive(Debug)]
pub struct BrowserPlanFile {
    file: Rc<PlanFile>,
}

/// Opens the text of a plan file: what `toFile()` of a plan gave, here or in Orgcast's console.
///
/// Every digest in it is computed again, and a file that was changed is refused.
#[wasm_bindgen(js_name = openPlanFile)]
pub fn open_plan_file_for_javascript(text: &str) -> Result<BrowserPlanFile, JsValue> {
    let file = PlanFile::open(text).map_err(PlannerError::PlanFile)?;
    Ok(BrowserPlanFile {
        file: Rc::new(file),
    })
}

impl BrowserPlanFile {
    pub(super) fn file(&self) -> &PlanFile {
        &self.file
    }
}

#[wasm_bindgen(js_class = PlanFile)]
impl BrowserPlanFile {
    /// The plan hash.
    #[wasm_bindgen(getter, unchecked_return_type = "Digest")]
    pub fn digest(&self) -> String {
        self.file.digest().to_string()
    }

    /// The version of the planner that made it.
    #[wasm_bindgen(getter)]
    pub fn planner(&self) -> u32 {
        self.file.planner()
    }

    /// What was chosen.
    #[wasm_bindgen(getter, unchecked_return_type = "Choices")]
    pub fn choices(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(self.file.choices())?)
    }

    /// Where the items come from.
    #[wasm_bindgen(getter, unchecked_return_type = "FileSource")]
    pub fn source(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(self.file.source())?)
    }

    /// All cells, counted by class and by action.
    #[wasm_bindgen(getter, unchecked_return_type = "Counts")]
    pub fn counts(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.file.counts())?)
    }

    /// What the planner left out, assumed or could not know.
    #[wasm_bindgen(getter, unchecked_return_type = "PlanReport")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(self.file.report())?)
    }

    /// The destinations, by id.
    #[wasm_bindgen(unchecked_return_type = "OrgCounts[]")]
    pub fn orgs(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&file_view::orgs(&self.file))?)
    }

    /// One destination; `null` where the plan doesn't touch the org.
    #[wasm_bindgen(unchecked_return_type = "FileOrg | null")]
    pub fn org(&self, org: &str) -> Result<JsValue, JsValue> {
        Ok(js::object(&file_view::org(&self.file, org_id(org)?))?)
    }

    /// The destinations, those in which the same happens for the same reasons together, the largest
    /// group first.
    #[wasm_bindgen(unchecked_return_type = "Group[]")]
    pub fn groups(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&file_view::groups(&self.file))?)
    }

    /// The cells of one org, each folder before what is in it. Empty for an org that the plan
    /// doesn't touch.
    #[wasm_bindgen(unchecked_return_type = "Cell[]")]
    pub fn cells(&self, org: &str) -> Result<JsValue, JsValue> {
        Ok(js::object(&file_view::cells(&self.file, &org_id(org)?))?)
    }

    /// One cell; `null` where the plan decides nothing.
    #[wasm_bindgen(unchecked_return_type = "Cell | null")]
    pub fn cell(&self, org: &str, path: &str) -> Result<JsValue, JsValue> {
        let path: ItemPath = path.parse().map_err(PlannerError::from)?;
        let cell = file_view::cell(&self.file, &org_id(org)?, path);
        Ok(js::object(&cell)?)
    }

    /// How another plan file, the second one, differs from this.
    pub fn compare(&self, other: &BrowserPlanFile) -> BrowserPlanDifference {
        BrowserPlanDifference::new(&self.file, &other.file)
    }

    /// The file's text again.
    #[wasm_bindgen(js_name = toFile)]
    pub fn to_file(&self) -> String {
        self.file.to_json()
    }
}
