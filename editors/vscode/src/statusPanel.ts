/** The panel of the workspace's status: chain, environments, problems and drift of each root. */

import * as vscode from "vscode";

import type { FromStatusPage, ToStatusPage } from "./messages.ts";
import { Panel } from "./panel.ts";
import type { StatusAnswer } from "./protocol.ts";
import { message, type Server } from "./server.ts";

/** After the last change, in ms. */
const PAUSE = 500;

export class StatusPanel extends Panel<FromStatusPage, ToStatusPage> {
  constructor(extension: vscode.Uri, server: Server) {
    super(extension, server, "status");
    this.subscriptions.push(
      server.onDidChange(() => this.soon(0)),
      vscode.languages.onDidChangeDiagnostics(() => this.soon(PAUSE)),
      vscode.workspace.onDidSaveTextDocument(() => this.soon(PAUSE)),
    );
  }

  show(): void {
    if (this.panel) {
      this.panel.reveal();
      this.soon(0);
      return;
    }
    this.adopt(vscode.window.createWebviewPanel("forelock.status", "Forelock: Status", vscode.ViewColumn.Active));
  }

  protected async receive(it: FromStatusPage): Promise<void> {
    if (it.type !== "open") return;
    const uri = it.path.startsWith("/") ? vscode.Uri.file(it.path) : vscode.Uri.joinPath(vscode.Uri.parse(it.root), it.path);
    const at = new vscode.Range(it.line, 0, it.line, 0);
    await vscode.window.showTextDocument(uri, { selection: at });
  }

  protected async update(): Promise<void> {
    const asked = ++this.asked;
    if (!this.panel?.visible) return;
    try {
      const answer = await this.server.ask<StatusAnswer>("forelock/status", {});
      if (asked === this.asked) this.post({ type: "status", roots: answer.roots });
    } catch (error) {
      if (asked === this.asked) this.post({ type: "message", text: message(error), retry: true });
    }
  }
}
