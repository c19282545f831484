use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::argument::OrgArgument;
use super::error::PlannerError;
use super::plan::{Bodies, BrowserPlan, Orgs, input};
use super::plan_file::BrowserPlanFile;
use super::{argument, exports, file_view, js};
use crate::content::Nodes;
use crate::id::{Digest, OrgId};
use crate::plan::Planner;
use crate::select::Choices;

/// What the organizations hold, and the planner over it.
///
/// It lies in the module's own memory: call `free()` when it is no longer needed.
#[wasm_bindgen(js_name = Planner)]
#[derive(Debug, Default)]
pub struct BrowserPlanner {
    planner: Planner,
    nodes: Nodes,
    bodies: Rc<Bodies>,
    orgs: Rc<Orgs>,
}

#[wasm_bindgen(js_class = Planner)]
impl BrowserPlanner {
    /// A planner that knows nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds tree nodes, as they stand in the `nodes` of the edge's answers to `POST /api/nodes`, or none of
    /// them: every node is checked against its digest first.
    #[wasm_bindgen(js_name = addNodes)]
    pub fn add_nodes(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly NodeRecord[]")] nodes: &JsValue,
    ) -> Result<(), JsValue> {
        for node in argument::nodes(&js::json("the nodes", nodes)?)? {
            self.nodes.insert(node);
        }
        Ok(())
    }

    /// Reads an org from what Sumo Logic's API answers, and keeps its tree and its bodies. The
    /// result can be handed to `setOrgs`.
    ///
    /// It has no time of reading and no base. Set `takenAt` where you know it, and `base` to the root
    /// of what was last written there, for instance of an earlier read.
    ///
    /// `exports` are the results of the export jobs of everything directly under Admin Recommended,
    /// `connections` the answers to `GET /v1/connections`, page by page. Both are texts as they
    /// arrived: JavaScript's own numbers would lose digits.
    #[wasm_bindgen(js_name = readExports, unchecked_return_type = "OrgView")]
    pub fn read_exports(
        &mut self,
        org: &str,
        #[wasm_bindgen(unchecked_param_type = "readonly string[]")] exports: Vec<JsValue>,
        #[wasm_bindgen(unchecked_param_type = "readonly string[]")] connections: Vec<JsValue>,
    ) -> Result<JsValue, JsValue> {
        let org = OrgId::new(org).map_err(PlannerError::from)?;
        let text = |value: JsValue| value.as_string();
        let texts = |values: Vec<JsValue>| values.into_iter().map(text);
        let library = exports::library(org, texts(exports), texts(connections))?;
        self.nodes.extend(library.nodes);
        let bodies = library.bodies.into_iter();
        let shared = bodies.map(|(digest, body)| (digest, Rc::from(body)));
        Rc::make_mut(&mut self.bodies).extend(shared);
        Ok(js::object(&OrgArgument::from(library.view))?)
    }

    /// Says which orgs there are, the source among them, in any order; replaces what was said
    /// before. The snapshots of the edge's API fit as they are.
    ///
    /// `unread` are the ids of orgs that exist and were never read. A plan can't say what would happen
    /// there; its report names those that are destinations.
    #[wasm_bindgen(js_name = setOrgs)]
    pub fn set_orgs(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly OrgView[]")] orgs: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "readonly OrgId[]")] unread: &JsValue,
    ) -> Result<(), JsValue> {
        const UNREAD: &str = "the orgs that were never read";
        let read = argument::orgs(&js::json("the orgs", orgs)?)?;
        let unread = if unread.is_undefined() {
            Vec::new()
        } else {
            argument::read(UNREAD, &js::json(UNREAD, unread)?)?
        };
        self.orgs = Rc::new(Orgs { read, unread });
        Ok(())
    }

    /// The digests of the nodes that the orgs' trees need and that are not here yet. What these
    /// bring may need more: add and ask until there are none.
    #[wasm_bindgen(js_name = missingNodes, unchecked_return_type = "Digest[]")]
    pub fn missing_nodes(&self) -> Result<JsValue, JsValue> {
        let roots = self
            .orgs
            .read
            .iter()
            .flat_map(|view| [Some(view.root), view.base]);
        let roots: Vec<Digest> = roots.flatten().collect();
        Ok(js::object(&self.nodes.missing(&roots))?)
    }

    /// A portable body that `readExports` came across, by its digest: the JSON that is compared
    /// and written.
    #[wasm_bindgen(unchecked_return_type = "string | undefined")]
    pub fn body(&self, digest: &str) -> Option<String> {
        let body = self.bodies.get(&digest.parse().ok()?)?;
        String::from_utf8(body.to_vec()).ok()
    }

    /// Decides what happens to every selected item in every destination. The same choices and orgs
    /// always give the same plan and the same digest.
    ///
    /// The planner remembers what it decided: after a changed choice, only what the choice touches is
    /// decided again. It is fastest when the plan before was freed.
    pub fn plan(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Choices")] choices: &JsValue,
    ) -> Result<BrowserPlan, JsValue> {
        let choices: Choices = argument::read("the choices", &js::json("the choices", choices)?)?;
        let planner = &mut self.planner;
        Ok(BrowserPlan::new(
            planner,
            &self.nodes,
            &self.orgs,
            &self.bodies,
            &choices,
        )?)
    }

    /// Why a plan file can't be used any more: its choices are planned again from what the orgs hold
    /// now. Empty while that gives the same digest.
    #[wasm_bindgen(unchecked_return_type = "Staleness[]")]
    pub fn staleness(&self, file: &BrowserPlanFile) -> Result<JsValue, JsValue> {
        let file = file.file();
        let input = input(&self.nodes, &self.orgs, file.choices())?;
        let now = file.again(&input).map_err(PlannerError::Tree)?;
        Ok(js::object(&file_view::staleness(file, &now))?)
    }
}
