//! Brings the Worker's orgs in line with the sandbox's, through the Worker's own HTTP API.

use std::collections::BTreeSet;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::progress::Step;
use crate::{http, interrupt};

/// Connecting tries the key first, which takes the Worker a few calls.
const LIMIT: Duration = Duration::from_secs(30);
/// The name under which the Worker knows the sandbox.
const ENDPOINT: &str = "sandbox";
/// How often the Worker is asked how far the reads are.
const TICK: Duration = Duration::from_millis(500);
/// Reads that show nothing new for so long are no longer waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// Disconnects the orgs that the sandbox no longer has, connects those that the Worker doesn't know
/// by their access id, has the others read anew, as the sandbox forgets what was pushed to them when
/// it ends, and waits for all reads. Gives how many orgs are new.
pub fn sandbox_orgs(worker: &str, sandbox: &str, token: &str, step: &Step) -> Result<usize> {
    let client = Client::sign_in(worker, token)?;
    let Changes { gone, new, known } = Changes::between(client.connected()?, keys(sandbox)?);
    for org in gone {
        interrupt::check()?;
        step.note(&format!("disconnecting {}", org.name));
        client.disconnect(&org)?;
    }
    for (count, (name, key)) in new.iter().enumerate() {
        interrupt::check()?;
        step.note(&format!("{}/{}: {name}", count + 1, new.len()));
        client.connect(name, key)?;
    }
    client.read_anew(&known)?;
    client.wait_for_reads(step)?;
    Ok(new.len())
}

/// What has to happen for the Worker to know the sandbox's orgs and no others of it.
struct Changes {
    gone: Vec<Org>,
    new: Vec<(String, Key)>,
    /// The ids of those that are connected already.
    known: Vec<String>,
}

impl Changes {
    fn between(connected: Vec<Org>, keys: Vec<(String, Key)>) -> Self {
        let here: BTreeSet<&str> = keys.iter().map(|(_, key)| key.access_id.as_str()).collect();
        let of_sandbox = connected.into_iter().filter(|org| org.endpoint == ENDPOINT);
        let (known, gone): (Vec<_>, Vec<_>) =
            of_sandbox.partition(|org| here.contains(org.access_id.as_str()));
        let is_known = |key: &Key| known.iter().any(|org| org.access_id == key.access_id);
        let new = keys.into_iter().filter(|(_, key)| !is_known(key)).collect();
        let known = known.into_iter().map(|org| org.id).collect();
        Self { gone, new, known }
    }
}

/// A connected org.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Org {
    id: String,
    name: String,
    endpoint: String,
    access_id: String,
    /// The state's name, or an object with the name as its key.
    status: Value,
}

impl Org {
    fn is_being_read(&self) -> bool {
        self.status.get("reading").is_some()
    }
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
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

    fn connected(&self) -> Result<Vec<Org>> {
        #[derive(Deserialize)]
        struct List {
            orgs: Vec<Org>,
        }
        let request = self.agent.get(format!("{}/api/orgs", self.worker));
        let response = request.header("cookie", &self.cookie).call()?;
        let list: List = accept(response, "listing the orgs")?
            .body_mut()
            .read_json()?;
        Ok(list.orgs)
    }

    /// One that an open push needs stays, as a person couldn't disconnect it either.
    fn disconnect(&self, org: &Org) -> Result<()> {
        let request = self
            .agent
            .delete(format!("{}/api/orgs/{}", self.worker, org.id));
        let response = request.header("cookie", &self.cookie).call()?;
        if response.status() == 409 {
            return Ok(());
        }
        accept(response, &format!("disconnecting {}", org.name)).map(drop)
    }

    fn read_anew(&self, orgs: &[String]) -> Result<()> {
        if orgs.is_empty() {
            return Ok(());
        }
        self.post("reads", json!({ "orgs": orgs }), "reading the orgs anew")
    }

    /// A preview that rests on older reads would be refused at the push.
    fn wait_for_reads(&self, step: &Step) -> Result<()> {
        let (mut seen, mut since) = (Value::Null, Instant::now());
        loop {
            interrupt::check()?;
            let mut orgs = self.connected()?;
            orgs.retain(|org| org.endpoint == ENDPOINT);
            let open = orgs.iter().filter(|org| org.is_being_read()).count();
            if open == 0 {
                return Ok(());
            }
            step.note(&format!("{}/{} read", orgs.len() - open, orgs.len()));
            let now = orgs.into_iter().map(|org| org.status).collect();
            if now != seen {
                (seen, since) = (now, Instant::now());
            } else if since.elapsed() > PATIENCE {
                step.say(&format!("{open} orgs are still being read."));
                return Ok(());
            }
            thread::sleep(TICK);
        }
    }

    fn connect(&self, name: &str, key: &Key) -> Result<()> {
        let body = json!({
            "name": name,
            "endpoint": ENDPOINT,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn org(endpoint: &str, access_id: &str) -> Org {
        Org {
            id: format!("id of {access_id}"),
            name: format!("name of {access_id}"),
            endpoint: endpoint.into(),
            access_id: access_id.into(),
            status: "ready".into(),
        }
    }

    fn key(access_id: &str) -> (String, Key) {
        let key = Key {
            access_id: access_id.into(),
            access_key: "key".into(),
        };
        (format!("name of {access_id}"), key)
    }

    #[test]
    fn orgs_that_the_sandbox_lacks_go_and_those_of_other_endpoints_stay() {
        let connected = vec![
            org("sandbox", "both"),
            org("sandbox", "old"),
            org("us2", "real"),
        ];
        let Changes { gone, new, known } =
            Changes::between(connected, vec![key("both"), key("new")]);
        assert_eq!(gone, [org("sandbox", "old")]);
        assert_eq!(new, [key("new")]);
        assert_eq!(known, ["id of both"]);
    }

    #[test]
    fn an_access_id_of_another_endpoint_is_not_the_sandbox_s() {
        let changes = Changes::between(vec![org("us2", "a")], vec![key("a")]);
        assert_eq!((changes.gone.len(), changes.new.len()), (0, 1));
    }

    #[test]
    fn only_a_read_that_goes_on_is_waited_for() {
        let reading = json!({ "reading": { "startedAt": 1, "items": 2, "calls": 3 } });
        let failed = json!({ "failed": { "at": 1, "message": "" } });
        for (status, expected) in [(reading, true), (failed, false), ("ready".into(), false)] {
            let org = Org {
                status,
                ..org("sandbox", "a")
            };
            assert_eq!(org.is_being_read(), expected, "{org:?}");
        }
    }
}
