// Prints the manifest that is packaged: without what only a build needs, and with the rules'
// codes in the settings, so that the editor completes them.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const manifest = read("package.json");
const { properties, $defs } = read("../../schemas/config.schema.json");

const rules = (schema) => ({
  properties: Object.fromEntries(schema.propertyNames.enum.map((code) => [code, schema.additionalProperties])),
  additionalProperties: schema.additionalProperties,
});
// References lead nowhere in a manifest: the settings of one environment are written out.
const resolved = Object.fromEntries(
  Object.entries($defs.settings.properties).map(([key, { $ref }]) => {
    const schema = properties[$ref.split("/").pop()];
    return [key, key === "rules" ? { description: schema.description, type: "object", ...rules(schema) } : schema];
  }),
);
const settings = manifest.contributes.configuration.properties;
Object.assign(settings["forelock.rules"], rules(properties.rules));
settings["forelock.prefer"].items = properties.prefer.items;
Object.assign(settings["forelock.environments"], {
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.keys(properties.environments.properties).map((name) => [name, { ...$defs.settings, properties: resolved }]),
  ),
});

// Everything that was put together is meant.
manifest.files = ["**"];
delete manifest.scripts;
delete manifest.devDependencies;
process.stdout.write(`${JSON.stringify(manifest)}\n`);
