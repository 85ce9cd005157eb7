/** Which of the server's code actions a command means, by their titles. */

/** Those that put the plan of one change into practice, the best first. */
const APPLY = [/^Split into zero-downtime steps(?!.*, each in a file$)/, /^Write a migration specification for this change/];

/** Those that write a specification that is missing. */
const WRITE = [/^Write a migration specification for /, /^Draft the (\d+ )?migration specifications? for /];

export function appliesPlan<T extends { title: string }>(actions: readonly T[]): T | undefined {
  for (const wanted of APPLY) {
    const found = actions.find((it) => wanted.test(it.title));
    if (found) return found;
  }
  return undefined;
}

/** Each title once, in the order in which they were offered. */
export function writesSpecification<T extends { title: string }>(actions: readonly T[]): T[] {
  const wanted = actions.filter((it) => WRITE.some((title) => title.test(it.title)));
  return wanted.filter((it, at) => wanted.findIndex((other) => other.title === it.title) === at);
}
