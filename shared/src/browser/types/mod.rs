//! The TypeScript declarations of every value that crosses, for the module's own.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const INPUT: &'static str = include_str!("input.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const PLAN: &'static str = include_str!("plan.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const DIFF: &'static str = include_str!("diff.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const FILE: &'static str = include_str!("file.d.ts");
