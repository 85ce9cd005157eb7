/**
 * The server's requests beyond the protocol, as `server/lsp/README.md` describes them.
 *
 * Only the keys that are used; new ones may appear.
 */

/** Lines and characters from 0, characters in UTF-16 units. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export type Level = "low" | "medium" | "high" | "critical" | "unknown";

export interface PlanParams {
  textDocument: { uri: string };
  /** Only the plans of the changes that hold it. */
  position?: Position;
  theme?: "light" | "dark";
}

export interface Lock {
  relation: string;
  mode: string;
}

export interface Step {
  id: string;
  title: string;
  sql: string[];
  batch: { statement: string; until: string } | null;
  transaction: string | null;
  requires_downtime: boolean;
  estimated_duration_seconds: number | null;
  level: Level;
  facts: { locks: Lock[]; rewrite: unknown; scan: unknown };
  depends_on: string[];
  precheck: string[];
  verify: string[];
  rollback: { sql: string[]; restores: string };
}

export interface Deploy {
  phase: string;
  version: string;
  name: string;
  /** What must be released before it. */
  application: string | null;
  steps: Step[];
}

export interface Plan {
  range: Range;
  title: string;
  operation: string;
  level: Level;
  outcome: "planned" | "already_safe" | "no_online_way" | string;
  why: string;
  strategy: string | null;
  replaces: string;
  /** All of it as SQL. */
  script: string;
  deploys: Deploy[];
}

/** The plan of all changes of a migration together. */
export interface MigrationPlan extends Plan {
  /** Their numbers, from 1, in the order of the document's plans. */
  changes: number[];
}

/** The answer of `forelock/plan`; `null` for a document that the server does not know. */
export interface PlanAnswer {
  schema: number;
  uri: string;
  /** Of the open document; `null` for one that is not open. */
  version: number | null;
  plans: Plan[];
  /** Without a position the plans of whole migrations, which are what the picture shows. */
  migrations: MigrationPlan[];
  /** Self-contained: no script, no reference to anything outside itself. */
  svg: string;
}

export interface ChainEntry {
  version: string;
  name: string | null;
  path: string;
  parent: string | null;
  /** By environment. */
  applied: Record<string, boolean | null>;
}

export interface EnvironmentStatus {
  environment: string;
  current_version: string | null;
  target_version: string | null;
  status: string | null;
  migrations_to_apply: string[] | null;
}

export interface Drift {
  path: string;
  range: Range | null;
  change: { op: string; table: string | null; column: string | null };
  sql: string;
}

export interface RootStatus {
  uri: string;
  chain: ChainEntry[];
  heads: string[];
  problems: string[];
  environments: EnvironmentStatus[];
  drift: Drift[];
}

/** The answer of `forelock/status`. */
export interface StatusAnswer {
  schema: number;
  roots: RootStatus[];
}

/** The answer of `forelock/explain`; `null` for a code that nobody has. */
export interface ExplainAnswer {
  markdown: string;
}
