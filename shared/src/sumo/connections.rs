//! Connections: what scheduled searches notify through.

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::request::encode;
use super::{ApiAnswer, ApiRequest, CallError, Method};
use crate::content::ConnectionKey;
use crate::id::ContentId;

/// A connection as an org's API shows it: without its secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct Connection {
    /// Its id in this org.
    pub id: ContentId,
    /// What it is, recognisable in any org.
    pub key: ConnectionKey,
    /// Everything else.
    fields: Map<String, Json>,
}

/// One page of an org's connections.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The connections.
    pub connections: Vec<Connection>,
    /// What to ask the next page with.
    pub next: Option<String>,
}

/// Asks for a page of connections; the first with `None`.
pub fn list(token: Option<&str>) -> ApiRequest {
    let path = match token {
        None => "/v1/connections?limit=1000".to_owned(),
        Some(token) => format!("/v1/connections?limit=1000&token={}", encode(token)),
    };
    ApiRequest::new(Method::Get, path)
}

/// Reads the answer to [`list`].
pub fn read_page(answer: &ApiAnswer) -> Result<Page, CallError> {
    #[derive(Deserialize)]
    struct Wire {
        data: Vec<Map<String, Json>>,
        #[serde(default)]
        next: Option<String>,
    }
    let page: Wire = answer.json()?;
    let connections = page.data.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page {
        connections,
        next: page.next.filter(|token| !token.is_empty()),
    })
}

/// Creates a connection.
pub fn create(definition: &Json) -> ApiRequest {
    ApiRequest::new(Method::Post, "/v1/connections").with_json(definition)
}

/// Reads the answer to [`create`].
pub fn read_created(answer: &ApiAnswer) -> Result<Connection, CallError> {
    read(answer.json()?)
}

fn read(fields: Map<String, Json>) -> Result<Connection, CallError> {
    let text = |field: &str| fields.get(field).and_then(Json::as_str);
    let unexpected = |what: &str| CallError::Unexpected {
        what: what.to_owned(),
    };
    let id = text("id").and_then(|id| ContentId::new(id).ok());
    let id = id.ok_or_else(|| unexpected("a connection without an id"))?;
    let name = text("name")
        .ok_or_else(|| unexpected("a connection without a name"))?
        .to_owned();
    let kind = text("webhookType")
        .or_else(|| text("type"))
        .unwrap_or_default()
        .to_owned();
    Ok(Connection {
        id,
        key: ConnectionKey { kind, name },
        fields,
    })
}

impl Connection {
    /// The definition that creates the same connection in another org. Authorization headers and
    /// the ServiceNow password are left out: the API masks them, and a mask must never be written
    /// as if it were the secret.
    pub fn definition(&self) -> Json {
        let mut definition = self.fields.clone();
        for field in SET_BY_SERVER {
            definition.remove(field);
        }
        definition.retain(|_, value| !value.is_null());
        let kind = if self.is_service_now() {
            SERVICE_NOW_DEFINITION
        } else {
            "WebhookDefinition"
        };
        definition.insert("type".into(), kind.into());
        definition.remove("headers");
        if kind == SERVICE_NOW_DEFINITION {
            // The API insists on one; a person has to replace it.
            definition.insert("password".into(), MISSING_PASSWORD.into());
        }
        Json::Object(definition)
    }

    /// Whether [`Self::definition`] leaves out something that the connection needs: every ServiceNow
    /// connection has a password, and a webhook may have authorization headers.
    pub fn needs_secret(&self) -> bool {
        let headers = self.fields.get("headers").and_then(Json::as_array);
        self.is_service_now() || headers.is_some_and(|headers| !headers.is_empty())
    }

    fn is_service_now(&self) -> bool {
        self.fields.get("type").and_then(Json::as_str) == Some("ServiceNowConnection")
    }
}

const SERVICE_NOW_DEFINITION: &str = "ServiceNowDefinition";

/// What stands in for a ServiceNow password until a person sets the real one.
const MISSING_PASSWORD: &str = "to-be-set";

const SET_BY_SERVER: [&str; 6] = [
    "id",
    "createdAt",
    "createdBy",
    "modifiedAt",
    "modifiedBy",
    "warnings",
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_connection_is_recognised_and_recreated_without_secrets() {
        let body = json!({ "data": [{
            "type": "WebhookConnection", "id": "0A", "name": "SOC", "webhookType": "Slack",
            "url": "https://hooks.example.com/x", "defaultPayload": "{}", "createdAt": "2026",
            "headers": [{ "name": "Authorization", "value": "********" }],
            "customHeaders": [{ "name": "X-Team", "value": "soc" }]
        }], "next": "" });
        let answer = ApiAnswer {
            status: 200,
            content_type: "application/json".into(),
            location: None,
            retry_after: None,
            body: body.to_string().into_bytes(),
        };
        let page = read_page(&answer).unwrap();
        assert_eq!(page.next, None);
        let [connection] = &page.connections[..] else {
            panic!("one connection")
        };
        assert_eq!(
            (connection.key.kind.as_str(), connection.key.name.as_str()),
            ("Slack", "SOC")
        );
        assert!(connection.needs_secret());
        assert_eq!(
            connection.definition(),
            json!({
                "type": "WebhookDefinition", "name": "SOC", "webhookType": "Slack",
                "url": "https://hooks.example.com/x", "defaultPayload": "{}",
                "customHeaders": [{ "name": "X-Team", "value": "soc" }]
            })
        );
    }

    #[test]
    fn a_secret_is_missed_where_the_vendor_holds_one_back() {
        let needs_secret = |fields: Json| {
            let Json::Object(fields) = fields else {
                panic!("an object")
            };
            read(fields).unwrap().needs_secret()
        };
        let webhook = |headers: Json| {
            needs_secret(
                json!({ "type": "WebhookConnection", "id": "0A", "name": "A",
                "webhookType": "Slack", "url": "https://hooks.example.com/x", "headers": headers }),
            )
        };
        assert!(!webhook(json!([])) && !webhook(Json::Null));
        assert!(webhook(
            json!([{ "name": "Authorization", "value": "********" }])
        ));
        assert!(needs_secret(
            json!({ "type": "ServiceNowConnection", "id": "0A", "name": "A",
            "url": "https://x.example.com", "username": "u" })
        ));
    }
}
