/** Levels of risk: their order and how the status bar says them. */

import type { Level, Plan } from "./protocol.ts";

const ORDER: Level[] = ["low", "medium", "high", "critical"];

export interface Risk {
  /** The highest that is known; `unknown` when none is. `undefined` without changes. */
  highest: Level | undefined;
  /** How many changes have each level, from the highest down, what is not analysed last. */
  counts: [Level, number][];
}

/** What a document's changes add up to. A change that was not understood never counts as low. */
export function riskOf(plans: Pick<Plan, "level">[]): Risk {
  const known = [...ORDER].reverse().filter((level) => plans.some((it) => it.level === level));
  const counts = known.map((level): [Level, number] => [level, plans.filter((it) => it.level === level).length]);
  const unknown = plans.length - counts.reduce((sum, [, count]) => sum + count, 0);
  if (unknown > 0) counts.push(["unknown", unknown]);
  return { highest: counts[0]?.[0], counts };
}

/** For the status bar: the highest level, and what is not covered by it. */
export function shortly(risk: Risk): string {
  const unknown = risk.counts.find(([level]) => level === "unknown")?.[1] ?? 0;
  if (risk.highest === undefined) return "none";
  if (risk.highest === "unknown" || unknown === 0) return levelWord(risk.highest);
  return `${risk.highest}, ${unknown} not analysed`;
}

/** A level as a person reads it. */
export function levelWord(level: Level): string {
  return level === "unknown" ? "not analysed" : level;
}

export function inWords(risk: Risk): string {
  if (risk.counts.length === 0) return "no changes";
  return risk.counts.map(([level, count]) => `${count} ${levelWord(level)}`).join(", ");
}
