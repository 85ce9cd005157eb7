// What needs no editor.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { appliesPlan, writesSpecification } from "../../../editors/vscode/src/actions.ts";
import { findServer } from "../../../editors/vscode/src/binary.ts";
import { isRelevant } from "../../../editors/vscode/src/relevance.ts";
import { inWords, riskOf, shortly } from "../../../editors/vscode/src/risk.ts";

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("editors/vscode/package.json"));

const root = mkdtempSync(join(tmpdir(), "forelock-unit-"));
after(() => rmSync(root, { recursive: true }));

function program(path) {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), "#!/bin/sh\n");
  chmodSync(join(root, path), 0o755);
  return join(root, path);
}

test("the packed server is used unless a setting names another", () => {
  const packed = program("extension/server/forelock");
  const other = program("bin/forelock");
  const where = { extension: join(root, "extension"), path: join(root, "bin"), home: root, windows: false };
  assert.deepEqual(findServer({ ...where, setting: "" }), { path: packed });
  assert.deepEqual(findServer({ ...where, setting: "  " }), { path: packed });
  assert.deepEqual(findServer({ ...where, setting: other }), { path: other });
  assert.deepEqual(findServer({ ...where, setting: "~/bin/forelock" }), { path: other });
  assert.deepEqual(findServer({ ...where, setting: "forelock" }), { path: other });
});

test("a server that cannot be run is told with its path", () => {
  program("extension/server/forelock");
  writeFileSync(join(root, "text"), "");
  const where = { extension: join(root, "extension"), path: `.:${join(root, "bin")}`, home: root, windows: false };
  const problem = (setting) => findServer({ ...where, setting }).problem;
  assert.match(problem("/no/such/file"), /\/no\/such\/file, which is no file/);
  assert.match(problem(join(root, "text")), /no file that can be run/);
  assert.match(problem(root), /no file that can be run/);
  assert.match(problem("./forelock"), /expected an absolute path/);
  assert.match(problem("nothing-of-that-name"), /not on the PATH/);
  assert.match(findServer({ ...where, extension: root, setting: "" }).problem, /came without a server/);
});

test("documents that count", () => {
  const never = () => assert.fail("the path decides");
  assert.ok(isRelevant("/p/specs/database/schema.md", "markdown", never));
  assert.ok(isRelevant("/p/specs/database/deep/er/users.md", "markdown", never));
  assert.ok(isRelevant("/p/.specify/memory/database-spec.md", "markdown", never));
  assert.ok(isRelevant("/p/forelock.toml", "plaintext", never));
  assert.ok(!isRelevant("/p/README.md", "markdown", never));
  assert.ok(!isRelevant("/p/myspecs/database/schema.md", "markdown", never));
  assert.ok(!isRelevant("/p/not-forelock.toml", "toml", never));
  const yaml = (text) => isRelevant("/p/a.yaml", "yaml", () => text);
  assert.ok(yaml("# ours\ndatabase_migration_specification:\n"));
  assert.ok(yaml("record:\n  - migration_version: '1'\n"));
  assert.ok(yaml("- skill: backend-database-migration\n"));
  assert.ok(!yaml("services:\n  record: yes\n"));
  assert.ok(!yaml(""));
});

test("what was not analysed never counts as low", () => {
  const levels = (...all) => riskOf(all.map((level) => ({ level })));
  assert.equal(levels().highest, undefined);
  assert.equal(levels("low", "critical", "medium").highest, "critical");
  assert.equal(levels("unknown").highest, "unknown");
  assert.equal(inWords(levels("low", "high", "low", "unknown")), "1 high, 2 low, 1 not analysed");
  assert.equal(shortly(levels("low", "unknown")), "low, 1 not analysed");
  assert.equal(shortly(levels("high", "low")), "high");
  assert.equal(shortly(levels("unknown", "unknown")), "not analysed");
  assert.equal(inWords(levels("something new")), "1 not analysed");
});

test("actions are told apart by their titles", () => {
  const of = (...titles) => titles.map((title) => ({ title }));
  const split = "Split into zero-downtime steps (4 steps in 3 deploys)";
  const applied = (...titles) => appliesPlan(of(...titles))?.title;
  assert.equal(applied("Split all 2 changes into zero-downtime steps (5 steps)", `${split}, each in a file`, split), split);
  assert.equal(applied(`${split}, in following migrations`), `${split}, in following migrations`);
  assert.equal(applied(`${split}, each in a file`), undefined);
  const write = "Write a migration specification for this change (2 files, without downtime)";
  assert.equal(applied("Write this change as it stands, with its risk", write), write);
  const draft = "Draft the 2 migration specifications for this difference";
  assert.deepEqual(writesSpecification(of(split, write, draft, draft)), of(write, draft));
});

test("the settings are the keys of forelock.toml", () => {
  const schema = JSON.parse(read("schemas/config.schema.json"));
  const settings = Object.keys(manifest.contributes.configuration.properties).map((it) => it.replace(/^forelock\./, ""));
  const own = ["server.path", "trace.server", "statusBar"];
  assert.deepEqual(settings.filter((it) => !own.includes(it)).sort(), Object.keys(schema.properties).sort());
});

test("a setting that nobody set says nothing", () => {
  for (const [name, setting] of Object.entries(manifest.contributes.configuration.properties)) {
    if (["forelock.server.path", "forelock.trace.server", "forelock.statusBar"].includes(name)) continue;
    const empty = setting.default === null || Object.keys(setting.default).length === 0;
    assert.ok(empty, `${name}: a default would win over forelock.toml`);
    assert.ok(setting.description || setting.markdownDescription, name);
  }
});

test("the README names every command", () => {
  const text = read("editors/vscode/README.md");
  for (const { title } of manifest.contributes.commands) assert.ok(text.includes(`Forelock: ${title}`), title);
});
