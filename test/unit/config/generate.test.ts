import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { generatedFiles } from "../../../config/generate";
import { settingsSchema, stackFileSchema, type JsonSchema } from "../../../config/generate/json-schema";
import { SHARED_TYPES } from "../../../config/generate/shared-types";

const ROOT = join(__dirname, "../../..");

describe("generated files", () => {
  it.each(generatedFiles())("$path is what the schema says; if not: npm run generate", ({ path, text }) => {
    expect(readFileSync(join(ROOT, path), "utf8")).toBe(text);
  });

  it("explain every shared type", () => {
    expect(Object.keys(SHARED_TYPES).sort()).toEqual(Object.keys(settingsSchema().definitions ?? {}).sort());
  });

  it("prefix every key of ours and require what has no default", () => {
    const config = stackFileSchema().properties?.config;

    expect(config?.required).toEqual(["vigie:environment", "vigie:platform", "vigie:cluster"]);
    expect(Object.keys(config?.properties ?? {})).toContain("vigie:secrets");
    expect(config?.additionalProperties).toBe(false);
  });

  it("refuse unknown keys in the editor too, at every depth", () => {
    const open: string[] = [];
    visit({ ...stackFileSchema() }, "", (schema, path) => {
      if (schema.properties !== undefined && schema.additionalProperties !== false) open.push(path);
    });

    expect(open).toEqual([]);
  });

  it("describe every setting", () => {
    const bare: string[] = [];
    visit(settingsSchema(), "", (schema, path) => {
      for (const [key, child] of Object.entries(schema.properties ?? {})) {
        const isForm = child.const !== undefined || path.includes("anyOf") || path.startsWith("/definitions");
        if (!isForm && child.description === undefined) bare.push(`${path}/${key}`);
      }
    });

    expect(bare).toEqual([]);
  });
});

function visit(schema: JsonSchema, path: string, tell: (schema: JsonSchema, path: string) => void): void {
  tell(schema, path);
  const maps = { properties: schema.properties, definitions: schema.definitions };
  for (const [kind, children] of Object.entries(maps)) {
    for (const [key, child] of Object.entries(children ?? {})) {
      visit(child, kind === "definitions" ? `/definitions/${key}` : `${path}/${key}`, tell);
    }
  }
  if (schema.items !== undefined) visit(schema.items, `${path}/[]`, tell);
  if (typeof schema.additionalProperties === "object")
    visit(schema.additionalProperties, `${path}/<name>`, tell);
  for (const form of schema.oneOf ?? []) visit(form, path, tell);
  for (const form of schema.anyOf ?? []) visit(form, `${path}/anyOf`, tell);
}
