//! An org of the running sandbox, and calls with its key.

use std::env;
use std::thread::sleep;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use ureq::Agent;
use ureq::http::Request;

/// How long a job may take; the sandbox's own default is a third of a second.
const JOB_LIMIT: Duration = Duration::from_secs(30);

/// An org as the control interface lists it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Org {
    pub(crate) name: String,
    #[serde(rename = "orgId")]
    pub(crate) id: String,
    pub(crate) role: String,
    pub(crate) access_id: String,
    pub(crate) access_key: String,
}

/// A status and a JSON body; null where the body is none.
pub(crate) type Answer = (u16, Value);

/// Every org of the sandbox that is under test.
pub(crate) fn orgs() -> Vec<Org> {
    let (status, list) = send("GET", "/__sandbox/orgs", &[], None);
    assert_eq!(status, 200);
    serde_json::from_value(list).expect("a list of orgs")
}

/// The source org.
pub(crate) fn source() -> Org {
    orgs()
        .into_iter()
        .find(|org| org.role == "source")
        .expect("a source org")
}

/// A target org by its place in the list, so that tests do not meet in one.
pub(crate) fn target(place: usize) -> Org {
    orgs()
        .into_iter()
        .filter(|org| org.role == "target")
        .nth(place)
        .expect("enough targets")
}

impl Org {
    /// A call with the org's key in admin mode. One that is throttled is repeated, as every client has to.
    pub(crate) fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let authorization = self.authorization();
        let headers = [
            ("authorization", authorization.as_str()),
            ("isAdminMode", "true"),
        ];
        let begun = Instant::now();
        loop {
            let answer = send(method, &format!("/api{path}"), &headers, body);
            if answer.0 != 429 || begun.elapsed() > JOB_LIMIT {
                return answer;
            }
            sleep(Duration::from_millis(300));
        }
    }

    /// A call that must succeed; gives its body.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, answer) = self.call(method, path, body);
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    }

    /// Starts a job, waits for its end and gives the last status.
    pub(crate) fn job(&self, method: &str, path: &str, body: Option<&Value>) -> (String, Value) {
        let plain = path.split('?').next().unwrap_or(path);
        let started = self.ask(method, path, body);
        let id = started["id"].as_str().expect("a job id").to_owned();
        let begun = Instant::now();
        loop {
            let status = self.ask("GET", &format!("{plain}/{id}/status"), None);
            if status["status"] != "InProgress" {
                return (format!("{plain}/{id}"), status);
            }
            assert!(begun.elapsed() < JOB_LIMIT, "the job never ends: {status}");
            sleep(Duration::from_millis(100));
        }
    }

    /// What a job that succeeds results in.
    pub(crate) fn result(&self, method: &str, path: &str) -> Value {
        let (job, status) = self.job(method, path, None);
        assert_eq!(status["status"], "Success", "{status}");
        self.ask("GET", &format!("{job}/result"), None)
    }

    /// A call to the control interface about this org.
    pub(crate) fn control(&self, method: &str, what: &str, body: Option<&Value>) -> Value {
        let path = format!("/__sandbox/orgs/{}/{what}", self.id);
        let (status, answer) = send(method, &path, &[], body);
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    }

    /// The Basic credentials of the org's key.
    pub(crate) fn authorization(&self) -> String {
        let pair = format!("{}:{}", self.access_id, self.access_key);
        format!("Basic {}", STANDARD.encode(pair))
    }
}

/// One request to the sandbox, whatever it answers.
pub(crate) fn send(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&Value>,
) -> Answer {
    let base = env::var("SANDBOX_URL").expect("`cargo xtask test sandbox` sets SANDBOX_URL");
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{base}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let text = body.map(Value::to_string).unwrap_or_default();
    let request = request
        .header("content-type", "application/json")
        .body(text);
    let mut answer = agent().run(request.expect("a request")).expect("an answer");
    let text = answer
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_string()
        .expect("text");
    (
        answer.status().as_u16(),
        serde_json::from_str(&text).unwrap_or(Value::Null),
    )
}

fn agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(30)))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .allow_non_standard_methods(true)
        .proxy(None)
        .build()
        .into()
}
