/** What the extension and its pages tell each other: plain data. */

import type { MigrationPlan, Plan, Position, RootStatus } from "./protocol.ts";

export type ToPlanPage =
  | {
      type: "plans";
      uri: string;
      /** The document as the user knows it. */
      name: string;
      plans: Plan[];
      migrations: MigrationPlan[];
      /** Index in `plans`; `null` for all of the document. */
      chosen: number | null;
      svg: string;
    }
  | { type: "message"; text: string; retry: boolean }
  /** What became of a button. */
  | { type: "done"; text: string };

export type FromPlanPage =
  | { type: "ready" | "retry" | "log" }
  /** `null` for all of the document. */
  | { type: "choose"; start: Position | null }
  | { type: "apply"; index: number }
  | { type: "copy" | "reveal"; index: number; whole: boolean };

export type ToStatusPage = { type: "status"; roots: RootStatus[] } | { type: "message"; text: string; retry: boolean };

export type FromStatusPage = { type: "ready" | "retry" | "log" } | { type: "open"; root: string; path: string; line: number };
