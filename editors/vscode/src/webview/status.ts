/** The page of the workspace's status: tables whose rows lead to the files. */

import type { FromStatusPage, ToStatusPage } from "../messages.ts";
import type { ChainEntry, RootStatus } from "../protocol.ts";
import { button, element, host, notice, redraw, type Child } from "./dom.ts";

const { postMessage: send } = host<FromStatusPage, never>();
const main = document.getElementById("main") as HTMLElement;

window.addEventListener("message", (event: MessageEvent<ToStatusPage>) => {
  const it = event.data;
  if (it.type === "message") redraw(main, notice(it.text, it.retry, send));
  else if (it.roots.length === 0) redraw(main, notice("No project has been read yet.", true, send));
  else redraw(main, ...it.roots.map(root));
});
send({ type: "ready" });

function root(it: RootStatus): HTMLElement {
  const name = decodeURIComponent(it.uri.split("/").filter(Boolean).pop() ?? it.uri);
  return element("article", { "aria-label": name }, element("h1", {}, name), environments(it), chain(it), problems(it), drift(it));
}

function environments(it: RootStatus): Child {
  const rows = it.environments.map((one) => [one.environment, one.current_version ?? "unknown", one.target_version ?? "unknown", one.status ?? "unknown", (one.migrations_to_apply ?? []).join(", ") || "none"]);
  return section("Environments", rows.length > 0 && table(["Environment", "Runs", "Target", "State", "To apply"], rows), "No document says what an environment runs.");
}

function chain(it: RootStatus): Child {
  const known = [...new Set(it.chain.flatMap((one) => Object.keys(one.applied)))].sort();
  const rows = it.chain.map((one, index) => [version(it, one, index), one.name ?? "", one.parent ?? "none", ...known.map((environment) => applied(one, environment))]);
  return section("Migrations", rows.length > 0 && table(["Version", "Name", "Follows", ...known], rows), "There is no migration specification.");
}

function version(it: RootStatus, one: ChainEntry, index: number): HTMLElement {
  const head = it.heads.includes(one.version) ? " (head)" : "";
  return button(`${one.version}${head}`, () => send({ type: "open", root: it.uri, path: one.path, line: 0 }), { class: "link", id: `${it.uri}-chain-${index}`, title: one.path });
}

function applied(one: ChainEntry, environment: string): string {
  const value = one.applied[environment];
  return value === true ? "applied" : value === false ? "not applied" : "unknown";
}

function problems(it: RootStatus): Child {
  return section("Problems", it.problems.length > 0 && element("ul", {}, ...it.problems.map((one) => element("li", {}, one))), "None.");
}

function drift(it: RootStatus): Child {
  const rows = it.drift.map((one, index) => {
    const line = one.range?.start.line ?? 0;
    const place = button(`${one.path}:${line + 1}`, () => send({ type: "open", root: it.uri, path: one.path, line }), { class: "link", id: `${it.uri}-drift-${index}` });
    return [place, element("code", {}, one.sql)];
  });
  return section("Specs ahead of their migrations", rows.length > 0 && table(["Where", "Would be"], rows), "Specs and migrations agree, as far as they are analysed.");
}

function section(title: string, content: Child, empty: string): HTMLElement {
  return element("section", { "aria-label": title }, element("h2", {}, title), content || element("p", { class: "muted" }, empty));
}

function table(head: string[], rows: Child[][]): HTMLElement {
  const heads = element("tr", {}, ...head.map((it) => element("th", { scope: "col" }, it)));
  return element("table", {}, element("thead", {}, heads), element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((it) => element("td", {}, it))))));
}
