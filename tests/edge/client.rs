//! Somebody signed in at the Worker.

use std::time::{Duration, Instant};
use std::{env, thread};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use orgcast_shared::api::{Org, OrgList, OrgStatus, Problem, Push, PushDetail};
use orgcast_shared::id::{OrgId, PushId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use ureq::http::{HeaderMap, Request};
use xtask::secrets::Key;

use crate::sandbox::{self, SandboxOrg};

/// How long anything may take that is waited for: a push writes four times a second at most.
pub(crate) const PATIENCE: Duration = Duration::from_mins(3);

/// How often a request is made. In front of the Worker the local runtime has a program that passes requests
/// on; when a connection between the two breaks, it keeps a question until another one comes, and says of
/// any other request that it was lost.
const TRIES: usize = 3;
/// After so long a question is taken to be lost.
const LOST_AFTER: Duration = Duration::from_secs(20);
/// How that program begins to say that a request was lost.
const LOST: &str = "Your worker restarted mid-request.";

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// A client of one Worker.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    base: String,
    key: String,
    pub(crate) cookie: String,
    /// What must never be in an answer.
    secrets: Vec<String>,
}

impl Client {
    /// Signs in at the Worker of this URL, whose sandbox is at `sandbox`.
    pub(crate) fn sign_in(base: &str, key: &str, sandbox: &str) -> Self {
        let secrets = sandbox::orgs(sandbox)
            .into_iter()
            .map(|org| org.access_key)
            .collect();
        let client = Self {
            base: base.to_owned(),
            key: key.to_owned(),
            cookie: String::new(),
            secrets,
        };
        let answer = client.post("/api/session", &json!({ "token": client.token() }));
        assert_eq!(answer.status, 200, "{answer:?}");
        let cookie = answer.headers["set-cookie"].to_str().expect("text");
        let pair = cookie.split(';').next().expect("a pair");
        Self {
            cookie: pair.to_owned(),
            ..client
        }
    }

    /// The Worker that `cargo xtask test edge` started.
    pub(crate) fn of_env() -> Self {
        let var = |name: &str| env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
        Self::sign_in(
            &var("ORGCAST_URL"),
            &var("ORGCAST_SIGN_IN_KEY"),
            &var("SANDBOX_URL"),
        )
    }

    /// A fresh sign-in token.
    pub(crate) fn token(&self) -> String {
        let key = STANDARD.decode(&self.key).expect("base64");
        let key = Key::from_bytes(key.try_into().expect("32 bytes"));
        xtask::token::mint(&key).expect("a token")
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], None)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[], Some(body))
    }

    /// A request as our own page would send it, with headers added or replaced. Whatever is asked,
    /// no answer may hold a secret.
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Answer {
        let mut tries = 1..TRIES;
        let answer = loop {
            let answer = self.ask(method, path, headers, body);
            let is_lost = match &answer {
                Ok(answer) => answer.status == 503 && answer.body.starts_with(LOST),
                Err(_) => method == "GET",
            };
            if !is_lost || tries.next().is_none() {
                break answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
            }
            eprintln!("{method} {path} was lost, and is made again: {answer:?}");
        };
        for secret in &self.secrets {
            assert!(
                !answer.body.contains(secret.as_str()),
                "{method} {path} gives a key away"
            );
        }
        answer
    }

    fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer, ureq::Error> {
        let own = [
            ("origin", self.base.as_str()),
            ("sec-fetch-site", "same-origin"),
            ("cookie", self.cookie.as_str()),
            ("content-type", "application/json"),
        ];
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        for (name, value) in own {
            let other = headers.iter().find(|(other, _)| *other == name);
            request = request.header(name, other.map_or(value, |(_, value)| *value));
        }
        let mut answer = if method == "GET" {
            // Without any body, not an empty one: only that can be sent again by the local runtime.
            let agent = xtask::http::agent(LOST_AFTER);
            agent.run(request.body(()).expect("a request"))?
        } else {
            let text = body.map(Value::to_string).unwrap_or_default();
            agent().run(request.body(text).expect("a request"))?
        };
        let reader = answer.body_mut().with_config().limit(64 << 20);
        let body = reader.read_to_string()?;
        Ok(Answer {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body,
        })
    }

    pub(crate) fn orgs(&self) -> Vec<Org> {
        self.get("/api/orgs").read::<OrgList>().orgs
    }

    pub(crate) fn org(&self, id: &OrgId) -> Org {
        self.orgs()
            .into_iter()
            .find(|org| org.id == *id)
            .expect("a connected org")
    }

    pub(crate) fn connect(&self, org: &SandboxOrg) -> Answer {
        let credentials = json!({ "accessId": org.access_id, "accessKey": org.access_key });
        let body = json!({ "name": org.name, "endpoint": "sandbox", "credentials": credentials });
        self.post("/api/orgs", &body)
    }

    /// Has orgs read and waits until all reads have ended.
    pub(crate) fn read(&self, orgs: &[OrgId]) -> Vec<Org> {
        let answer = self.post("/api/reads", &json!({ "orgs": orgs }));
        assert_eq!(answer.status, 202, "{answer:?}");
        self.wait_for_reads(orgs)
    }

    pub(crate) fn wait_for_reads(&self, orgs: &[OrgId]) -> Vec<Org> {
        wait("reads that end", || {
            let found = self.orgs().into_iter().filter(|org| orgs.contains(&org.id));
            let found: Vec<Org> = found.collect();
            let reading = |org: &Org| matches!(org.status, OrgStatus::Reading(_));
            (!found.iter().any(reading)).then_some(found)
        })
    }

    pub(crate) fn push(&self, id: &PushId) -> PushDetail {
        self.get(&format!("/api/pushes/{id}")).read()
    }

    /// Waits for the end of a push.
    pub(crate) fn wait_for(&self, push: &Push) -> PushDetail {
        wait("a push that ends", || {
            let detail = self.push(&push.id);
            detail.push.ended_at.is_some().then_some(detail)
        })
    }
}

impl Answer {
    /// The body of an answer that must be a success.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> T {
        assert!(
            (200..300).contains(&self.status),
            "{} {}",
            self.status,
            self.body
        );
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The problem that the answer must be.
    pub(crate) fn problem(&self) -> Problem {
        assert_eq!(
            self.headers["content-type"], "application/problem+json",
            "{self:?}"
        );
        let problem: Problem = serde_json::from_str(&self.body).expect("a problem");
        assert_eq!(problem.status, self.status);
        problem
    }
}

/// Asks again until there is something.
pub(crate) fn wait<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(250));
    }
}

pub(crate) fn agent() -> ureq::Agent {
    xtask::http::agent(Duration::from_mins(1))
}
