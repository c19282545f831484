// What only workerd can import.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "golden.json" {
  const golden: import("./goldens.js").Golden;
  export default golden;
}
