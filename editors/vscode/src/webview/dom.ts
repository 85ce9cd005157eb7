/** Builds elements. Text goes in as text only; nothing here reads HTML. */

export interface Attributes {
  class?: string;
  id?: string;
  type?: string;
  role?: string;
  title?: string;
  src?: string;
  alt?: string;
  scope?: string;
  open?: boolean;
  disabled?: boolean;
  tabindex?: string;
  "aria-label"?: string;
  "aria-selected"?: string;
  "aria-controls"?: string;
  "aria-live"?: string;
  "data-level"?: string;
  "data-phase"?: string;
}

export type Child = Node | string | null | undefined | false;

export function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (typeof value === "string") made.setAttribute(key, value);
  }
  made.append(...children.filter((it): it is Node | string => Boolean(it)));
  return made;
}

export function button(label: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", press);
  return made;
}

/** What stands in the page's place while there is nothing to show. */
export function notice(text: string, retry: boolean, send: (it: { type: "retry" | "log" }) => void): HTMLElement {
  const made = element("section", { class: "notice", role: "status" }, element("p", { class: "message" }, text));
  if (retry) {
    const buttons = [button("Try again", () => send({ type: "retry" })), button("Show log", () => send({ type: "log" }), { class: "quiet" })];
    made.append(element("p", { class: "buttons" }, ...buttons));
  }
  return made;
}

/** Keeps the keyboard where it was, and open what was open, when the page is drawn anew. */
export function redraw(main: HTMLElement, ...children: Child[]): void {
  const focused = document.activeElement?.id;
  const open = [...main.querySelectorAll("details[open] > summary")].map((it) => it.id);
  main.replaceChildren(...children.filter((it): it is Node | string => Boolean(it)));
  for (const id of open) document.getElementById(id)?.closest("details")?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
}

interface Host<Message, State> {
  postMessage(message: Message): void;
  getState(): State | undefined;
  setState(state: State): void;
}

declare function acquireVsCodeApi<Message, State>(): Host<Message, State>;

export function host<Message, State>(): Host<Message, State> {
  return acquireVsCodeApi<Message, State>();
}
