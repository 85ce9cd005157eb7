/** The pages of rules, strategies and actions, shown as rendered Markdown. */

import * as vscode from "vscode";

import type { ExplainAnswer } from "./protocol.ts";
import type { Server } from "./server.ts";

const SCHEME = "forelock-page";

export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly server: Server;
  private readonly registration: vscode.Disposable;
  private readonly texts = new Map<string, string>();

  constructor(server: Server) {
    this.server = server;
    this.registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? "";
  }

  /** Says so where nobody has the code. Rejects when the server cannot be asked. */
  async show(code: string): Promise<void> {
    const page = await this.server.ask<ExplainAnswer | null>("forelock/explain", { code });
    if (!page) {
      void vscode.window.showWarningMessage(`Nobody has the code ${code}.`);
      return;
    }
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${code}.md` });
    this.texts.set(uri.path, page.markdown);
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }

  dispose(): void {
    this.registration.dispose();
  }
}
