// The pictures of the README and the walkthrough, from the real program, light and dark.
import { statSync } from "node:fs";
import { join } from "node:path";

import { Editor, until } from "./editor.mjs";

const THIRD = "specs/database/migrations/0003_titles_and_phones.yaml";
/** A README shows them smaller; more would only be heavier. */
const MOST_BYTES = 300_000;

export async function draw(folder) {
  for (const [name, theme, colorScheme] of [
    ["light", "Light Modern", "light"],
    ["dark", "Dark Modern", "dark"],
  ]) {
    const editor = new Editor(`picture-${name}`, {
      settings: {
        "workbench.colorTheme": `Default ${theme}`,
        "window.autoDetectColorScheme": true,
        "workbench.preferredLightColorTheme": "Default Light Modern",
        "workbench.preferredDarkColorTheme": "Default Dark Modern",
        "workbench.layoutControl.enabled": false,
        "editor.fontSize": 13,
        "breadcrumbs.enabled": false,
        "editor.stickyScroll.enabled": false,
        "editor.hover.delay": 100,
      },
    });
    try {
      editor.install();
      await editor.start();
      const page = await editor.page({ width: 1280, height: 760, scale: 1.25, colorScheme });
      await editor.visit(["openFile", editor.remote(editor.path(THIRD))]);
      const change = page.locator(".view-lines .view-line", { hasText: "type: alter_column" }).first();
      await page.locator(".editor-instance .squiggly-error").first().waitFor({ timeout: 90_000 });
      await until("the status bar", () => page.getByText("Risk: critical").first().isVisible());
      await until("the hints", () => page.locator(".view-line", { hasText: "critical · ACCESS EXCLUSIVE" }).first().isVisible());
      await page.keyboard.press("Control+b");

      await until("the card", async () => {
        const box = await change.locator("span span", { hasText: "alter_column" }).first().boundingBox();
        await page.mouse.move(box.x - 60, box.y + 90);
        await page.mouse.move(box.x + 20, box.y + box.height / 2, { steps: 5 });
        return page.locator(".monaco-hover", { hasText: "ACCESS EXCLUSIVE" }).first().waitFor({ timeout: 4000 }).then(() => true);
      });
      await still(page);
      await shoot(page, join(folder, `diagnostics-${name}.png`));
      await page.mouse.move(5, 500);
      await page.keyboard.press("Escape");

      await change.locator("span span", { hasText: "alter_column" }).first().click();
      await page.keyboard.press("F1");
      const input = page.locator(".quick-input-widget .input").first();
      await input.fill(">Forelock: Show Zero-Downtime Plan");
      await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: "Show Zero-Downtime Plan" }).first().waitFor();
      await page.keyboard.press("Enter");
      const frame = await until("the panel", async () => {
        for (const it of page.frames()) if ((await it.locator(".picture img").count().catch(() => 0)) > 0) return it;
        return undefined;
      });
      await until("the picture is drawn", () => frame.locator(".picture img").evaluate((it) => it.complete && it.naturalWidth > 300));
      // More of the width for the panel, as a person drags it.
      const right = page.locator(".editor-group-container").nth(1);
      const edge = await right.boundingBox();
      await page.mouse.move(edge.x, edge.y + 300);
      await page.mouse.down();
      await page.mouse.move(430, edge.y + 300, { steps: 8 });
      await page.mouse.up();
      await page.mouse.move(20, 560);
      await still(page);
      await shoot(page, join(folder, `plan-${name}.png`));
    } finally {
      await editor.close();
    }
  }
}

/** Until two looks are the same: nothing fades in any more. */
async function still(page) {
  let before;
  await until("a still picture", async () => {
    const now = await page.screenshot();
    const same = before?.equals(now);
    before = now;
    if (!same) await page.waitForTimeout(300);
    return same;
  });
}

async function shoot(page, path) {
  await page.screenshot({ path, caret: "hide" });
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes, at most ${MOST_BYTES}`);
  console.log(`ok   ${path} (${size} bytes)`);
}
