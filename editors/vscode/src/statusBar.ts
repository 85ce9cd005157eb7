/** The highest risk of the active document, and the server's condition, in the status bar. */

import * as vscode from "vscode";

import type { Level, PlanAnswer } from "./protocol.ts";
import { inWords, riskOf, shortly } from "./risk.ts";
import { LANGUAGES, type Server } from "./server.ts";

/** After the last edit, in ms. */
const PAUSE = 400;

const ICONS: Record<Level, string> = { low: "pass", medium: "info", high: "warning", critical: "error", unknown: "question" };

export class StatusBar implements vscode.Disposable {
  private readonly server: Server;
  private readonly item: vscode.StatusBarItem;
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  /** Counts the questions, so that a late answer is left out. */
  private asked = 0;

  constructor(server: Server) {
    this.server = server;
    this.item = vscode.window.createStatusBarItem("forelock.risk", vscode.StatusBarAlignment.Left, 10);
    this.item.name = "Forelock";
    this.subscriptions = [
      this.item,
      server.onDidChange(() => this.soon(0)),
      vscode.window.onDidChangeActiveTextEditor(() => this.soon(0)),
      vscode.workspace.onDidChangeTextDocument((it) => {
        if (it.document === vscode.window.activeTextEditor?.document) this.soon(PAUSE);
      }),
      vscode.languages.onDidChangeDiagnostics((it) => {
        const uri = vscode.window.activeTextEditor?.document.uri.toString();
        if (it.uris.some((changed) => changed.toString() === uri)) this.soon(PAUSE);
      }),
      vscode.workspace.onDidChangeConfiguration((it) => {
        if (it.affectsConfiguration("forelock")) this.soon(PAUSE);
      }),
    ];
    this.soon(0);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const it of this.subscriptions) it.dispose();
  }

  private soon(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), pause);
  }

  private async update(): Promise<void> {
    const asked = ++this.asked;
    const wanted = vscode.workspace.getConfiguration("forelock").get<boolean>("statusBar", true);
    const document = vscode.window.activeTextEditor?.document;
    const ours = document?.uri.scheme === "file" && LANGUAGES.includes(document.languageId);
    const condition = this.server.condition;
    if (condition.is === "failed") {
      this.show("$(error) Forelock", `${condition.problem}\n\nPress to try again.`, "forelock.restart", "error", wanted);
      this.setContext(false);
      return;
    }
    if (condition.is === "starting") {
      this.show("$(loading~spin) Forelock", "Forelock's server is starting.", "forelock.showLog", undefined, wanted);
      return;
    }
    if (condition.is !== "running" || !document || !ours) {
      this.item.hide();
      this.setContext(false);
      return;
    }
    let answer: PlanAnswer | null;
    try {
      answer = await this.server.ask<PlanAnswer | null>("forelock/plan", { textDocument: { uri: document.uri.toString() } });
    } catch {
      // The condition, or the next edit, tells more than one failed question.
      return;
    }
    if (asked !== this.asked) return;
    const risk = riskOf(answer?.plans ?? []);
    this.setContext(risk.highest !== undefined);
    if (risk.highest === undefined) {
      this.show("$(pass) Forelock", "No schema changes in this document.", "forelock.status", undefined, wanted && answer !== null);
      return;
    }
    const color = risk.highest === "critical" ? "error" : risk.highest === "high" ? "warning" : undefined;
    const text = `$(${ICONS[risk.highest]}) Risk: ${shortly(risk)}`;
    this.show(text, `Schema changes in this document: ${inWords(risk)}.\n\nPress to see the plan.`, "forelock.showPlan", color, wanted);
  }

  private show(text: string, tooltip: string, command: string, color: "error" | "warning" | undefined, visible: boolean): void {
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.command = command;
    this.item.backgroundColor = color && new vscode.ThemeColor(`statusBarItem.${color}Background`);
    this.item.accessibilityInformation = { label: `Forelock: ${text.replace(/\$\([^)]*\) ?/, "")}`, role: "button" };
    if (visible) this.item.show();
    else this.item.hide();
  }

  private setContext(hasChanges: boolean): void {
    void vscode.commands.executeCommand("setContext", "forelock.documentHasChanges", hasChanges);
  }
}
