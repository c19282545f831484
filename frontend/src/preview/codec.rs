use gloo_worker::Codec;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// Messages as JSON text: one string crosses the border, and the types of the API, some of which
/// describe themselves, can be in it.
#[derive(Debug)]
pub(crate) struct Json;

impl Codec for Json {
    fn encode<I: Serialize>(input: I) -> JsValue {
        // Every message is one of our own types, none of which can fail to be written.
        let text = serde_json::to_string(&input).expect("a message can be written");
        JsValue::from_str(&text)
    }

    fn decode<O: for<'de> Deserialize<'de>>(input: JsValue) -> O {
        // Both sides are built together, so what one writes the other can read.
        let text = input.as_string().expect("a message is text");
        orgcast_shared::json::from_str(&text).expect("a message can be read")
    }
}
