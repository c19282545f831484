//! A client of the world that lets time pass, so that limits and jobs need no thought.

use orgcast_sandbox::{Millis, Request, Response, World, WorldConfig};
use serde_json::{Value, json};

/// A world with a clock of its own and the keys of its orgs.
pub(crate) struct Lab {
    pub(crate) world: World,
    pub(crate) now: Millis,
    pub(crate) orgs: Vec<Value>,
}

/// The usual configuration with few orgs.
pub(crate) fn config(orgs: usize) -> WorldConfig {
    WorldConfig {
        orgs,
        ..WorldConfig::default()
    }
}

impl Lab {
    pub(crate) fn new(config: WorldConfig) -> Self {
        let now = config.created_at + 100 * 24 * 3_600_000;
        let mut world = World::new(config);
        let orgs = world
            .handle(&Request::new("GET", "/__sandbox/orgs"), now)
            .body_json();
        let orgs = orgs.as_array().unwrap().clone();
        Self { world, now, orgs }
    }

    /// A lab with the source org and one target whose library is empty.
    pub(crate) fn with_empty_target() -> (Self, usize) {
        let lab = Self::new(config(8));
        let empty = lab
            .orgs
            .iter()
            .position(|org| org["variant"] == "empty")
            .unwrap();
        (lab, empty)
    }

    pub(crate) fn org_id(&self, org: usize) -> String {
        self.orgs[org]["orgId"].as_str().unwrap().to_owned()
    }

    /// Sends a request with the key of the org, a second after the last one.
    pub(crate) fn send(&mut self, org: usize, request: Request) -> Response {
        let text = |field: &str| self.orgs[org][field].as_str().unwrap().to_owned();
        let request = request.basic_auth(&text("accessId"), &text("accessKey"));
        self.now += 1_000;
        self.world.handle(&request, self.now)
    }

    /// The same as a content administrator, with an optional JSON body.
    pub(crate) fn admin(
        &mut self,
        org: usize,
        method: &str,
        target: &str,
        body: Option<&Value>,
    ) -> Response {
        let request = Request::new(method, &format!("/api{target}")).header("isAdminMode", "true");
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.send(org, request)
    }

    pub(crate) fn get(&mut self, org: usize, target: &str) -> Value {
        let response = self.admin(org, "GET", target, None);
        assert_eq!(
            response.status,
            200,
            "{target}: {}",
            String::from_utf8_lossy(&response.body)
        );
        response.body_json()
    }

    pub(crate) fn control(
        &mut self,
        org: usize,
        method: &str,
        call: &str,
        body: Option<&Value>,
    ) -> Value {
        let request = Request::new(
            method,
            &format!("/__sandbox/orgs/{}/{call}", self.org_id(org)),
        );
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let response = self.world.handle(&request, self.now);
        assert_eq!(
            response.status,
            200,
            "{call}: {}",
            String::from_utf8_lossy(&response.body)
        );
        response.body_json()
    }

    pub(crate) fn faults(&mut self, org: usize, faults: &Value) {
        self.control(org, "POST", "faults", Some(faults));
    }

    pub(crate) fn edit(&mut self, org: usize, edits: &Value) -> Value {
        self.control(org, "POST", "edit", Some(edits))
    }

    /// Starts a job and polls it to its end; its id and its last status.
    pub(crate) fn job(
        &mut self,
        org: usize,
        method: &str,
        target: &str,
        body: Option<&Value>,
    ) -> (String, Value) {
        let response = self.admin(org, method, target, body);
        assert_eq!(
            response.status,
            200,
            "{target}: {}",
            String::from_utf8_lossy(&response.body)
        );
        let id = response.body_json()["id"].as_str().unwrap().to_owned();
        let base = target.split('?').next().unwrap();
        for _ in 0..100 {
            let status = self.get(org, &format!("{base}/{id}/status"));
            if status["status"] != "InProgress" {
                return (id, status);
            }
        }
        panic!("{target} never ends");
    }

    /// Runs a job that has to succeed, and fetches its result.
    pub(crate) fn result(&mut self, org: usize, method: &str, target: &str) -> Value {
        let (id, status) = self.job(org, method, target, None);
        assert_eq!(status["status"], "Success", "{status}");
        self.get(org, &format!("{target}/{id}/result"))
    }

    /// The folder Admin Recommended.
    pub(crate) fn root(&mut self, org: usize) -> Value {
        self.result(org, "GET", "/v2/content/folders/adminRecommended")
    }

    pub(crate) fn root_id(&mut self, org: usize) -> String {
        self.root(org)["id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn export(&mut self, org: usize, id: &str) -> Value {
        self.result(org, "POST", &format!("/v2/content/{id}/export"))
    }

    /// Imports and gives the last status with the import's result.
    pub(crate) fn import(
        &mut self,
        org: usize,
        folder: &str,
        overwrite: bool,
        body: &Value,
    ) -> (Value, Value) {
        let target = format!("/v2/content/folders/{folder}/import?overwrite={overwrite}");
        let (id, status) = self.job(org, "POST", &target, Some(body));
        let result = self.get(
            org,
            &format!("/v2/content/folders/{folder}/import/{id}/result"),
        );
        (status, result)
    }

    /// Imports what has to succeed; the id of the item.
    pub(crate) fn imported(
        &mut self,
        org: usize,
        folder: &str,
        overwrite: bool,
        body: &Value,
    ) -> String {
        let (status, _) = self.import(org, folder, overwrite, body);
        assert_eq!(status["status"], "Success", "{status}");
        status["statusMessage"]
            .as_str()
            .unwrap()
            .rsplit(':')
            .next()
            .unwrap()
            .to_owned()
    }

    pub(crate) fn children(&mut self, org: usize, folder: &str) -> Vec<Value> {
        let folder = self.get(org, &format!("/v2/content/folders/{folder}"));
        folder["children"].as_array().unwrap().clone()
    }

    pub(crate) fn at(&mut self, org: usize, path: &str) -> Value {
        let path = path.replace(' ', "%20").replace('&', "%26");
        self.get(org, &format!("/v2/content/path?path={path}"))
    }
}

pub(crate) fn error_code(response: &Response) -> String {
    response.body_json()["errors"][0]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

pub(crate) fn folder(name: &str, children: &[Value]) -> Value {
    json!({ "type": "FolderSyncDefinition", "name": name, "description": "", "children": children })
}

pub(crate) fn search(name: &str) -> Value {
    json!({
        "type": "SavedSearchWithScheduleSyncDefinition",
        "name": name,
        "description": "",
        "search": {
            "queryText": "error | count",
            "defaultTimeRange": "-15m",
            "byReceiptTime": false,
            "queryParameters": [],
        },
    })
}

pub(crate) fn scheduled(name: &str, notification: &Value) -> Value {
    let mut out = search(name);
    out["searchSchedule"] = json!({
        "cronExpression": "0 0 * * * ? *",
        "parseableTimeRange": {
            "type": "BeginBoundedTimeRange",
            "from": { "type": "RelativeTimeRangeBoundary", "relativeTime": "-1h" },
            "to": null,
        },
        "timeZone": "Etc/UTC",
        "threshold": { "operator": "gt", "count": 5 },
        "notification": notification,
        "scheduleType": "1Hour",
    });
    out
}

pub(crate) fn lookup(name: &str, fields: &[&str]) -> Value {
    json!({
        "type": "LookupTableSyncDefinition",
        "name": name,
        "description": "",
        "fields": fields.iter().map(|f| json!({ "fieldName": f, "fieldType": "string" })).collect::<Vec<_>>(),
        "primaryKeys": [fields[0]],
    })
}
