/** The panel of the workspace's status: chain, environments, problems and drift of each root. */

import * as vscode from "vscode";

import type { FromStatusPage, ToStatusPage } from "./messages.ts";
import { content, page } from "./page.ts";
import type { StatusAnswer } from "./protocol.ts";
import { message, type Server } from "./server.ts";

/** After the last change, in ms. */
const PAUSE = 500;

export class StatusPanel implements vscode.Disposable {
  private readonly extension: vscode.Uri;
  private readonly server: Server;
  private panel: vscode.WebviewPanel | undefined;
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;
  private readonly subscriptions: vscode.Disposable[];

  constructor(extension: vscode.Uri, server: Server) {
    this.extension = extension;
    this.server = server;
    this.subscriptions = [
      server.onDidChange(() => this.soon(0)),
      vscode.languages.onDidChangeDiagnostics(() => this.soon(PAUSE)),
      vscode.workspace.onDidSaveTextDocument(() => this.soon(PAUSE)),
    ];
  }

  show(): void {
    if (this.panel) {
      this.panel.reveal();
      this.soon(0);
      return;
    }
    const panel = vscode.window.createWebviewPanel("forelock.status", "Forelock: Status", vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: content(this.extension),
    });
    this.panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extension, "media", "panel.svg");
    panel.webview.onDidReceiveMessage((it: FromStatusPage) => void this.receive(it));
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) this.soon(0);
    });
    panel.webview.html = page(panel.webview, this.extension, "status");
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const it of this.subscriptions) it.dispose();
    this.panel?.dispose();
  }

  private post(it: ToStatusPage): void {
    void this.panel?.webview.postMessage(it);
  }

  private async receive(it: FromStatusPage): Promise<void> {
    switch (it.type) {
      case "ready":
      case "retry":
        if (this.server.condition.is === "failed" && it.type === "retry") await this.server.restart();
        this.soon(0);
        return;
      case "log":
        this.server.log.show();
        return;
      case "open": {
        const uri = it.path.startsWith("/") ? vscode.Uri.file(it.path) : vscode.Uri.joinPath(vscode.Uri.parse(it.root), it.path);
        const at = new vscode.Range(it.line, 0, it.line, 0);
        await vscode.window.showTextDocument(uri, { selection: at });
      }
    }
  }

  private soon(pause: number): void {
    if (!this.panel) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), pause);
  }

  private async update(): Promise<void> {
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
