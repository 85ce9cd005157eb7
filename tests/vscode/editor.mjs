// Real VS Code: code-server with private folders, and a page of it in headless Chromium.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const need = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; start tests/vscode/run`);
  return value;
};

/** Of this repository. */
export const repository = need("FORELOCK_REPOSITORY");
/** Where tests/vscode/install put VS Code. */
export const tools = need("FORELOCK_TOOLS");
/** The packaged extension, and the folder that it was packaged from. */
export const vsix = need("FORELOCK_VSIX");
export const staged = need("FORELOCK_STAGED");
/** Logs, and pictures of what failed. */
export const out = need("FORELOCK_OUT");

const { chromium } = await import(pathToFileURL(join(tools, "node_modules/playwright-core/index.mjs")));
const CODE = join(tools, "node_modules/code-server/out/node/entry.js");

const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.enabled": false,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.enabled": false,
  "files.autoSave": "off",
  "editor.minimap.enabled": false,
  "editor.fontFamily": "'DejaVu Sans Mono', monospace",
  "window.commandCenter": false,
  "files.hotExit": "off",
};

/** A folder of its own for every run, gone at the end. */
export class Editor {
  /** `machine` goes where a remote window reads settings of the machine from. */
  constructor(name, { settings = {}, machine = {} } = {}) {
    this.root = mkdtempSync(join(tmpdir(), `forelock-${name}-`));
    this.name = name;
    this.user = join(this.root, "user");
    this.extensions = join(this.root, "extensions");
    this.folder = join(this.root, "todo");
    for (const it of [join(this.user, "User"), join(this.user, "Machine"), this.extensions, join(this.root, "home"), join(this.root, "tmp")]) {
      mkdirSync(it, { recursive: true });
    }
    cpSync(join(repository, "tests/workspaces/todo"), this.folder, { recursive: true });
    writeFileSync(join(this.root, "config.yaml"), "");
    this.settings(settings);
    writeFileSync(join(this.user, "Machine", "settings.json"), JSON.stringify(machine));
    this.env = {
      ...process.env,
      TMPDIR: join(this.root, "tmp"),
      XDG_RUNTIME_DIR: join(this.root, "tmp"),
      HOME: join(this.root, "home"),
      XDG_CONFIG_HOME: join(this.root, "home/.config"),
      XDG_DATA_HOME: join(this.root, "home/.local/share"),
      XDG_CACHE_HOME: join(this.root, "home/.cache"),
      // No marketplace is looked for.
      EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "http://127.0.0.1:9/none", itemUrl: "", resourceUrlTemplate: "" }),
    };
    this.arguments = ["--config", join(this.root, "config.yaml"), "--user-data-dir", this.user, "--extensions-dir", this.extensions, "--disable-telemetry", "--disable-update-check"];
  }

  /** The user's settings, written as a person would; taken up while the editor runs. */
  settings(more) {
    writeFileSync(join(this.user, "User", "settings.json"), JSON.stringify({ ...QUIET, ...more }, null, 1));
  }

  path(file) {
    return join(this.folder, file);
  }

  read(file) {
    return readFileSync(this.path(file), "utf8");
  }

  /** A server in the place of ours, as a script of the shell. */
  script(name, text) {
    const path = join(this.root, name);
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  install() {
    const log = openSync(join(out, `${this.name}-install.log`), "w");
    execFileSync(process.execPath, [CODE, ...this.arguments, "--install-extension", vsix], { env: this.env, stdio: ["ignore", log, log] });
  }

  async start(...more) {
    this.port = await new Promise((resolve) => {
      const probe = net.createServer().listen(0, "127.0.0.1", () => {
        const { port } = probe.address();
        probe.close(() => resolve(port));
      });
    });
    const log = openSync(join(out, `${this.name}-code-server.log`), "w");
    const options = ["--auth", "none", "--bind-addr", `127.0.0.1:${this.port}`, "--disable-workspace-trust", "--disable-getting-started-override", "--disable-proxy", "--ignore-last-opened"];
    this.process = spawn(process.execPath, [CODE, ...this.arguments, ...options, ...more], { env: this.env, stdio: ["ignore", log, log], detached: true });
    await until("code-server is up", async () => (await fetch(`http://127.0.0.1:${this.port}/healthz`).catch(() => undefined))?.ok, 60_000);
    const chrome = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
    this.browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: chrome });
  }

  async page({ width = 1360, height = 820, scale = 1, colorScheme = "dark" } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale, colorScheme });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    this.window = await context.newPage();
    this.window.setDefaultTimeout(Number(process.env.FORELOCK_WAIT ?? 30_000));
    const log = openSync(join(out, `${this.name}-console.log`), "w");
    this.window.on("console", (it) => writeFileSync(log, `${it.type()}: ${it.text()}\n`));
    return this.window;
  }

  /** A window on the folder, with what it opens. The first one loads for long on a busy machine. */
  async visit(...payload) {
    await this.window.goto(this.address(...payload), { waitUntil: "commit", timeout: 120_000 });
  }

  /** The address of a window on the folder, with what it opens. */
  address(...payload) {
    const query = `folder=${encodeURIComponent(this.folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    return `http://127.0.0.1:${this.port}/?${query}`;
  }

  remote(path) {
    return `vscode-remote://127.0.0.1:${this.port}${path}`;
  }

  /** The whole group, and waits for it: the extension host and the server end last. */
  async close() {
    await this.browser?.close().catch(() => {});
    if (this.process) {
      const group = -this.process.pid;
      const signal = (it) => {
        try {
          return process.kill(group, it);
        } catch {
          return false;
        }
      };
      signal("SIGTERM");
      for (let turn = 0; turn < 100 && signal(0); turn++) {
        if (turn === 60) signal("SIGKILL");
        await pause(100);
      }
    }
    rmSync(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Waits for something true, by looking; says what did not come. */
export async function until(what, look, limit = Number(process.env.FORELOCK_WAIT ?? 30_000)) {
  const end = Date.now() + limit;
  let last;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`not seen within ${limit / 1000} s: ${what}${last ? ` (${last.message})` : ""}`);
    await pause(50);
  }
}
