// Inside the extension host: what the extension gives to the editor, without clicking.
// `run` rejects when a check fails.
const assert = require("node:assert/strict");
const { setTimeout: pause } = require("node:timers/promises");

const vscode = require("vscode");

const checks = [];
const check = (name, body) => checks.push({ name, body });

async function until(what, look, limit = 40_000) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not seen within ${limit / 1000} s: ${what}`);
    await pause(50);
  }
}

const file = (path) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, path);
const THIRD = "specs/database/migrations/0003_titles_and_phones.yaml";
const SPEC = "specs/database/schema.md";

async function open(path) {
  const document = await vscode.workspace.openTextDocument(file(path));
  await vscode.window.showTextDocument(document);
  return document;
}

const found = (document) => vscode.languages.getDiagnostics(document.uri).filter((it) => it.source === "forelock");
const codeOf = (it) => (typeof it.code === "object" ? it.code.value : it.code);
const finding = (document, code) => until(code, () => found(document).find((it) => codeOf(it) === code));
const actions = (document, range) => vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, range, undefined, 100);

check("the extension wakes up by what the folder holds", async () => {
  const own = vscode.extensions.getExtension("forelock.forelock");
  await until("active", () => own.isActive);
  const all = await vscode.commands.getCommands(true);
  for (const { command } of own.packageJSON.contributes.commands) assert.ok(all.includes(command), command);
});

check("diagnostics stand at their text, after wide characters too", async () => {
  const third = await open(THIRD);
  const dropped = await finding(third, "drop-column");
  assert.equal(third.getText(dropped.range), "type: drop_column");
  assert.equal(dropped.severity, vscode.DiagnosticSeverity.Error);
  const notNull = await finding(third, "set-not-null-full-scan");
  assert.equal(third.getText(notNull.range), "type: alter_column");
  assert.equal(notNull.severity, vscode.DiagnosticSeverity.Warning);
  const spec = await open(SPEC);
  const rewrite = await finding(spec, "change-column-type-rewrite");
  assert.equal(spec.getText(rewrite.range), "ALTER TABLE todos ALTER COLUMN priority TYPE bigint");
  assert.ok(spec.lineAt(rewrite.range.start).text.startsWith("/* Ünïcödé 😀 */ "));
});

check("hover is the card of the change", async () => {
  const spec = await open(SPEC);
  const { range } = await finding(spec, "change-column-type-rewrite");
  const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", spec.uri, range.start);
  const text = hovers.flatMap((it) => it.contents).map((it) => it.value ?? it).join("\n");
  assert.match(text, /ACCESS EXCLUSIVE/);
});

check("a split is one edit, and undo takes all of it back", async () => {
  const third = await open(THIRD);
  const before = third.getText();
  const { range } = await finding(third, "set-not-null-full-scan");
  const offered = await actions(third, range);
  const split = offered.find((it) => /^Split into zero-downtime steps(?!.*in a file)/.test(it.title));
  assert.ok(split?.edit, offered.map((it) => it.title).join("; "));
  assert.ok(await vscode.workspace.applyEdit(split.edit));
  assert.match(third.getText(), /not_valid: true/);
  await until("the warning goes", () => !found(third).some((it) => codeOf(it) === "set-not-null-full-scan"));
  await vscode.window.showTextDocument(third);
  await vscode.commands.executeCommand("undo");
  assert.equal(third.getText(), before);
  await finding(third, "set-not-null-full-scan");
});

check("a plan can be written into files beside the specification", async () => {
  const third = await open(THIRD);
  const { range } = await finding(third, "set-not-null-full-scan");
  const offered = await actions(third, range);
  const files = offered.find((it) => /each in a file$/.test(it.title));
  assert.ok(files?.edit, offered.map((it) => it.title).join("; "));
  const before = await vscode.workspace.findFiles("specs/database/migrations/*.yaml");
  assert.ok(await vscode.workspace.applyEdit(files.edit));
  const after = await until("new files", async () => {
    const all = await vscode.workspace.findFiles("specs/database/migrations/*.yaml");
    return all.length > before.length && all;
  });
  const made = after.filter((it) => !before.some((old) => old.toString() === it.toString()));
  for (const uri of made) {
    const document = await vscode.workspace.openTextDocument(uri);
    assert.match(document.getText(), /^database_migration_specification:/m);
    await document.save();
    await vscode.workspace.fs.delete(uri);
  }
  await vscode.window.showTextDocument(third);
  await vscode.commands.executeCommand("workbench.action.files.revert");
  await finding(third, "set-not-null-full-scan");
});

check("settings are taken up while the server runs, and null says nothing", async () => {
  const third = await open(THIRD);
  await finding(third, "drop-column");
  const settings = vscode.workspace.getConfiguration("forelock");
  await settings.update("rules", { "drop-column": "off" }, vscode.ConfigurationTarget.Workspace);
  await until("drop-column goes", () => !found(third).some((it) => codeOf(it) === "drop-column"));
  await settings.update("rules", { "drop-column": "information" }, vscode.ConfigurationTarget.Workspace);
  await until("it comes back as information", () =>
    found(third).some((it) => codeOf(it) === "drop-column" && it.severity === vscode.DiagnosticSeverity.Information),
  );
  await settings.update("rules", undefined, vscode.ConfigurationTarget.Workspace);
  await until("it is an error again", () =>
    found(third).some((it) => codeOf(it) === "drop-column" && it.severity === vscode.DiagnosticSeverity.Error),
  );
});

check("a code lens shows the plan by the extension's own command", async () => {
  const third = await open(THIRD);
  const lenses = await until("lenses", async () => {
    const all = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", third.uri, 10);
    return all.length > 0 && all;
  });
  const { command } = lenses[0];
  assert.equal(command.command, "forelock.showPlan");
  await vscode.commands.executeCommand(command.command, ...command.arguments);
  await until("the panel", () => vscode.window.tabGroups.all.flatMap((it) => it.tabs).some((it) => it.label === "Plan: 0003_titles_and_phones.yaml"));
  await closeAll();
});

check("a missing specification is drafted", async () => {
  const spec = await open(SPEC);
  const text = "| completed_at | timestamptz | yes | | When it was ticked off |";
  const at = spec.positionAt(spec.getText().indexOf(text) + text.length);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(spec.uri, at, "\n| archived_at | timestamptz | yes | | When it was put away |");
  assert.ok(await vscode.workspace.applyEdit(edit));
  await finding(spec, "schema-drift");
  await vscode.commands.executeCommand("forelock.writeSpecification");
  const made = await until("a specification", () => vscode.window.activeTextEditor?.document.uri.path.endsWith(".yaml") && vscode.window.activeTextEditor.document);
  assert.match(made.getText(), /archived_at/);
  await made.save();
  await vscode.workspace.fs.delete(made.uri);
  await vscode.window.showTextDocument(spec);
  await vscode.commands.executeCommand("workbench.action.files.revert");
  await closeAll();
});

check("the page of a rule is shown", async () => {
  await vscode.commands.executeCommand("forelock.explainRule", "drop-column");
  await until("the preview", () => vscode.window.tabGroups.all.flatMap((it) => it.tabs).some((it) => /drop-column/.test(it.label)));
  await closeAll();
});

check("the status is a page of its own", async () => {
  await vscode.commands.executeCommand("forelock.status");
  await until("the panel", () => vscode.window.tabGroups.all.flatMap((it) => it.tabs).some((it) => it.label === "Forelock: Status"));
  await closeAll();
});

check("a restarted server goes on where the other ended", async () => {
  const third = await open(THIRD);
  await finding(third, "drop-column");
  await vscode.commands.executeCommand("forelock.restart");
  await finding(third, "drop-column");
  // Old findings may stand there still: only a server that runs says something of what is typed now.
  const typo = third.positionAt(third.getText().indexOf("type: drop_column") + "type: drop_".length);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(third.uri, typo, "x");
  assert.ok(await vscode.workspace.applyEdit(edit));
  await finding(third, "unknown-operation");
  await vscode.commands.executeCommand("workbench.action.files.revert");
  await until("no such finding", () => !found(third).some((it) => codeOf(it) === "unknown-operation"));
});

async function closeAll() {
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

exports.run = async () => {
  let failed = 0;
  for (const { name, body } of checks) {
    try {
      await body();
      console.log(`ok   ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`not ok ${name}\n     ${String(error.stack ?? error).slice(0, 2000)}`);
    }
  }
  if (failed > 0) throw new Error(`${failed} of ${checks.length} checks failed`);
};
