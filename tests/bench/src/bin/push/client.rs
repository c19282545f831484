use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use orgcast_shared::api::{
    NodeList, Org, OrgList, OrgStatus, Push, PushDetail, Snapshot, SnapshotList,
};
use orgcast_shared::content::Nodes;
use orgcast_shared::id::{Digest, OrgId};
use orgcast_shared::plan::Plan;
use orgcast_shared::select::Choices;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use ureq::AsSendBody;
use ureq::http::Request;

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_hours(1);

/// How long an answer may take, and how often it is asked for.
const TIME_LIMIT: Duration = Duration::from_secs(30);
const TRIES: u32 = 5;

/// Somebody signed in at the Worker.
pub(crate) struct Client {
    base: String,
    cookie: String,
    agent: ureq::Agent,
}

impl Client {
    pub(crate) fn sign_in(base: String, token: &str) -> Result<Self> {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(TIME_LIMIT))
            .build();
        let mut client = Self {
            base,
            cookie: String::new(),
            agent: config.into(),
        };
        let body = json!({ "token": token }).to_string();
        let answer = client
            .agent
            .run(client.request("POST", "/api/session", body)?)?;
        ensure!(answer.status() == 200, "the sign-in was refused");
        let cookie = answer.headers().get("set-cookie").context("no cookie")?;
        let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
        pair.clone_into(&mut client.cookie);
        Ok(client)
    }

    /// A request that is made a few times where no answer comes: the local runtime loses one now and
    /// then when the machine is busy.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let mut tries = 1..TRIES;
        loop {
            match self.send("GET", path, ()) {
                Err(error) if error.is::<ureq::Error>() && tries.next().is_some() => {
                    println!("GET {path}: {error}; trying again");
                }
                other => return other,
            }
        }
    }

    pub(crate) fn post<T: DeserializeOwned>(&self, path: &str, body: &Json) -> Result<T> {
        self.send("POST", path, body.to_string())
    }

    /// What is asked for has no body, not an empty one: when one of its own connections breaks, the local
    /// runtime can send only that again.
    fn request<B>(&self, method: &str, path: &str, body: B) -> Result<Request<B>> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("origin", &self.base)
            .header("sec-fetch-site", "same-origin")
            .header("cookie", &self.cookie)
            .header("content-type", "application/json");
        Ok(request.body(body)?)
    }

    fn send<T: DeserializeOwned, B: AsSendBody>(
        &self,
        method: &str,
        path: &str,
        body: B,
    ) -> Result<T> {
        let mut answer = self.agent.run(self.request(method, path, body)?)?;
        let text = answer
            .body_mut()
            .with_config()
            .limit(256 << 20)
            .read_to_string()?;
        ensure!(
            answer.status().is_success(),
            "{method} {path}: {} {text}",
            answer.status()
        );
        serde_json::from_str(&text).with_context(|| format!("{method} {path}: {text}"))
    }

    /// Has an org read, and waits for it.
    pub(crate) fn read(&self, org: &OrgId) -> Result<()> {
        let _: Json = self.post("/api/reads", &json!({ "orgs": [org] }))?;
        self.wait_until_read()
    }

    /// Waits until every org was read.
    pub(crate) fn wait_until_read(&self) -> Result<()> {
        wait("orgs that are read", || {
            let orgs = self.get::<OrgList>("/api/orgs")?.orgs;
            let failed = |org: &&Org| matches!(org.status, OrgStatus::Failed(_));
            if let Some(org) = orgs.iter().find(failed) {
                anyhow::bail!("{} can't be read: {:?}", org.name, org.status);
            }
            let ready = orgs.iter().all(|org| org.status == OrgStatus::Ready);
            Ok(ready.then_some(()))
        })
    }

    /// What plans are made from.
    pub(crate) fn snapshots(&self) -> Result<Vec<Snapshot>> {
        let list: SnapshotList = self.post("/api/snapshots", &json!({}))?;
        Ok(list.snapshots)
    }

    /// The folder nodes of these snapshots.
    pub(crate) fn nodes(&self, snapshots: &[Snapshot]) -> Result<Nodes> {
        let roots = |snapshot: &Snapshot| [Some(snapshot.root), snapshot.base];
        let roots: Vec<Digest> = snapshots.iter().flat_map(roots).flatten().collect();
        let mut nodes = Nodes::default();
        loop {
            let missing: Vec<Digest> = nodes.missing(&roots).into_iter().take(500).collect();
            if missing.is_empty() {
                return Ok(nodes);
            }
            let list: NodeList = self.post("/api/nodes", &json!({ "digests": missing }))?;
            for record in list.nodes {
                nodes.insert(record.node.open(&record.digest)?);
            }
        }
    }

    /// Starts a push and waits for its end; also how long it took from the request, with which the
    /// Worker plans again, to that end.
    pub(crate) fn push(
        &self,
        choices: &Choices,
        plan: &Plan,
        key: &str,
    ) -> Result<(PushDetail, Duration)> {
        let body = json!({ "choices": choices, "plan": plan.digest(), "idempotencyKey": key });
        let begun = SystemTime::now().duration_since(UNIX_EPOCH)?;
        let push: Push = self.post("/api/pushes", &body)?;
        let detail = wait("a push that ends", || {
            let detail: PushDetail = self.get(&format!("/api/pushes/{}", push.id))?;
            Ok(detail.push.ended_at.is_some().then_some(detail))
        })?;
        let ended = detail.push.ended_at.context("a push that ended")?;
        // Both run on one machine, so there is one clock.
        Ok((detail, Duration::from_millis(ended.0).saturating_sub(begun)))
    }
}

/// Asks again until there is something.
fn wait<T>(what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask()? {
            return Ok(found);
        }
        ensure!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(Duration::from_secs(1));
    }
}
