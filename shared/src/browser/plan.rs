use std::collections::BTreeMap;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::diff::CellDiffView;
use super::error::PlannerError;
use super::{js, view};
use crate::content::Nodes;
use crate::id::{Digest, ItemPath, OrgId};
use crate::plan::file::PlanFile;
use crate::plan::{CellSides, OrgView, PlanInput, Planned, Planner, check};
use crate::select::{Choices, Rollout};

/// Portable bodies by digest, shared by a planner and its plans.
pub(super) type Bodies = BTreeMap<Digest, Rc<[u8]>>;

/// The orgs, as they were told last.
#[derive(Debug, Default)]
pub(super) struct Orgs {
    pub(super) read: Vec<OrgView>,
    pub(super) unread: Vec<OrgId>,
}

/// What will happen to every selected item in every destination.
///
/// It never changes, and it outlives its planner. It lies in the module's own memory: call `free()`
/// when it is no longer needed.
#[wasm_bindgen(js_name = Plan)]
#[derive(Debug)]
pub struct BrowserPlan {
    planned: Planned,
    nodes: Nodes,
    orgs: Rc<Orgs>,
    bodies: Rc<Bodies>,
}

impl BrowserPlan {
    pub(super) fn new(
        memory: &mut Planner,
        nodes: &Nodes,
        orgs: &Rc<Orgs>,
        bodies: &Rc<Bodies>,
        choices: &Choices,
    ) -> Result<Self, PlannerError> {
        let planned = memory.plan(&input(nodes, orgs, choices)?);
        let planned = planned.map_err(PlannerError::Tree)?;
        Ok(Self {
            planned,
            nodes: nodes.clone(),
            orgs: Rc::clone(orgs),
            bodies: Rc::clone(bodies),
        })
    }

    fn cell_diff(
        &self,
        org: &OrgId,
        path: &ItemPath,
    ) -> Result<Option<CellDiffView>, PlannerError> {
        let plan = &self.planned.plan;
        let input = input(&self.nodes, &self.orgs, plan.choices())?;
        let sides = CellSides::find(&input, plan, org, path).map_err(PlannerError::Tree)?;
        let Some(sides) = sides else { return Ok(None) };
        let known = |digest| Some((digest, self.bodies.get(&digest)?.to_vec()));
        let bodies: Vec<_> = sides.bodies().into_iter().filter_map(known).collect();
        Ok(Some(sides.compare(&bodies)?.into()))
    }
}

pub(super) fn input<'a>(
    nodes: &'a Nodes,
    orgs: &'a Orgs,
    choices: &'a Choices,
) -> Result<PlanInput<'a>, PlannerError> {
    let source = orgs.read.iter().find(|view| view.org == choices.source);
    let source = source.ok_or_else(|| PlannerError::UnknownSource(choices.source.clone()))?;
    Ok(PlanInput {
        nodes,
        choices,
        source,
        targets: &orgs.read,
        unread: &orgs.unread,
    })
}

pub(super) fn org_id(text: &str) -> Result<OrgId, PlannerError> {
    Ok(OrgId::new(text)?)
}

#[wasm_bindgen(js_class = Plan)]
impl BrowserPlan {
    /// The plan hash. It covers the choices and every cell of every org, and is computed when it is
    /// first asked for.
    #[wasm_bindgen(getter, unchecked_return_type = "Digest")]
    pub fn digest(&self) -> String {
        self.planned.plan.digest().to_string()
    }

    /// What was chosen.
    #[wasm_bindgen(getter, unchecked_return_type = "Choices")]
    pub fn choices(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(self.planned.plan.choices())?)
    }

    /// All cells, counted by class and by action.
    #[wasm_bindgen(getter, unchecked_return_type = "Counts")]
    pub fn counts(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.planned.plan.counts())?)
    }

    /// What the planner left out, assumed or could not know.
    #[wasm_bindgen(getter, unchecked_return_type = "PlanReport")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.planned.report)?)
    }

    /// Every item that something was decided about in some org, by path, with its cells in all orgs
    /// counted.
    #[wasm_bindgen(unchecked_return_type = "Item[]")]
    pub fn items(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.planned.plan.items())?)
    }

    /// The budgets of the policy that the plan exceeds. A plan that exceeds one is refused.
    #[wasm_bindgen(unchecked_return_type = "Exceeded[]")]
    pub fn exceeded(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&view::exceeded(&self.planned.plan))?)
    }

    /// What carrying out the plan takes in all orgs.
    #[wasm_bindgen(unchecked_return_type = "Cost")]
    pub fn cost(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.planned.plan.total_cost())?)
    }

    /// The orgs that are called, in waves: all in one, where the push is started without a rollout.
    #[wasm_bindgen(unchecked_return_type = "OrgId[][]")]
    pub fn waves(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&self.planned.plan.waves(&Rollout::default()))?)
    }

    /// The destinations, by id.
    #[wasm_bindgen(unchecked_return_type = "OrgCounts[]")]
    pub fn orgs(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&view::orgs(&self.planned.plan))?)
    }

    /// One destination; `null` where the plan doesn't touch the org.
    #[wasm_bindgen(unchecked_return_type = "OrgPlan | null")]
    pub fn org(&self, org: &str) -> Result<JsValue, JsValue> {
        Ok(js::object(&view::org(&self.planned.plan, org_id(org)?))?)
    }

    /// The destinations, those in which the same happens for the same reasons together, the largest
    /// group first.
    #[wasm_bindgen(unchecked_return_type = "Group[]")]
    pub fn groups(&self) -> Result<JsValue, JsValue> {
        Ok(js::object(&view::groups(&self.planned.plan))?)
    }

    /// The cells of one org, each folder before what is in it. Empty for an org that the plan
    /// doesn't touch.
    #[wasm_bindgen(unchecked_return_type = "Cell[]")]
    pub fn cells(&self, org: &str) -> Result<JsValue, JsValue> {
        Ok(js::object(&view::cells(&self.planned.plan, &org_id(org)?))?)
    }

    /// One cell; `null` where the plan decides nothing.
    #[wasm_bindgen(unchecked_return_type = "Cell | null")]
    pub fn cell(&self, org: &str, path: &str) -> Result<JsValue, JsValue> {
        let path: ItemPath = path.parse().map_err(PlannerError::from)?;
        let cell = view::cell(&self.planned.plan, &org_id(org)?, path);
        Ok(js::object(&cell)?)
    }

    /// What differs in one cell, field by field; `null` where the plan decides nothing, and where the
    /// source has several items of the name. A folder has its description to compare.
    ///
    /// It needs the bodies that the planner's `readExports` came across before the plan was made.
    #[wasm_bindgen(unchecked_return_type = "CellDiff | null")]
    pub fn diff(&self, org: &str, path: &str) -> Result<JsValue, JsValue> {
        let path: ItemPath = path.parse().map_err(PlannerError::from)?;
        let diff = self.cell_diff(&org_id(org)?, &path)?;
        Ok(js::object(&diff)?)
    }

    /// What the items that are written to an org refer to, and what keeps items from being written
    /// there: connections, lookup tables, mail addresses and more, each with what it means there.
    #[wasm_bindgen(unchecked_return_type = "Dependency[]")]
    pub fn dependencies(&self, org: &str) -> Result<JsValue, JsValue> {
        let dependencies = view::dependencies(&self.planned.plan, &org_id(org)?);
        Ok(js::object(&dependencies)?)
    }

    /// The text of the plan's file, which `openPlanFile` opens without the planner and without what
    /// the orgs hold. The same plan always gives the same text.
    #[wasm_bindgen(js_name = toFile)]
    pub fn to_file(&self) -> Result<String, JsValue> {
        let input = input(&self.nodes, &self.orgs, self.planned.plan.choices())?;
        Ok(PlanFile::new(&self.planned, &input).to_json())
    }

    /// What Orgcast once wrote in an org below a wholly selected folder and the source no longer has.
    /// Of a folder only itself is named. Nothing happens to it: a push never deletes.
    #[wasm_bindgen(unchecked_return_type = "Orphan[]")]
    pub fn orphans(&self, org: &str) -> Result<JsValue, JsValue> {
        let orphans = view::orphans(&self.planned.plan, &org_id(org)?);
        Ok(js::object(&orphans)?)
    }

    /// Goes over the plan again by other means than the planner's. What it finds wrong, as
    /// sentences; empty when the plan may be carried out.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn check(&self) -> Result<JsValue, JsValue> {
        let plan = &self.planned.plan;
        let findings = check(&input(&self.nodes, &self.orgs, plan.choices())?, plan);
        let sentences: Vec<_> = findings.iter().map(ToString::to_string).collect();
        Ok(js::object(&sentences)?)
    }
}
