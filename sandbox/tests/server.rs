//! The server over a plain socket.
#![cfg(feature = "server")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use orgcast_sandbox::{ServerConfig, World, WorldConfig, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct Server {
    address: String,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

async fn start(config: ServerConfig) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let world = World::new(WorldConfig {
        orgs: 2,
        job_ms: 0,
        ..WorldConfig::default()
    });
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(serve(listener, world, config, async {
        let _ = stopped.await;
    }));
    Server {
        address,
        stop,
        task,
    }
}

/// One request on a connection of its own: everything that comes back until the server closes.
async fn exchange(
    address: &str,
    method: &str,
    target: &str,
    headers: String,
    body: String,
) -> String {
    let address = address.to_owned();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    })
    .await
    .unwrap()
}

async fn control(server: &Server, method: &str, call: &str, body: &Value) -> Value {
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    let answer = exchange(
        &server.address,
        method,
        &format!("/__sandbox/{call}"),
        String::new(),
        body,
    )
    .await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    serde_json::from_str(body).unwrap()
}

fn credentials(org: &Value) -> String {
    use base64::Engine as _;
    let pair = format!(
        "{}:{}",
        org["accessId"].as_str().unwrap(),
        org["accessKey"].as_str().unwrap()
    );
    format!(
        "authorization: Basic {}\r\n",
        base64::engine::general_purpose::STANDARD.encode(pair)
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_world_answers_over_http_and_ends_when_told() {
    let server = start(ServerConfig::default()).await;
    let orgs = control(&server, "GET", "orgs", &Value::Null).await;
    let personal = "/api/v2/content/folders/personal";
    let answer = exchange(
        &server.address,
        "GET",
        personal,
        credentials(&orgs[0]),
        String::new(),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("content-type: application/json"));
    assert!(answer.contains("\"name\":\"Personal\""));
    let refused = exchange(
        &server.address,
        "GET",
        personal,
        String::new(),
        String::new(),
    )
    .await;
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    let origin = format!(
        "{}origin: https://console.example.com\r\n",
        credentials(&orgs[0])
    );
    let refused = exchange(&server.address, "GET", personal, origin, String::new()).await;
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");

    server.stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), server.task)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn latency_holds_answers_back_and_keeps_them_under_way() {
    let server = start(ServerConfig { latency_ms: 1_000 }).await;
    let orgs = control(&server, "GET", "orgs", &Value::Null).await;
    let started = Instant::now();
    let one = exchange(
        &server.address,
        "GET",
        "/api/v1/connections",
        credentials(&orgs[0]),
        String::new(),
    );
    let other = exchange(
        &server.address,
        "GET",
        "/api/v1/connections",
        credentials(&orgs[0]),
        String::new(),
    );
    let (one, other) = tokio::join!(one, other);
    assert!(one.starts_with("HTTP/1.1 200") && other.starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() >= Duration::from_secs(1));
    let call = format!("orgs/{}/calls", orgs[0]["orgId"].as_str().unwrap());
    let calls = control(&server, "GET", &call, &Value::Null).await;
    assert_eq!(calls["inFlight"], 0);
    assert_eq!(calls["maxInFlight"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_response_never_arrives_but_its_effect_does() {
    let server = start(ServerConfig::default()).await;
    let orgs = control(&server, "GET", "orgs", &Value::Null).await;
    let org = format!("orgs/{}", orgs[1]["orgId"].as_str().unwrap());
    control(
        &server,
        "POST",
        &format!("{org}/faults"),
        &json!({ "loseResponses": { "next": 1 } }),
    )
    .await;
    let state = control(&server, "GET", &format!("{org}/state"), &Value::Null).await;
    let root = state["library"][0]["id"].clone();
    let headers = format!(
        "{}isAdminMode: true\r\ncontent-type: application/json\r\n",
        credentials(&orgs[1])
    );
    let body = json!({ "name": "made but not told", "parentId": root }).to_string();
    let answer = exchange(
        &server.address,
        "POST",
        "/api/v2/content/folders",
        headers,
        body,
    )
    .await;
    assert!(!answer.contains("made but not told"), "{answer}");
    let state = control(&server, "GET", &format!("{org}/state"), &Value::Null).await;
    let names = state["library"][0]["children"].to_string();
    assert!(names.contains("made but not told"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_loads_a_library_and_says_where_it_listens() {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};

    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("library");
    std::fs::create_dir_all(&folder).unwrap();
    let export = json!({ "type": "FolderSyncDefinition", "name": "From a file", "children": [] });
    std::fs::write(folder.join("1.json"), export.to_string()).unwrap();
    std::fs::write(folder.join("2.json"), "not JSON").unwrap();
    std::fs::write(folder.join("notes.txt"), "not an export").unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_orgcast-sandbox"))
        .args(["--orgs", "2", "--library"])
        .arg(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim()
        .strip_prefix("listening on http://")
        .unwrap()
        .to_owned();
    let answer = exchange(
        &address,
        "GET",
        "/__sandbox/orgs",
        String::new(),
        String::new(),
    )
    .await;
    let orgs: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let state = format!(
        "/__sandbox/orgs/{}/state",
        orgs[0]["orgId"].as_str().unwrap()
    );
    let answer = exchange(&address, "GET", &state, String::new(), String::new()).await;
    program.kill().unwrap();
    let mut said = String::new();
    program
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    program.wait().unwrap();
    assert!(answer.contains("From a file"), "{answer}");
    assert!(
        said.starts_with("2.json: left out, it is not JSON"),
        "{said}"
    );
}
