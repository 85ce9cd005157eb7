/**
 * Wakes up where specs or migration specifications are, and wires the parts together.
 */

import * as vscode from "vscode";

import { registerCommands } from "./commands.ts";
import { Pages } from "./pages.ts";
import { PlanPanel } from "./planPanel.ts";
import { isRelevant, WORKSPACE_GLOB } from "./relevance.ts";
import { Server } from "./server.ts";
import { StatusBar } from "./statusBar.ts";
import { StatusPanel } from "./statusPanel.ts";

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const own = new Server(context.extensionUri);
  server = own;
  const panels = { plan: new PlanPanel(context.extensionUri, own), status: new StatusPanel(context.extensionUri, own) };
  const pages = new Pages(own);
  context.subscriptions.push(panels.plan, panels.status, pages, new StatusBar(own), ...registerCommands(own, pages, panels));

  const wake = (): void => void own.start();
  context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument((it) => {
      if (own.condition.is === "stopped" && counts(it)) wake();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (own.condition.is === "stopped") void workspaceCounts().then((it) => it && wake());
    }),
    // Settings of a remote window may arrive after the start: a path that comes late is used.
    vscode.workspace.onDidChangeConfiguration((it) => {
      if (it.affectsConfiguration("forelock.server.path") && own.condition.is !== "stopped") void own.restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (own.condition.is === "failed") void own.restart();
    }),
  );
  if (vscode.workspace.textDocuments.some(counts)) wake();
  else void workspaceCounts().then((it) => it && wake());
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
}

function counts(document: vscode.TextDocument): boolean {
  if (document.uri.scheme !== "file") return false;
  return isRelevant(document.uri.path, document.languageId, () => document.getText());
}

async function workspaceCounts(): Promise<boolean> {
  const found = await vscode.workspace.findFiles(WORKSPACE_GLOB, "**/{node_modules,target,site-packages}/**", 1);
  return found.length > 0;
}
