// Runs tests/vscode/host/index.cjs inside the extension host of a real VS Code.
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { Editor, repository, staged } from "./editor.mjs";

const editor = new Editor("host", { settings: { "forelock.trace.server": "off" } });
let code = 1;
try {
  // A built VS Code runs tests only with its own smoke-test driver switched on.
  await editor.start("--vscode-option", "enable-smoke-test-driver");
  const page = await editor.page();
  const finished = new Promise((resolve) => {
    void page.exposeFunction("codeAutomationExit", resolve);
    void pause(240_000, 124, { ref: false }).then(resolve);
  });
  await page.exposeFunction("codeAutomationLog", (_, parts) => {
    const line = parts.filter((it) => typeof it === "string").join(" ");
    // Every line of the window passes here.
    if (/^(ok|not ok|     )/.test(line)) console.log(line.slice(0, 4000));
  });
  const payload = [
    ["extensionDevelopmentPath", editor.remote(staged)],
    ["extensionTestsPath", editor.remote(join(repository, "tests/vscode/host/index.cjs"))],
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  await editor.visit(...payload);
  code = await finished;
} finally {
  await editor.close();
}
console.log(code === 0 ? "ok   the extension host's tests passed" : `FAIL the extension host's tests ended with ${code}`);
process.exit(code === 0 ? 0 : 1);
