//! Connects the sandbox's orgs to the Worker, through the Worker's own HTTP API.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Response;
use ureq::{Body, http::StatusCode};

use crate::progress::Step;
use crate::{http, interrupt};

/// An org as the sandbox's control interface lists it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SandboxOrg {
    name: String,
    access_id: String,
    access_key: String,
}

/// An org as the Worker lists it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConnectedOrg {
    access_id: String,
}

/// Connects every org that the Worker does not know by its access id yet; gives how many.
pub fn sandbox_orgs(worker: &str, sandbox: &str, token: &str, step: &Step) -> Result<usize> {
    let client = Client {
        agent: http::agent(Duration::from_secs(30)),
        worker: worker.to_owned(),
    };
    let orgs: Vec<SandboxOrg> = list(
        client
            .agent
            .get(format!("{sandbox}/__sandbox/orgs"))
            .call()?,
    )?;
    let cookie = client.sign_in(token)?;
    let known = client.connected(&cookie)?;
    let missing: Vec<&SandboxOrg> = orgs
        .iter()
        .filter(|org| !known.contains(&org.access_id))
        .collect();
    for (count, org) in missing.iter().enumerate() {
        interrupt::check()?;
        step.note(&format!("{}/{}: {}", count + 1, missing.len(), org.name));
        client.connect(&cookie, org)?;
    }
    Ok(missing.len())
}

struct Client {
    agent: Agent,
    worker: String,
}

impl Client {
    fn sign_in(&self, token: &str) -> Result<String> {
        let request = self.agent.post(format!("{}/api/session", self.worker));
        let response = accept(request.send_json(json!({ "token": token }))?, "signing in")?;
        let cookie = response
            .headers()
            .get("set-cookie")
            .context("no cookie came back")?;
        let (pair, _) = cookie
            .to_str()?
            .split_once(';')
            .unwrap_or((cookie.to_str()?, ""));
        Ok(pair.to_owned())
    }

    fn connected(&self, cookie: &str) -> Result<BTreeSet<String>> {
        let request = self
            .agent
            .get(format!("{}/api/orgs", self.worker))
            .header("cookie", cookie);
        let orgs: Vec<ConnectedOrg> = list(accept(request.call()?, "listing the orgs")?)?;
        Ok(orgs.into_iter().map(|org| org.access_id).collect())
    }

    fn connect(&self, cookie: &str, org: &SandboxOrg) -> Result<()> {
        let request = self
            .agent
            .post(format!("{}/api/orgs", self.worker))
            .header("cookie", cookie);
        let body = json!({
            "name": org.name,
            "endpoint": "sandbox",
            "credentials": { "accessId": org.access_id, "accessKey": org.access_key },
        });
        accept(
            request.send_json(body)?,
            &format!("connecting {}", org.name),
        )
        .map(drop)
    }
}

/// Reads a list that comes bare or as the member `orgs`.
fn list<T: DeserializeOwned>(mut response: Response<Body>) -> Result<Vec<T>> {
    let mut value: Value = response.body_mut().read_json()?;
    let value = value.get_mut("orgs").map(Value::take).unwrap_or(value);
    Ok(serde_json::from_value(value)?)
}

fn accept(mut response: Response<Body>, doing: &str) -> Result<Response<Body>> {
    let status: StatusCode = response.status();
    if !status.is_success() {
        let body = response.body_mut().read_to_string().unwrap_or_default();
        bail!("{doing} was answered with {status}: {body}");
    }
    Ok(response)
}
