// Starts the console's program in a web worker, where it plans. The page names the program's files.
const files = new URL(self.location.href).searchParams;
const app = await import(files.get("js"));
await app.default({ module_or_path: files.get("wasm") });
