use std::net::TcpStream;
use std::time::Duration;

use orgcast_shared::api::LiveEvent;
use orgcast_shared::history::{OrgState, PushState};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

use crate::client::Client;
use crate::preview::{Preview, everything};
use crate::shared_stack::stack;

type Opened = Result<WebSocket<TcpStream>, u16>;

fn watch(client: &Client, push: &str, origin: &str, cookie: &str) -> Opened {
    let address = client.base().trim_start_matches("http://");
    let url = format!("ws://{address}/api/pushes/{push}/live");
    let mut request = url.into_client_request().expect("a request");
    for (name, value) in [("origin", origin), ("cookie", cookie)] {
        request
            .headers_mut()
            .insert(name, value.parse().expect("a value"));
    }
    let stream = TcpStream::connect(address).expect("a connection");
    stream
        .set_read_timeout(Some(Duration::from_mins(2)))
        .expect("a time limit");
    match tungstenite::client(request, stream) {
        Ok((socket, _)) => Ok(socket),
        Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(answer))) => {
            Err(answer.status().as_u16())
        }
        Err(error) => panic!("{error}"),
    }
}

/// Everything until the connection is closed.
fn events(mut socket: WebSocket<TcpStream>) -> Vec<LiveEvent> {
    let mut events = Vec::new();
    loop {
        match socket.read() {
            Ok(Message::Text(text)) => events.push(serde_json::from_str(&text).expect("an event")),
            Ok(Message::Close(_)) | Err(tungstenite::Error::ConnectionClosed) => return events,
            Ok(_) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn whoever_watches_sees_a_push_from_any_moment_to_its_end() {
    let stack = stack();
    let (_, from) = stack.source();
    let (_, to) = stack.target("edited", 1);
    let preview = Preview::of(&stack.client, &everything(from, &[to]));
    let push = preview.start(&stack.client, "watched");
    let open = || {
        watch(
            &stack.client,
            push.id.as_str(),
            stack.client.base(),
            &stack.client.cookie,
        )
    };
    let seen = events(open().expect("a WebSocket"));
    assert!(
        matches!(seen.first(), Some(LiveEvent::Start { .. })),
        "{seen:?}"
    );
    let Some(LiveEvent::End { push: ended }) = seen.last() else {
        panic!("{seen:?}")
    };
    assert_eq!(ended.state, PushState::Succeeded);
    let mut states: Vec<OrgState> = Vec::new();
    let mut written = 0;
    for event in &seen {
        if let LiveEvent::Org { org, .. } = event {
            assert!(org.written >= written, "{seen:?}");
            written = org.written;
            if states.last() != Some(&org.state) {
                states.push(org.state);
            }
        }
    }
    let last = [OrgState::Writing, OrgState::Verifying, OrgState::Done];
    assert!(states.ends_with(&last), "{states:?}");
    assert_eq!(written, preview.plan.counts().writes());

    // Too late to see anything but the result.
    let late = events(open().expect("a WebSocket"));
    let [
        LiveEvent::Start { detail, .. },
        LiveEvent::End { push: again },
    ] = &late[..]
    else {
        panic!("{late:?}")
    };
    assert_eq!((&detail.push, again), (ended, ended));
}

#[test]
fn nobody_watches_from_another_site_or_without_a_session() {
    let stack = stack();
    let client = &stack.client;
    let watch = |origin: &str, cookie: &str| {
        watch(client, "0123456789abcdef", origin, cookie)
            .map(drop)
            .unwrap_err()
    };
    assert_eq!(watch("https://evil.test", &client.cookie), 403);
    assert_eq!(watch(client.base(), "a=b"), 401);
    assert_eq!(watch(client.base(), &client.cookie), 404);
}
