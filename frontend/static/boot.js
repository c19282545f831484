// Starts the console. A file of its own, so that no inline script is needed; a classic script, so
// that the theme is set before anything is painted.
(() => {
  const { js, wasm } = document.currentScript.dataset;

  try {
    const theme = localStorage.getItem("orgcast.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage can be forbidden; the system's theme is used then.
  }

  const say = (text) => {
    const message = document.getElementById("boot-message");
    if (message) {
      message.textContent = text;
      message.setAttribute("role", "alert");
    }
  };

  const start = async () => {
    if (typeof WebAssembly !== "object") {
      say("This browser can't run the console: it has no WebAssembly. Use a current version of Chrome, Edge, Firefox or Safari.");
      return;
    }
    try {
      const app = await import(js);
      await app.default({ module_or_path: wasm });
    } catch (error) {
      console.error(error);
      say("The console couldn't be loaded. Check your connection and reload the page.");
    }
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
