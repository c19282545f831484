use std::time::Duration;

use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::{Value as Json, json};

/// The sandbox, through its control interface.
pub(crate) struct Sandbox {
    base: String,
    agent: ureq::Agent,
    pub(crate) orgs: Vec<SandboxOrg>,
}

/// One of its orgs.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SandboxOrg {
    pub(crate) name: String,
    pub(crate) org_id: String,
    pub(crate) role: String,
    pub(crate) access_id: String,
    pub(crate) access_key: String,
}

/// What an org was asked since the last reset.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Calls {
    pub(crate) total: u64,
    pub(crate) writes: u64,
    pub(crate) max_per_second: u64,
    pub(crate) max_in_flight: u64,
    pub(crate) throttled: u64,
}

impl Sandbox {
    pub(crate) fn at(base: String) -> Result<Self> {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_mins(1)))
            .build();
        let mut sandbox = Self {
            base,
            agent: config.into(),
            orgs: Vec::new(),
        };
        let list = sandbox.ask("GET", "orgs", &Json::Null)?;
        sandbox.orgs = serde_json::from_value(list)?;
        Ok(sandbox)
    }

    pub(crate) fn calls(&self, org: &SandboxOrg) -> Result<Calls> {
        let answer = self.ask("GET", &format!("orgs/{}/calls", org.org_id), &Json::Null)?;
        Ok(serde_json::from_value(answer)?)
    }

    pub(crate) fn reset_calls(&self, org: &SandboxOrg) -> Result<()> {
        let path = format!("orgs/{}/calls/reset", org.org_id);
        self.ask("POST", &path, &json!({})).map(drop)
    }

    pub(crate) fn edit(&self, org: &SandboxOrg, edits: &Json) -> Result<()> {
        let path = format!("orgs/{}/edit", org.org_id);
        self.ask("POST", &path, edits).map(drop)
    }

    /// Every item and folder under Admin Recommended, by the path that an edit names it by.
    pub(crate) fn items(&self, org: &SandboxOrg) -> Result<Vec<String>> {
        let state = self.ask("GET", &format!("orgs/{}/state", org.org_id), &Json::Null)?;
        let mut items = Vec::new();
        for root in state["library"].as_array().into_iter().flatten() {
            if root["name"] == "Admin Recommended" {
                collect(root, &mut items);
            }
        }
        Ok(items)
    }

    fn ask(&self, method: &str, path: &str, body: &Json) -> Result<Json> {
        let url = format!("{}/__sandbox/{path}", self.base);
        let mut answer = match method {
            "POST" => self.agent.post(url).send_json(body)?,
            _ => self.agent.get(url).call()?,
        };
        ensure!(answer.status() == 200, "{method} {path} was refused");
        let text = answer
            .body_mut()
            .with_config()
            .limit(256 << 20)
            .read_to_string()?;
        Ok(serde_json::from_str(&text)?)
    }
}

fn collect(node: &Json, items: &mut Vec<String>) {
    let children: Vec<&Json> = node["children"].as_array().into_iter().flatten().collect();
    if node["definition"].is_object() {
        items.extend(node["path"].as_str().map(str::to_owned));
    }
    for child in children {
        collect(child, items);
    }
}
