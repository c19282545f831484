use futures_util::StreamExt;
use futures_util::stream::LocalBoxStream;
use gloo_net::websocket::Message;
use gloo_net::websocket::futures::WebSocket;
use orgcast_shared::api::LiveEvent;
use orgcast_shared::id::PushId;

/// What the live connection of a push brings until it closes.
pub(crate) type Live = LocalBoxStream<'static, LiveEvent>;

/// Opens the live connection of a push; `None` where the browser refuses to.
pub(crate) fn live(id: &PushId) -> Option<Live> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" {
        "wss"
    } else {
        "ws"
    };
    let host = location.host().ok()?;
    let socket = WebSocket::open(&format!("{scheme}://{host}/api/pushes/{id}/live")).ok()?;
    let events = socket
        .take_while(|message| std::future::ready(message.is_ok()))
        .filter_map(|message| async move {
            match message.ok()? {
                Message::Text(text) => orgcast_shared::json::from_str(&text).ok(),
                Message::Bytes(_) => None,
            }
        });
    Some(events.boxed_local())
}
