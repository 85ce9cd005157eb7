/** The commands of the palette. */

import * as vscode from "vscode";

import { writesSpecification } from "./actions.ts";
import type { Pages } from "./pages.ts";
import type { PlanPanel } from "./planPanel.ts";
import type { StatusAnswer } from "./protocol.ts";
import { LANGUAGES, message, type Server } from "./server.ts";
import type { StatusPanel } from "./statusPanel.ts";

export interface Panels {
  plan: PlanPanel;
  status: StatusPanel;
}

export function registerCommands(server: Server, pages: Pages, panels: Panels): vscode.Disposable[] {
  const commands: Record<string, (...args: unknown[]) => unknown> = {
    "forelock.showPlan": (target) => showPlan(panels.plan, target),
    "forelock.explainRule": (code) => explain(server, pages, code),
    "forelock.status": () => panels.status.show(),
    "forelock.writeSpecification": () => write(server),
    "forelock.restart": () => server.restart(),
    "forelock.showLog": () => server.log.show(),
  };
  return Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(name, async (...args: unknown[]) => {
      try {
        await run(...args);
      } catch (error) {
        void vscode.window.showErrorMessage(`Forelock: ${message(error)}`, "Show Log").then((it) => it && server.log.show());
      }
    }),
  );
}

/**
 * From a code lens `{textDocument: {uri}}`, from the editor's title a URI, from the palette nothing:
 * then the change under the cursor, or all of them.
 */
function showPlan(panel: PlanPanel, target: unknown): void {
  const given = target as { textDocument?: { uri?: unknown }; position?: vscode.Position } | undefined;
  if (typeof given?.textDocument?.uri === "string") {
    const at = given.position;
    panel.show(vscode.Uri.parse(given.textDocument.uri), at && new vscode.Position(at.line, at.character));
    return;
  }
  const editor = vscode.window.activeTextEditor;
  if (target instanceof vscode.Uri && target.toString() !== editor?.document.uri.toString()) {
    panel.show(target);
    return;
  }
  if (!editor || !LANGUAGES.includes(editor.document.languageId)) {
    void vscode.window.showInformationMessage("Open a spec, a migration specification or an SQL script to see its plan.");
    return;
  }
  panel.show(editor.document.uri, editor.selection.active);
}

/** The rules of the diagnostics at the cursor come first, then those of the document. */
async function explain(server: Server, pages: Pages, given: unknown): Promise<void> {
  if (typeof given === "string") return pages.show(given);
  const editor = vscode.window.activeTextEditor;
  const here = editor?.selection.active;
  const found = (editor ? vscode.languages.getDiagnostics(editor.document.uri) : []).filter((it) => it.source === "forelock");
  found.sort((a, b) => Number(here !== undefined && b.range.contains(here)) - Number(here !== undefined && a.range.contains(here)));
  const items = new Map<string, vscode.QuickPickItem>();
  for (const it of found) {
    const code = codeOf(it);
    if (code !== undefined && !items.has(code)) items.set(code, { label: code, description: it.message.split("\n")[0] ?? "" });
  }
  for (const code of await allRules(server)) {
    if (!items.has(code)) items.set(code, { label: code });
  }
  const choice = await vscode.window.showQuickPick([...items.values()], { placeHolder: "Which rule?", matchOnDescription: true });
  if (choice) await pages.show(choice.label);
}

function codeOf(diagnostic: vscode.Diagnostic): string | undefined {
  const code = typeof diagnostic.code === "object" ? diagnostic.code.value : diagnostic.code;
  return typeof code === "string" ? code : undefined;
}

/** The rules that the packaged schema of the configuration names. */
async function allRules(server: Server): Promise<string[]> {
  const text = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(server.extension, "schemas", "config.schema.json"));
  const schema = JSON.parse(new TextDecoder().decode(text)) as { properties?: { rules?: { propertyNames?: { enum?: string[] } } } };
  return schema.properties?.rules?.propertyNames?.enum ?? [];
}

/**
 * Runs the server's action that writes what is missing: first of the active document, then of
 * the specs that have drifted from their migrations.
 */
async function write(server: Server): Promise<void> {
  const active = vscode.window.activeTextEditor?.document;
  if (active && LANGUAGES.includes(active.languageId)) {
    const everything = new vscode.Range(0, 0, active.lineCount, 0);
    const actions = await actionsAt(active.uri, everything);
    if (await run(actions)) return;
  }
  const { roots } = await server.ask<StatusAnswer>("forelock/status", {});
  const drift = roots.flatMap((root) =>
    root.drift.map((it) => {
      const { start, end } = it.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
      return {
        label: it.sql.split("\n")[0] ?? "",
        description: it.path,
        uri: it.path.startsWith("/") ? vscode.Uri.file(it.path) : vscode.Uri.joinPath(vscode.Uri.parse(root.uri), it.path),
        range: new vscode.Range(start.line, start.character, end.line, end.character),
      };
    }),
  );
  if (drift.length === 0) {
    void vscode.window.showInformationMessage("No specification is missing: specs and migrations agree, as far as they are analysed.");
    return;
  }
  const choice = drift.length === 1 ? drift[0] : await vscode.window.showQuickPick(drift, { placeHolder: "Which difference?" });
  if (!choice) return;
  await vscode.window.showTextDocument(choice.uri, { selection: choice.range });
  if (!(await run(await actionsAt(choice.uri, choice.range)))) {
    void vscode.window.showWarningMessage("The server offers no specification for this difference.");
  }
}

async function actionsAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider", uri, range, undefined, 100);
  return writesSpecification(offered).filter((it) => it.edit !== undefined);
}

/** False where there is nothing to run. */
async function run(actions: vscode.CodeAction[]): Promise<boolean> {
  if (actions.length === 0) return false;
  const items = actions.map((action) => ({ label: action.title, action }));
  const choice = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { placeHolder: "What is to be written?" });
  if (!choice?.action.edit) return true;
  const { edit } = choice.action;
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error("The editor did not write the specification.");
  const created = edit.entries().map(([uri]) => uri);
  const first = created[0];
  if (first) await vscode.window.showTextDocument(first, { preview: false });
  return true;
}
