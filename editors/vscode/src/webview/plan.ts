/** The page of plans: a list of changes, the picture, and the steps of what is chosen. */

import type { FromPlanPage, ToPlanPage } from "../messages.ts";
import type { Deploy, Level, MigrationPlan, Plan, Step } from "../protocol.ts";
import { button, element, host, notice, redraw, type Child } from "./dom.ts";

const { postMessage: send, setState } = host<FromPlanPage, { uri: string }>();
const main = document.getElementById("main") as HTMLElement;
const done = element("p", { class: "done", role: "status", "aria-live": "polite" });

/** What the page shows, so that the same is not drawn again under the reader's hands. */
let drawn = "";

const OUTCOMES: Record<string, string> = {
  already_safe: "Already safe",
  no_online_way: "No way without downtime",
};

window.addEventListener("message", (event: MessageEvent<ToPlanPage>) => {
  const it = event.data;
  switch (it.type) {
    case "plans": {
      const data = JSON.stringify(it);
      if (data === drawn) return;
      drawn = data;
      setState({ uri: it.uri });
      draw(it);
      return;
    }
    case "message":
      drawn = "";
      redraw(main, notice(it.text, it.retry, send));
      return;
    case "done":
      done.textContent = it.text;
  }
});
send({ type: "ready" });

function draw(it: Extract<ToPlanPage, { type: "plans" }>): void {
  const chosen = it.chosen === null ? undefined : it.plans[it.chosen];
  if (it.plans.length === 0) {
    redraw(main, element("h1", {}, it.name), notice("There is no schema change in this document.", false, send));
    return;
  }
  const alone = it.plans.length === 1 ? it.plans[0] : undefined;
  const shown = alone ? [of(alone, 0, false)] : chosen ? [of(chosen, it.chosen ?? 0, false)] : wholes(it);
  // The buttons of one plan stand above its picture, those of several beside their steps.
  const one = shown.length === 1 ? shown[0] : undefined;
  const picture = element("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(it.svg)}`, alt: inWords(chosen ? [chosen] : it.migrations) });
  redraw(
    main,
    element("header", {}, element("h1", { title: it.name }, it.name.split("/").pop()), done),
    !alone && chooser(it),
    one && element("section", { class: "head" }, ...one.head),
    element(
      "div",
      { class: "columns" },
      element("section", { class: "picture", tabindex: "0", "aria-label": "Picture of the plan" }, picture),
      element("section", { class: "steps", id: "steps", "aria-label": "Steps" }, ...(one ? one.body : shown.map((each) => element("article", {}, ...each.head, ...each.body)))),
    ),
  );
}

/** A plan as it is shown: its title with the buttons, and its steps. */
interface Shown {
  head: Child[];
  body: Child[];
}

/** One plan for each migration; where none is planned as a whole, those of the changes. */
function wholes(it: Extract<ToPlanPage, { type: "plans" }>): Shown[] {
  if (it.migrations.length === 0) return it.plans.map((plan, index) => of(plan, index, false));
  return it.migrations.map((plan, index) => of(plan, index, true));
}

/** A list that arrow keys walk through, like tabs. */
function chooser(it: Extract<ToPlanPage, { type: "plans" }>): HTMLElement {
  const tabs = [tab(`All ${it.plans.length} changes`, undefined, it.chosen === null, "all", () => send({ type: "choose", start: null }))];
  it.plans.forEach((plan, index) => {
    // Those that are safe as they stand are among all of them.
    if (plan.outcome === "already_safe" && it.chosen !== index) return;
    const choose = (): void => send({ type: "choose", start: plan.range.start });
    tabs.push(tab(plan.title, plan.level, it.chosen === index, String(index), choose));
  });
  const made = element("div", { class: "tabs", role: "tablist", "aria-label": "Changes" }, ...tabs);
  made.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const next = event.key === "Home" ? tabs[0] : event.key === "End" ? tabs.at(-1) : step && tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.click();
  });
  return made;
}

function tab(label: string, level: Level | undefined, selected: boolean, id: string, press: () => void): HTMLButtonElement {
  const made = button("", press, {
    id: `tab-${id}`,
    role: "tab",
    title: label,
    "aria-selected": String(selected),
    "aria-controls": "steps",
    tabindex: selected ? "0" : "-1",
  });
  made.append(...(level ? [badge(level)] : []), element("span", { class: "label" }, label));
  return made;
}

function of(plan: Plan | MigrationPlan, index: number, whole: boolean): Shown {
  const id = `${whole ? "migration" : "plan"}-${index}`;
  const planned = plan.outcome === "planned";
  const buttons = [
    !whole && planned && button("Apply to document", () => send({ type: "apply", index }), { id: `${id}-apply` }),
    plan.deploys.length > 0 && button("Copy SQL", () => send({ type: "copy", index, whole }), { id: `${id}-copy`, class: "quiet" }),
    button("Go to change", () => send({ type: "reveal", index, whole }), { id: `${id}-reveal`, class: "quiet" }),
  ];
  const title = whole && planned ? `${count(steps(plan), "step")} in ${count(plan.deploys.length, "deploy")}` : plan.title;
  return {
    head: [
      element("h2", {}, badge(plan.level), " ", whole && planned ? title : element("code", {}, title)),
      OUTCOMES[plan.outcome] !== undefined && element("p", { class: "outcome" }, OUTCOMES[plan.outcome]),
      element("p", { class: "buttons" }, ...buttons),
    ],
    body: [element("p", {}, plan.why), ...plan.deploys.map((it, at) => deploy(it, at, id))],
  };
}

function deploy(it: Deploy, at: number, id: string): HTMLElement {
  const version = it.version ? ` · ${it.version}` : "";
  return element(
    "section",
    { class: "deploy", "data-phase": it.phase },
    it.application !== null && element("p", { class: "release" }, element("strong", {}, "Release first: "), it.application),
    element("h3", {}, `Deploy ${at + 1}: ${it.phase}${version}`),
    element("ol", {}, ...it.steps.map((one, number) => step(one, `${id}-${at}-${number}`))),
  );
}

function step(it: Step, id: string): HTMLElement {
  const sql = [...it.sql.map((one) => `${one};`), ...(it.batch ? [`-- until: ${it.batch.until}`, `${it.batch.statement};`] : [])].join("\n");
  const locks = it.facts.locks.map((one) => `${one.mode} on ${one.relation}`).join(", ");
  const facts = [
    locks || "no lock that anybody waits for",
    it.facts.rewrite === true && "rewrites the table",
    it.facts.scan === true && "reads every row",
    it.transaction === null && "outside of a transaction",
    it.requires_downtime && "needs downtime",
  ].filter(Boolean);
  const details = [
    sql && element("pre", { tabindex: "0", "aria-label": "SQL" }, element("code", {}, sql)),
    ...queries("Before it, expected to find nothing", it.precheck),
    ...queries("After it, expected to find nothing", it.verify),
    ...queries("Way back", it.rollback.sql),
  ];
  const made = element("details", {}, element("summary", { id }, badge(it.level), " ", it.title, element("span", { class: "facts" }, facts.join(" · "))), ...details);
  return element("li", {}, made);
}

function queries(label: string, sql: string[]): HTMLElement[] {
  if (sql.length === 0) return [];
  const text = sql.map((it) => `${it};`).join("\n");
  return [element("h4", {}, label), element("pre", { tabindex: "0", "aria-label": label }, element("code", {}, text))];
}

function badge(level: Level): HTMLElement {
  return element("span", { class: "badge", "data-level": level }, level === "unknown" ? "not analysed" : level);
}

function steps(plan: Plan): number {
  return plan.deploys.reduce((sum, it) => sum + it.steps.length, 0);
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}

/** The picture for those who do not see it. */
function inWords(plans: Plan[]): string {
  return plans.map((it) => `${it.title}: ${count(steps(it), "step")} in ${count(it.deploys.length, "deploy")}`).join(". ");
}
