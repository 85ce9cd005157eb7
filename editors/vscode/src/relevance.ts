/**
 * Whether a document is one of Forelock's, lightly: enough to know if the server is worth
 * starting. The server itself decides what it reads.
 */

const SPECS = [/(^|\/)specs\/database\/(.*\/)?[^/]*\.md$/, /(^|\/)specs\/architecture\/(.*\/)?[^/]*\.md$/, /(^|\/)\.specify\/(.*\/)?database[^/]*\.md$/];

/** Where a workspace has specs, migrations or a configuration; `{a,b}` as `findFiles` reads it. */
export const WORKSPACE_GLOB = "{**/forelock.toml,**/specs/database/**/*.{md,yaml,yml},**/specs/architecture/**/*.md,**/.specify/**/database*.md}";

/** More of a YAML file than this is not looked at, in UTF-16 units. */
const READ = 200_000;

/**
 * `path` has `/` between its parts. The text is asked for only where the path does not decide.
 */
export function isRelevant(path: string, language: string, text: () => string): boolean {
  if (path.endsWith("/forelock.toml") || path === "forelock.toml") return true;
  if (SPECS.some((it) => it.test(path))) return true;
  return language === "yaml" && mentionsMigration(text().slice(0, READ));
}

/** A migration specification, a request for one, or a record of what ran. */
export function mentionsMigration(text: string): boolean {
  return (
    text.includes("database_migration_specification") ||
    /^record:/m.test(text) ||
    /^[- ]*skill:\s*["']?backend-database-migration["']?\s*$/m.test(text)
  );
}
