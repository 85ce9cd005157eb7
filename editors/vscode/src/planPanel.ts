/**
 * The panel of plans: the picture of a document's plans and their steps beside it.
 *
 * The page gets data only, by messages; what a document says is never part of its HTML.
 */

import * as vscode from "vscode";

import { appliesPlan } from "./actions.ts";
import { Panel } from "./panel.ts";
import type { Plan, PlanAnswer, PlanParams } from "./protocol.ts";
import type { FromPlanPage, ToPlanPage } from "./messages.ts";
import { message, type Server } from "./server.ts";

/** After the last edit, in ms. */
const PAUSE = 300;

export class PlanPanel extends Panel<FromPlanPage, ToPlanPage> {
  private uri: vscode.Uri | undefined;
  /** Where the chosen change is; `undefined` for all of the document. */
  private at: vscode.Position | undefined;
  private shown: PlanAnswer | undefined;

  constructor(extension: vscode.Uri, server: Server) {
    super(extension, server, "plan");
    this.subscriptions.push(
      vscode.workspace.onDidChangeTextDocument((it) => {
        if (it.contentChanges.length === 0 || it.document.uri.toString() !== this.uri?.toString()) return;
        this.follow(it.contentChanges, it.document);
        this.soon(PAUSE);
      }),
      vscode.window.onDidChangeActiveColorTheme(() => this.soon(0)),
      vscode.workspace.onDidChangeConfiguration((it) => {
        if (it.affectsConfiguration("forelock")) this.soon(PAUSE);
      }),
      vscode.workspace.onDidSaveTextDocument(() => this.soon(PAUSE)),
      server.onDidChange((it) => {
        if (it.is === "starting") this.post({ type: "message", text: "Forelock's server is starting.", retry: false });
        else this.soon(0);
      }),
      vscode.window.registerWebviewPanelSerializer("forelock.plan", {
        deserializeWebviewPanel: async (panel, state: { uri?: unknown } | undefined) => {
          if (typeof state?.uri !== "string") {
            panel.dispose();
            return;
          }
          this.uri = vscode.Uri.parse(state.uri);
          this.adopt(panel);
        },
      }),
    );
  }

  /** Of a whole document, or of the change at a position. */
  show(uri: vscode.Uri, at?: vscode.Position): void {
    if (uri.toString() !== this.uri?.toString()) this.shown = undefined;
    this.uri = uri;
    this.at = at;
    if (this.panel) {
      this.panel.title = title(uri);
      this.panel.reveal(undefined, true);
      this.soon(0);
      return;
    }
    this.adopt(vscode.window.createWebviewPanel("forelock.plan", title(uri), { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }));
  }

  protected async receive(it: FromPlanPage): Promise<void> {
    switch (it.type) {
      case "choose": {
        const start = it.start;
        this.at = start ? new vscode.Position(start.line, start.character) : undefined;
        this.soon(0);
        return;
      }
      case "copy": {
        const plan = this.plan(it.index, it.whole);
        if (!plan) return;
        await vscode.env.clipboard.writeText(plan.script);
        this.post({ type: "done", text: "The SQL is in the clipboard." });
        return;
      }
      case "reveal": {
        const plan = this.plan(it.index, it.whole);
        if (plan && this.uri) await reveal(this.uri, range(plan));
        return;
      }
      case "apply":
        try {
          this.post({ type: "done", text: await this.apply(it.index) });
        } catch (error) {
          this.post({ type: "done", text: message(error) });
        }
    }
  }

  private plan(index: number, whole: boolean): Plan | undefined {
    return whole ? this.shown?.migrations[index] : this.shown?.plans[index];
  }

  /** Runs the server's action at the plan's change. What happened, in a sentence. */
  private async apply(index: number): Promise<string> {
    const plan = this.shown?.plans[index];
    if (!plan || !this.uri) return "There is no plan to apply.";
    const document = await vscode.workspace.openTextDocument(this.uri);
    const version = this.shown?.version;
    if (typeof version === "number" && document.version !== version) {
      this.soon(0);
      return "The document has changed in the meantime; look at the plan again.";
    }
    const at = range(plan);
    const offered = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      this.uri,
      new vscode.Range(at.start, at.start),
      undefined,
      100,
    );
    const action = appliesPlan(offered);
    if (!action?.edit) return "The server offers no way to write this plan into the document.";
    const before = document.version;
    await vscode.window.showTextDocument(document, { viewColumn: columnOf(this.uri), preserveFocus: false });
    if (document.version !== before || !(await vscode.workspace.applyEdit(action.edit))) {
      return "The editor did not apply the change.";
    }
    return "Applied; undo takes it back.";
  }

  /** Keeps the chosen place at its change while text above it grows or shrinks. */
  private follow(changes: readonly vscode.TextDocumentContentChangeEvent[], document: vscode.TextDocument): void {
    if (!this.at) return;
    for (const change of changes) {
      if (!change.range.end.isBeforeOrEqual(this.at)) continue;
      const lines = change.text.split("\n");
      const delta = lines.length - 1 - (change.range.end.line - change.range.start.line);
      const sameLine = change.range.end.line === this.at.line;
      const last = lines[lines.length - 1]?.length ?? 0;
      const start = lines.length === 1 ? change.range.start.character : 0;
      const character = sameLine ? start + last + this.at.character - change.range.end.character : this.at.character;
      this.at = document.validatePosition(new vscode.Position(Math.max(0, this.at.line + delta), Math.max(0, character)));
    }
  }

  protected async update(): Promise<void> {
    const asked = ++this.asked;
    const uri = this.uri;
    if (!this.panel?.visible || !uri) return;
    const params: PlanParams = { textDocument: { uri: uri.toString() }, theme: theme() };
    const late = setTimeout(() => this.post({ type: "message", text: "Waiting for the server.", retry: false }), 1000);
    try {
      const all = await this.server.ask<PlanAnswer | null>("forelock/plan", params);
      let svg = all?.svg ?? "";
      let chosen: number | null = null;
      if (all && this.at) {
        const at = this.at;
        chosen = all.plans.findIndex((it) => range(it).contains(at));
        if (chosen < 0) chosen = null;
        else {
          const one = await this.server.ask<PlanAnswer | null>("forelock/plan", { ...params, position: all.plans[chosen]?.range.start });
          svg = one?.svg ?? svg;
        }
      }
      if (asked !== this.asked) return;
      if (!all) {
        this.post({ type: "message", text: "The server does not read this document.", retry: true });
        return;
      }
      this.shown = all;
      this.post({ type: "plans", uri: uri.toString(), name: vscode.workspace.asRelativePath(uri), plans: all.plans, migrations: all.migrations, chosen, svg });
    } catch (error) {
      if (asked === this.asked) this.post({ type: "message", text: message(error), retry: true });
    } finally {
      clearTimeout(late);
    }
  }
}

function title(uri: vscode.Uri): string {
  return `Plan: ${uri.path.split("/").pop() ?? ""}`;
}

function theme(): "light" | "dark" {
  const { kind } = vscode.window.activeColorTheme;
  return kind === vscode.ColorThemeKind.Light || kind === vscode.ColorThemeKind.HighContrastLight ? "light" : "dark";
}

function range(plan: Plan): vscode.Range {
  const { start, end } = plan.range;
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Where the document is visible, so that it is not opened a second time over the panel. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  const visible = vscode.window.visibleTextEditors.find((it) => it.document.uri.toString() === uri.toString());
  return visible?.viewColumn ?? vscode.ViewColumn.One;
}

async function reveal(uri: vscode.Uri, range: vscode.Range): Promise<void> {
  await vscode.window.showTextDocument(uri, { viewColumn: columnOf(uri), selection: range });
}
