// Uses the extension through the window of a real VS Code, as a person would.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Editor, out, repository, until } from "./editor.mjs";

const THIRD = "specs/database/migrations/0003_titles_and_phones.yaml";
const SPEC = "specs/database/schema.md";
const PICTURES = process.env.FORELOCK_PICTURES === "1" ? join(repository, "editors/vscode/images") : undefined;

// Refactorings would save by themselves.
const BASE = { "editor.fontSize": 14, "files.refactoring.autoSave": false, "[markdown]": { "editor.wordWrap": "off" } };

let failed = 0;
let passed = 0;

/** A part that fails leaves a picture, and the others run all the same. */
async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n     ${String(error.stack ?? error).slice(0, 1500)}`);
    await page.screenshot({ path: join(out, `failed-${failed}.png`) }).catch(() => {});
  }
}

function assert(condition, what) {
  if (!condition) throw new Error(what);
}

const editor = new Editor("window", { settings: BASE });
let page;

/** Opens the quick input with a key, again where a page that draws itself takes the focus back. */
const quickInput = async (key, text) => {
  const input = page.locator(".quick-input-widget .input").first();
  await until(`an input after ${key}`, async () => {
    await page.keyboard.press(key);
    return input.fill(text, { timeout: 3000 }).then(() => true);
  });
  return input;
};

const palette = async (title) => {
  await quickInput("F1", `>${title}`);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: title }).first().waitFor();
  await page.keyboard.press("Enter");
};

const openFile = async (path) => {
  const name = path.split("/").pop();
  await quickInput("Control+p", path);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor();
  await page.locator(".editor-instance .view-line").first().waitFor();
};

const goTo = async (line, column = 1) => {
  const input = await quickInput("Control+g", `:${line}:${column}`);
  await page.keyboard.press("Enter");
  await input.waitFor({ state: "hidden" });
};

const lineOf = (path, text) => editor.read(path).split("\n").findIndex((it) => it.includes(text)) + 1;

/** The pixels of a text in the editor: [left, right, top, bottom]. */
const boxOf = (text) =>
  page.evaluate((text) => {
    for (const line of document.querySelectorAll(".editor-instance .view-lines .view-line")) {
      const content = line.textContent.replaceAll("\u00a0", " ");
      const from = content.indexOf(text);
      if (from < 0) continue;
      const range = document.createRange();
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      let at = 0;
      let started = false;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent.length;
        if (!started && from < at + length) {
          range.setStart(node, from - at);
          started = true;
        }
        if (started && from + text.length <= at + length) {
          range.setEnd(node, from + text.length - at);
          const box = range.getBoundingClientRect();
          return [box.left, box.right, box.top, box.bottom];
        }
        at += length;
      }
    }
    return null;
  }, text);

/**
 * Waits for a squiggle of the severity under the text, from its first character to its last. Less
 * than a character may be between their ends: a hint behind the text draws its last one wider.
 */
async function underlined(severity, text) {
  await until(`${severity} under ${text}`, async () => {
    const box = await boxOf(text);
    if (!box) return false;
    const [left, right, top, bottom] = box;
    for (const it of await page.locator(`.editor-instance .squiggly-${severity}`).all()) {
      const squiggle = await it.boundingBox();
      if (!squiggle) continue;
      const middle = squiggle.y + squiggle.height / 2;
      const same = Math.abs(squiggle.x - left) < 2 && (severity === "hint" || Math.abs(squiggle.x + squiggle.width - right) < 6);
      if (same && middle > top - 2 && middle < bottom + 4) return true;
    }
    return false;
  });
}

/** The page of a panel, inside two frames. */
async function panel() {
  const found = await until("the panel", async () => {
    for (const frame of page.frames()) {
      const main = await frame.$("#main").catch(() => null);
      if (main) return frame;
    }
    return undefined;
  });
  return found;
}

const closeAll = async () => {
  await palette("View: Close All Editors");
  await until("no editors", async () => (await page.locator(".tabs-container .tab").count()) === 0);
};

const statusBar = () => page.locator('.statusbar-item[id="forelock.forelock.forelock.risk"]');

/** Saves, and waits for what is on the disk then. */
const saved = async (path, what, holds) => {
  await page.keyboard.press("Control+s");
  await page.locator(".tab.active:not(.dirty)").first().waitFor();
  await until(`${what} on the disk`, () => holds(editor.read(path)));
};

/** Writes settings as a person does: in their file, saved. Notices of the server may come of it. */
const settle = async (settings) => {
  await openFile(".vscode/settings.json");
  await page.evaluate((it) => navigator.clipboard.writeText(it), JSON.stringify(settings, null, 2));
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+v");
  await saved(".vscode/settings.json", "the settings", (text) => JSON.stringify(JSON.parse(text)) === JSON.stringify(settings));
};

try {
  mkdirSync(editor.path(".vscode"));
  writeFileSync(editor.path(".vscode/settings.json"), "{}");
  editor.install();
  await editor.start();
  page = await editor.page();
  await editor.visit(["openFile", editor.remote(editor.path(THIRD))]);
  await page.locator(".editor-instance .view-line").first().waitFor({ timeout: 90_000 });

  await check("an error and a warning lie under their operations", async () => {
    await underlined("error", "type: drop_column");
    await underlined("warning", "type: alter_column");
  });

  await check("the status bar has the highest risk", async () => {
    await until("Risk: critical", async () => (await statusBar().innerText()).includes("Risk: critical"));
  });

  await check("hover is a card with the lock", async () => {
    await until("the card", async () => {
      // What arrives above the text moves it.
      const [left, right, top, bottom] = await boxOf("type: drop_column");
      await page.mouse.move(left - 40, bottom + 60);
      await page.mouse.move((left + right) / 2, (top + bottom) / 2, { steps: 5 });
      const card = page.locator(".monaco-hover", { hasText: "ACCESS EXCLUSIVE" }).first();
      return card.waitFor({ timeout: 4000 }).then(() => true);
    });
    await page.mouse.move(5, 400);
    await page.keyboard.press("Escape");
  });

  await check("the split is applied through the menu, and undo takes it back", async () => {
    const before = editor.read(THIRD);
    await goTo(lineOf(THIRD, "type: alter_column"), 14);
    const split = page.locator(".action-widget .monaco-list-row", { hasText: /Split into zero-downtime steps \(\d+ steps in \d+ deploys\)$/ }).first();
    // A menu that was asked for before the server answered is asked for again.
    await until("the split in the menu", async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+.");
      return split.waitFor({ timeout: 5000 }).then(() => true);
    });
    // The arrows lead to it: a press of the mouse is caught by what lies over the menu in some versions.
    for (let turn = 0; turn < 12 && !(await split.evaluate((it) => it.classList.contains("focused"))); turn++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".tab.active.dirty").first().waitFor();
    await saved(THIRD, "the split", (text) => text.includes("not_valid: true") && text.includes("validate_constraint"));
    await page.keyboard.press("Control+z");
    await page.locator(".tab.active.dirty").first().waitFor();
    await saved(THIRD, "the text as it was", (text) => text === before);
    await goTo(lineOf(THIRD, "type: alter_column"));
    await underlined("warning", "type: alter_column");
  });

  await check("the panel draws the plan, and follows the text", async () => {
    await goTo(lineOf(THIRD, "type: alter_column"), 14);
    await palette("Forelock: Show Zero-Downtime Plan");
    const frame = await panel();
    await frame.locator("img").waitFor();
    await until("the picture is drawn", () => frame.locator("img").evaluate((it) => it.complete && it.naturalWidth > 300 && it.naturalHeight > 100));
    assert((await frame.locator('[role="tab"][aria-selected="true"]').innerText()).includes("SET NOT NULL"), "the change under the cursor is chosen");
    assert((await frame.locator("section.deploy").count()) === 3, "three deploys");
    await frame.locator("summary", { hasText: "Refuse new NULLs" }).click();
    await frame.locator("pre", { hasText: "NOT VALID" }).first().waitFor();
    await page.locator(".editor-instance .view-line", { hasText: "column: display_name" }).first().click();
    await goTo(lineOf(THIRD, "column: display_name"), 100);
    await page.keyboard.press("Control+Backspace");
    await page.keyboard.type("email");
    await frame.locator("h2", { hasText: "ALTER COLUMN email SET NOT NULL" }).waitFor();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await frame.locator("h2", { hasText: "ALTER COLUMN display_name SET NOT NULL" }).waitFor();
  });

  await check("the keyboard chooses a change, and copies its SQL", async () => {
    const frame = await panel();
    await frame.locator('[role="tab"][aria-selected="true"]').focus();
    await page.keyboard.press("ArrowRight");
    await frame.locator('[role="tab"][aria-selected="true"]', { hasText: "DROP COLUMN phone" }).waitFor();
    await frame.locator("h2", { hasText: "DROP COLUMN phone" }).waitFor();
    await frame.locator("button", { hasText: "Copy SQL" }).focus();
    await page.keyboard.press("Enter");
    await frame.locator(".done", { hasText: "in the clipboard" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert(/^-- /.test(copied) && copied.includes("ALTER TABLE users DROP COLUMN phone;"), copied);
  });

  await check("the panel applies a plan to the document", async () => {
    const frame = await panel();
    await frame.locator('[role="tab"]', { hasText: "SET NOT NULL" }).click();
    await frame.locator("h2", { hasText: "SET NOT NULL" }).waitFor();
    await frame.locator("button", { hasText: "Apply to document" }).click();
    await frame.locator(".done", { hasText: "Applied" }).waitFor();
    await page.locator(".tab.active.dirty").first().waitFor();
    await page.keyboard.press("Control+z");
    await page.locator(".tab.active:not(.dirty)").first().waitFor();
  });

  await check("nothing of a document is run or drawn as HTML", async () => {
    const frame = await panel();
    const policy = await frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
    assert(policy.startsWith("default-src 'none'") && !policy.includes("unsafe"), policy);
    await closeAll();
    writeFileSync(editor.path("specs/database/hostile.md"), hostile());
    await openFile("specs/database/hostile.md");
    await palette("Forelock: Show Zero-Downtime Plan");
    const page2 = await panel();
    await page2.locator("h2", { hasText: "<img" }).first().waitFor();
    assert((await page2.locator("main script, main b, h2 img, p img, .tabs img").count()) === 0, "markup of the document stands in the page");
    assert(!(await page2.evaluate(() => "hit" in window)), "a script of the document ran");
    await closeAll();
  });

  await check("a change behind wide characters is underlined where it stands", async () => {
    await openFile(SPEC);
    await goTo(lineOf(SPEC, "Ünïcödé 😀 */"));
    await underlined("error", "ALTER TABLE todos ALTER COLUMN priority TYPE bigint");
  });

  await check("information and hints have squiggles too", async () => {
    await openFile("specs/database/migrations/0002_add_todo_priority.yaml");
    await underlined("info", "type: add_column");
    await openFile("specs/database/migrations/0001_create_tables.yaml");
    await underlined("hint", "type: create_table");
    await closeAll();
  });

  await check("settings hold at once", async () => {
    await openFile(THIRD);
    await underlined("error", "type: drop_column");
    await settle({ "forelock.rules": { "drop-column": "off", "irreversible-without-rollback": "off" } });
    await openFile(THIRD);
    await until("the error goes", async () => (await page.locator(".editor-instance .squiggly-error").count()) === 0);
    await settle({});
    await openFile(THIRD);
    await underlined("error", "type: drop_column");
    await closeAll();
  });

  await check("a server that is missing, slow or ends is told, and comes back", async () => {
    await openFile(THIRD);
    await palette("Forelock: Show Zero-Downtime Plan");
    const frame = await panel();
    await frame.locator("img").waitFor();
    await settle({ "forelock.server.path": "/no/such/forelock" });
    await page.locator(".notification-toast", { hasText: "/no/such/forelock" }).first().waitFor();
    await frame.locator(".notice", { hasText: "/no/such/forelock" }).waitFor();
    await frame.locator("button", { hasText: "Try again" }).waitFor();
    await settle({ "forelock.server.path": editor.script("slow", "exec sleep 600") });
    await until("it starts", async () => (await statusBar().locator(".codicon-loading").count()) > 0);
    await settle({ "forelock.server.path": editor.script("ends", "exit 3") });
    await frame.locator(".notice", { hasText: "could not be started" }).waitFor();
    await settle({});
    await frame.locator("img").waitFor();
    await openFile(THIRD);
    await underlined("error", "type: drop_column");
    await palette("Notifications: Clear All Notifications");
    await closeAll();
  });

  await check("the status shows chain and environments, and leads to the files", async () => {
    await palette("Forelock: Workspace Status");
    const frame = await panel();
    await frame.locator("tr", { hasText: "production" }).filter({ hasText: "0002" }).first().waitFor();
    await frame.locator("button", { hasText: "0003" }).first().click();
    await page.locator('.tab.active[data-resource-name="0003_titles_and_phones.yaml"]').first().waitFor();
    await closeAll();
  });

  await check("a rule is explained from its diagnostic", async () => {
    await openFile(THIRD);
    await underlined("error", "type: drop_column");
    await goTo(lineOf(THIRD, "type: drop_column"), 14);
    await palette("Forelock: Explain Rule");
    const row = page.locator(".quick-input-list .monaco-list-row").first();
    await until("its rule is first", async () => /drop-column|irreversible-without-rollback/.test(await row.innerText()));
    await page.keyboard.type("drop-column");
    await until("one is chosen", async () => (await row.innerText()).startsWith("drop-column"));
    await page.keyboard.press("Enter");
    await page.locator(".tab.active", { hasText: "drop-column" }).first().waitFor();
    await closeAll();
  });
} catch (error) {
  failed += 1;
  console.log(`FAIL the window's tests\n     ${String(error.stack ?? error).slice(0, 1500)}`);
  await page?.screenshot({ path: join(out, "failed.png") }).catch(() => {});
} finally {
  await editor.close();
}

if (PICTURES && failed === 0) {
  const { draw } = await import("./pictures.mjs");
  mkdirSync(PICTURES, { recursive: true });
  await draw(PICTURES);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** A spec whose names would do harm where they are read as HTML. */
function hostile() {
  return [
    "# Hostile",
    "",
    "```sql",
    'ALTER TABLE "<img src=x onerror=window.hit=1>" ALTER COLUMN "<b>bold</b><script>window.hit=1</script>" TYPE bigint;',
    "```",
    "",
  ].join("\n");
}
