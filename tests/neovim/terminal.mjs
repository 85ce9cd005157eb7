// Draws what a terminal shows, escape sequences on stdin, as a PNG: xterm.js in headless Chromium.
//   terminal.mjs OUT.png COLUMNS ROWS BACKGROUND FOREGROUND
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const [out, columns, rows, background, foreground] = process.argv.slice(2);
const require = createRequire(join(process.env.FORELOCK_TOOLS, "package.json"));
const { chromium } = require("playwright-core");
const xterm = dirname(require.resolve("@xterm/xterm/package.json"));
const text = readFileSync(0, "utf8").replace(/\n$/, "").replace(/\r?\n/g, "\r\n");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const context = await browser.newContext({ deviceScaleFactor: 2, viewport: { width: 1600, height: 1200 } });
  const page = await context.newPage();
  const css = readFileSync(join(xterm, "css/xterm.css"), "utf8");
  await page.setContent(`<style>${css} body { margin: 0; background: ${background} }
    #terminal { display: inline-block; padding: 12px } .xterm-viewport { overflow: hidden !important }</style>
    <div id="terminal"></div>`);
  await page.addScriptTag({ content: readFileSync(join(xterm, "lib/xterm.js"), "utf8") });
  await page.addScriptTag({ content: readFileSync(require.resolve("@xterm/addon-unicode11"), "utf8") });
  await page.evaluate(
    ({ text, columns, rows, background, foreground }) =>
      new Promise((drawn) => {
        const terminal = new Terminal({
          cols: columns,
          rows,
          fontSize: 16,
          // More would leave gaps in frames.
          lineHeight: 1,
          fontFamily: "DejaVu Sans Mono, monospace",
          scrollback: 0,
          allowProposedApi: true,
          cursorInactiveStyle: "none",
          theme: { background, foreground },
        });
        terminal.loadAddon(new Unicode11Addon.Unicode11Addon());
        terminal.unicode.activeVersion = "11";
        terminal.open(document.getElementById("terminal"));
        terminal.onRender(() => drawn());
        // Without the cursor.
        terminal.write("\x1b[?25l" + text);
      }),
    { text, columns: Number(columns), rows: Number(rows), background, foreground },
  );
  const box = await page.locator(".xterm-screen").boundingBox();
  await page.screenshot({ path: out, clip: { x: 0, y: 0, width: box.width + 24, height: box.height + 24 } });
} finally {
  await browser.close();
}
