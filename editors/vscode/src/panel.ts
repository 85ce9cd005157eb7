/** What the panels share: one page at a time, asked again when it is shown, with a retry and the log. */

import * as vscode from "vscode";

import { content, page } from "./page.ts";
import type { Server } from "./server.ts";

export abstract class Panel<From extends { type: string }, To> implements vscode.Disposable {
  protected readonly server: Server;
  protected panel: vscode.WebviewPanel | undefined;
  /** Counts the questions, so that a late answer is left out. */
  protected asked = 0;
  protected readonly subscriptions: vscode.Disposable[] = [];
  private readonly extension: vscode.Uri;
  private readonly name: "plan" | "status";
  private timer: NodeJS.Timeout | undefined;

  constructor(extension: vscode.Uri, server: Server, name: "plan" | "status") {
    this.extension = extension;
    this.server = server;
    this.name = name;
  }

  /** Asks the server and posts what it says. */
  protected abstract update(): Promise<void>;

  /** A message of the page that is this panel's alone. */
  protected abstract receive(it: From): Promise<void>;

  dispose(): void {
    clearTimeout(this.timer);
    for (const it of this.subscriptions) it.dispose();
    this.panel?.dispose();
  }

  protected adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    panel.iconPath = vscode.Uri.joinPath(this.extension, "media", "panel.svg");
    panel.webview.options = { enableScripts: true, localResourceRoots: content(this.extension) };
    panel.webview.onDidReceiveMessage((it: From) => void this.answer(it));
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) this.soon(0);
    });
    panel.webview.html = page(panel.webview, this.extension, this.name);
  }

  protected post(it: To): void {
    void this.panel?.webview.postMessage(it);
  }

  /** Updates after a pause in ms; what is asked for meanwhile is asked once. */
  protected soon(pause: number): void {
    if (!this.panel) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), pause);
  }

  private async answer(it: From): Promise<void> {
    switch (it.type) {
      case "ready":
        return this.soon(0);
      case "retry":
        if (this.server.condition.is === "failed") await this.server.restart();
        return this.soon(0);
      case "log":
        return this.server.log.show();
      default:
        return this.receive(it);
    }
  }
}
