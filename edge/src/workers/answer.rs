use worker::{Env, Headers, Request, Response};

use super::Workers;
use crate::http::{Answer, COMMON_HEADERS, Head, MAX_BODY_BYTES, Method, Served, serve};
use crate::problem::{EdgeError, chain};

/// Answers a request from outside.
pub async fn answer(mut request: Request, env: Env) -> worker::Result<Response> {
    let edge = match Workers::new(env) {
        Ok(edge) => edge,
        Err(error) => {
            crate::log::error(&chain(&error));
            return respond(&Answer::problem(&error.into_problem()));
        }
    };
    let head = head(&request);
    match serve(&edge, &head, async || read_body(&mut request).await).await {
        Served::Answer(answer) => respond(&answer),
        Served::Live(push) => match edge.push_coordinator(&push) {
            Ok(object) => object.fetch_with_request(request).await,
            Err(error) => respond(&Answer::problem(&error.into_problem())),
        },
    }
}

/// An answer as the runtime sends it.
pub fn respond(answer: &Answer) -> worker::Result<Response> {
    let headers = Headers::new();
    for (name, value) in COMMON_HEADERS {
        headers.set(name, value)?;
    }
    for (name, value) in &answer.headers {
        headers.set(name, value)?;
    }
    let response = if answer.body.is_empty() {
        Response::empty()?
    } else {
        Response::from_bytes(answer.body.clone())?
    };
    Ok(response.with_status(answer.status).with_headers(headers))
}

fn head(request: &Request) -> Head {
    let url = request.inner().url();
    let (own_origin, path, query) = split(&url);
    let header = |name: &str| request.headers().get(name).ok().flatten();
    Head {
        method: Method::named(request.inner().method().as_str()),
        path: path.to_owned(),
        query: query.map(str::to_owned),
        own_origin: own_origin.to_owned(),
        origin: header("origin"),
        fetch_site: header("sec-fetch-site"),
        cookie: header("cookie"),
        content_type: header("content-type"),
        upgrade: header("upgrade"),
    }
}

/// Origin, path and query of a URL as the runtime writes them: normalised, so that nothing but
/// cutting is left to do. It spares the Worker a parser with all of Unicode's domain names.
fn split(url: &str) -> (&str, &str, Option<&str>) {
    let url = url.split('#').next().unwrap_or_default();
    let (rest, query) = match url.split_once('?') {
        Some((rest, query)) => (rest, Some(query)),
        None => (url, None),
    };
    let host = rest.find("://").map_or(0, |at| at + 3);
    let end = rest
        .get(host..)
        .and_then(|rest| rest.find('/'))
        .map_or(rest.len(), |at| host + at);
    let (origin, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    (origin, path, query)
}

async fn read_body(request: &mut Request) -> Result<Vec<u8>, EdgeError> {
    let too_long = || EdgeError::bad_request("The body is too long.");
    let said = request.headers().get("content-length").ok().flatten();
    let said = said.and_then(|text| text.parse::<usize>().ok());
    if said.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Err(too_long());
    }
    let body = request
        .bytes()
        .await
        .map_err(|_| EdgeError::bad_request("The body broke off."))?;
    if body.len() > MAX_BODY_BYTES {
        Err(too_long())
    } else {
        Ok(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_cut_where_its_parts_meet() {
        let table = [
            (
                "http://127.0.0.1:8787/api/orgs",
                ("http://127.0.0.1:8787", "/api/orgs", None),
            ),
            (
                "https://x.test/a?b=c?d/e#f",
                ("https://x.test", "/a", Some("b=c?d/e")),
            ),
            ("https://x.test/?/", ("https://x.test", "/", Some("/"))),
            ("https://x.test", ("https://x.test", "", None)),
        ];
        for (url, expected) in table {
            assert_eq!(split(url), expected, "{url}");
        }
    }
}
