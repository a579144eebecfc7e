import { PROJECT } from "../project";
import { settingsSchema, type JsonSchema } from "./json-schema";
import { rows, type Row } from "./rows";
import { SHARED_TYPES } from "./shared-types";

const INTRODUCTION = `# Configuration reference

Every key of \`Pulumi.<stack>.yaml\`, generated from \`config/schema\` by \`npm run generate\`; do not edit.
Keys stand below \`config:\` with the prefix \`${PROJECT}:\`. An unknown key, a wrong unit or a contradiction is refused before
anything is applied, all of them in one message. \`[]\` is a list item, \`<name>\` a name of your choice.

Secrets never stand in the file in clear. Set each one with
\`pulumi config set --secret --path '${PROJECT}:secrets.<key>' -s <stack>\` and refer to it with \`{ fromConfig: <key> }\`.
`;

/** The text of docs/reference/configuration.md. */
export function referenceText(): string {
  const { properties = {}, required = [] } = settingsSchema();
  const keys = Object.keys(properties);
  const contents = keys.map((key) => `[${key}](#${PROJECT}${key.toLowerCase()})`).join(" · ");
  const sections = Object.entries(properties).map(([key, schema]) =>
    section(key, schema, required.includes(key)),
  );
  return [INTRODUCTION, `${contents} · [types](#types)\n`, ...sections, typesSection()].join("\n");
}

function section(key: string, schema: JsonSchema, isRequired: boolean): string {
  const title = `## ${PROJECT}:${key}`;
  const description = `${schema.description ?? ""}${isRequired ? " Required." : ""}`;
  return [title, "", description, "", table(rows(schema, { path: key, isRequired })), ""].join("\n");
}

function table(lines: readonly Row[]): string {
  const body = lines.map(
    ({ path, type, preset, description }) =>
      `| \`${path}\` | ${cell(type)} | ${presetCell(preset)} | ${cell(description)} |`,
  );
  return ["| Path | Type | Default | Description |", "| --- | --- | --- | --- |", ...body].join("\n");
}

function presetCell(preset: string): string {
  return preset === "" || preset === "required" ? preset : cell(`\`${preset}\``);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function typesSection(): string {
  const types = Object.entries(SHARED_TYPES).map(([name, text]) => `### ${name}\n\n${text}\n`);
  return ["## Types\n", ...types].join("\n");
}
