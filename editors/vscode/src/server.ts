/**
 * The language server's life: found, started, watched, started again, and asked.
 *
 * Whatever goes wrong is told once, with the way out: another path, another try, the log.
 */

import { spawn, type ChildProcess } from "node:child_process";

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type LanguageClientOptions,
} from "vscode-languageclient/node";

import { findServer } from "./binary.ts";

export type Condition =
  | { is: "stopped" }
  | { is: "starting" }
  | { is: "running" }
  | { is: "failed"; problem: string };

/** So often a server that ended by itself is started again within `WINDOW`. */
const RESTARTS = 3;
/** In ms. */
const WINDOW = 180_000;
/** After so many ms without an answer to `initialize` somebody should know. */
const SLOW_START = 20_000;
/** Before a server that ended is started again, in ms. */
const BREATH = 300;

export const LANGUAGES = ["markdown", "yaml", "sql"];

export class Server implements vscode.Disposable {
  readonly log: vscode.LogOutputChannel;
  private readonly changed = new vscode.EventEmitter<Condition>();
  readonly onDidChange = this.changed.event;
  private client: LanguageClient | undefined;
  private process: ChildProcess | undefined;
  private current: Condition = { is: "stopped" };
  private ends: number[] = [];
  /** One start or stop after the other. */
  private queue: Promise<void> = Promise.resolve();
  readonly extension: vscode.Uri;

  constructor(extension: vscode.Uri) {
    this.extension = extension;
    this.log = vscode.window.createOutputChannel("Forelock", { log: true });
  }

  get condition(): Condition {
    return this.current;
  }

  /** Starts the server unless it runs. Never rejects: the condition says how it went. */
  start(): Promise<void> {
    return this.enqueue(() => this.startNow());
  }

  restart(): Promise<void> {
    this.abandonStart();
    return this.enqueue(async () => {
      this.ends = [];
      await this.stopNow();
      await this.startNow();
    });
  }

  /**
   * Asks the server, starting it first where needed. Rejects with a sentence for the user when
   * there is no server, it ends, or it takes longer than `timeout` ms.
   */
  async ask<Answer>(method: string, params: unknown, timeout = 15_000): Promise<Answer> {
    const late = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new Error(`The server has not answered within ${timeout / 1000} s.`)), timeout);
      timer.unref?.();
    });
    return Promise.race([this.askNow<Answer>(method, params), late]);
  }

  async dispose(): Promise<void> {
    this.abandonStart();
    await this.enqueue(() => this.stopNow());
    this.changed.dispose();
    this.log.dispose();
  }

  private async askNow<Answer>(method: string, params: unknown): Promise<Answer> {
    if (this.current.is === "stopped") await this.start();
    await this.queue;
    if (this.current.is === "failed") throw new Error(this.current.problem);
    const client = this.client;
    if (!client) throw new Error("The server does not run.");
    return client.sendRequest<Answer>(method, params);
  }

  /** What waits for a server that does not answer would otherwise wait for ever. */
  private abandonStart(): void {
    if (this.current.is !== "starting") return;
    this.client = undefined;
    this.process?.kill();
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work, work);
    return this.queue;
  }

  private set(condition: Condition): void {
    this.current = condition;
    this.changed.fire(condition);
  }

  private async startNow(): Promise<void> {
    if (this.client) return;
    const setting = vscode.workspace.getConfiguration("forelock").get<string>("server.path") ?? "";
    const found = findServer({ setting, extension: this.extension.fsPath });
    if ("problem" in found) {
      this.fail(found.problem, ["Open Settings", "Retry"]);
      return;
    }
    this.log.info(`Starting ${found.path}`);
    this.set({ is: "starting" });
    const client = this.build(found.path);
    this.client = client;
    const slow = setTimeout(() => {
      this.tell("warning", `Forelock's server has not answered for ${SLOW_START / 1000} s; it is waited for.`, ["Show Log", "Restart"]);
    }, SLOW_START);
    try {
      await client.start();
      if (this.client === client) this.set({ is: "running" });
    } catch (error) {
      if (this.client === client) {
        this.client = undefined;
        this.process?.kill();
        this.fail(`Forelock's server could not be started from ${found.path}: ${message(error)}`, ["Open Settings", "Show Log", "Retry"]);
      }
    } finally {
      clearTimeout(slow);
    }
  }

  private async stopNow(): Promise<void> {
    const { client, process } = this;
    this.client = undefined;
    this.process = undefined;
    if (client?.state === State.Running) {
      try {
        await client.dispose(3000);
      } catch (error) {
        this.log.warn(`The server did not stop in order: ${message(error)}`);
      }
    }
    process?.kill();
    this.set({ is: "stopped" });
  }

  private build(path: string): LanguageClient {
    const clientOptions: LanguageClientOptions = {
      documentSelector: [
        ...LANGUAGES.map((language) => ({ scheme: "file", language })),
        { scheme: "file", pattern: "**/forelock.toml" },
      ],
      // The lenses' command is ours: it opens the panel.
      initializationOptions: { clientCommands: ["forelock.showPlan"] },
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          this.ended(client);
          // A new client is made for a new process.
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      initializationFailedHandler: () => false,
    };
    const client: LanguageClient = new LanguageClient("forelock", "Forelock", () => this.spawn(path), clientOptions);
    return client;
  }

  private spawn(path: string): Promise<ChildProcess> {
    return new Promise((resolve, reject) => {
      const child = spawn(path, ["lsp"], { stdio: "pipe" });
      this.process = child;
      child.once("spawn", () => resolve(child));
      child.on("error", reject);
      child.once("exit", (code, signal) => this.log.info(`The server ended: ${signal ?? `exit code ${code}`}`));
      // Writing to a server that has just ended; its end is handled above.
      child.stdin.on("error", (error) => this.log.debug(`The server does not read: ${error.message}`));
    });
  }

  /** The connection broke without our asking. */
  private ended(client: LanguageClient): void {
    // One that is starting is answered for by its start.
    if (this.client !== client || this.current.is !== "running") return;
    this.client = undefined;
    const now = Date.now();
    this.ends = [...this.ends.filter((it) => now - it < WINDOW), now];
    if (this.ends.length <= RESTARTS) {
      this.log.warn(`The server ended; starting it again (${this.ends.length} of ${RESTARTS})`);
      this.set({ is: "starting" });
      setTimeout(() => void this.start(), BREATH);
      return;
    }
    this.fail(`Forelock's server ended ${this.ends.length} times within ${WINDOW / 60_000} minutes and is not started again.`, ["Show Log", "Retry"]);
  }

  private fail(problem: string, choices: string[]): void {
    this.log.error(problem);
    this.set({ is: "failed", problem });
    this.tell("error", problem, choices);
  }

  /** Not waited for: a notification may stand for hours. */
  private tell(severity: "error" | "warning", text: string, choices: string[]): void {
    const show = severity === "error" ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
    void show(text, ...choices).then((choice) => {
      if (choice === "Open Settings") void vscode.commands.executeCommand("workbench.action.openSettings", "forelock.server.path");
      if (choice === "Show Log") this.log.show();
      if (choice === "Retry" || choice === "Restart") void this.restart();
    });
  }
}

export function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
