//! The border to JavaScript.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::PlannerError;

#[wasm_bindgen]
extern "C" {
    // Bound here and not taken from js-sys, which would bring a clock and random numbers within
    // reach of this crate.
    #[wasm_bindgen(js_namespace = JSON, js_name = stringify, catch)]
    fn stringify(value: &JsValue) -> Result<JsValue, JsValue>;

    type Error;

    #[wasm_bindgen(constructor)]
    fn new(message: &str) -> Error;

    #[wasm_bindgen(method, setter)]
    fn set_code(this: &Error, code: JsValue);
}

/// The JSON of an argument. JavaScript's own writer is faster than looking at every value from here.
pub(super) fn json(what: &'static str, value: &JsValue) -> Result<String, PlannerError> {
    let text = stringify(value).ok().and_then(|text| text.as_string());
    text.ok_or(PlannerError::NotJson(what))
}

/// A value as plain objects, arrays, texts, numbers and `null`.
pub(super) fn object(value: &(impl Serialize + ?Sized)) -> Result<JsValue, PlannerError> {
    let written = value.serialize(&Serializer::json_compatible());
    written.map_err(|error| PlannerError::Result(error.to_string()))
}

impl From<PlannerError> for JsValue {
    fn from(error: PlannerError) -> Self {
        let thrown = Error::new(&error.to_string());
        // A unit of a closed enum is a text, which can always be handed over.
        thrown.set_code(object(&error.code()).unwrap_or_default());
        thrown.into()
    }
}
