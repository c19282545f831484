//! Connects the sandbox's orgs to the Worker, through the Worker's own HTTP API.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::progress::Step;
use crate::{http, interrupt};

/// Connecting tries the key first, which takes the Worker a few calls.
const LIMIT: Duration = Duration::from_secs(30);

/// Connects every org that the Worker does not know by its access id yet, and gives how many. The
/// others are read anew, as the sandbox forgets what was pushed to them when it ends.
pub fn sandbox_orgs(worker: &str, sandbox: &str, token: &str, step: &Step) -> Result<usize> {
    let client = Client::sign_in(worker, token)?;
    let connected = client.connected()?;
    let (known, missing): (Vec<_>, Vec<_>) = keys(sandbox)?
        .into_iter()
        .partition(|(_, key)| connected.contains_key(&key.access_id));
    for (count, (name, key)) in missing.iter().enumerate() {
        interrupt::check()?;
        step.note(&format!("{}/{}: {name}", count + 1, missing.len()));
        client.connect(name, key)?;
    }
    let known = known
        .iter()
        .filter_map(|(_, key)| connected.get(&key.access_id));
    client.read_anew(&known.collect::<Vec<_>>())?;
    Ok(missing.len())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Key {
    access_id: String,
    access_key: String,
}

/// Every org's name and key, as the sandbox's control interface lists them; an org without a key
/// can't be connected and is left out.
fn keys(sandbox: &str) -> Result<Vec<(String, Key)>> {
    #[derive(Deserialize)]
    struct Org {
        name: String,
        #[serde(flatten)]
        key: Option<Key>,
    }
    let request = http::agent(LIMIT).get(format!("{sandbox}/__sandbox/orgs"));
    let orgs: Vec<Org> = accept(request.call()?, "listing the sandbox's orgs")?
        .body_mut()
        .read_json()?;
    Ok(orgs
        .into_iter()
        .filter_map(|org| Some((org.name, org.key?)))
        .collect())
}

/// Somebody who is signed in at the Worker.
struct Client {
    agent: Agent,
    worker: String,
    cookie: String,
}

impl Client {
    fn sign_in(worker: &str, token: &str) -> Result<Self> {
        let agent = http::agent(LIMIT);
        let request = agent.post(format!("{worker}/api/session"));
        let response = accept(request.send_json(json!({ "token": token }))?, "signing in")?;
        let cookie = response
            .headers()
            .get("set-cookie")
            .context("no cookie came back")?;
        let cookie = cookie
            .to_str()?
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        Ok(Self {
            agent,
            worker: worker.to_owned(),
            cookie,
        })
    }

    /// The connected orgs' ids by their access ids.
    fn connected(&self) -> Result<BTreeMap<String, String>> {
        #[derive(Deserialize)]
        struct List {
            orgs: Vec<Org>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Org {
            id: String,
            access_id: String,
        }
        let request = self.agent.get(format!("{}/api/orgs", self.worker));
        let response = request.header("cookie", &self.cookie).call()?;
        let list: List = accept(response, "listing the orgs")?
            .body_mut()
            .read_json()?;
        Ok(list
            .orgs
            .into_iter()
            .map(|org| (org.access_id, org.id))
            .collect())
    }

    fn read_anew(&self, orgs: &[&String]) -> Result<()> {
        if orgs.is_empty() {
            return Ok(());
        }
        self.post("reads", json!({ "orgs": orgs }), "reading the orgs anew")
    }

    fn connect(&self, name: &str, key: &Key) -> Result<()> {
        let body = json!({
            "name": name,
            "endpoint": "sandbox",
            "credentials": { "accessId": key.access_id, "accessKey": key.access_key },
        });
        self.post("orgs", body, &format!("connecting {name}"))
    }

    fn post(&self, resource: &str, body: Value, doing: &str) -> Result<()> {
        let request = self.agent.post(format!("{}/api/{resource}", self.worker));
        let response = request.header("cookie", &self.cookie).send_json(body)?;
        accept(response, doing).map(drop)
    }
}

fn accept(mut response: Response<Body>, doing: &str) -> Result<Response<Body>> {
    let status = response.status();
    if !status.is_success() {
        let body = response.body_mut().read_to_string().unwrap_or_default();
        bail!("{doing} was answered with {status}: {body}");
    }
    Ok(response)
}
