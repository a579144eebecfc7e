import type { JsonSchema } from "./json-schema";
import { formText, tellingKey } from "./types";

/** One line of the configuration reference. */
export interface Row {
  readonly path: string;
  readonly type: string;
  /** JSON text of the default, `required`, or nothing. */
  readonly preset: string;
  readonly description: string;
}

interface Place {
  readonly path: string;
  readonly isRequired: boolean;
}

/** A field and everything below it, in the order of the schema. Shared types are named, not repeated. */
export function rows(schema: JsonSchema, place: Place): readonly Row[] {
  const own = row(schema, place);
  const below = children(schema, place.path);
  // A mapping that only groups its fields says nothing that its title does not.
  return isPlainGroup(schema) && !place.path.includes(".") ? below : [own, ...below];
}

function row(schema: JsonSchema, { path, isRequired }: Place): Row {
  return {
    path,
    type: formText(schema),
    preset: isRequired ? "required" : presetText(schema.default),
    description: schema.description ?? "",
  };
}

/** Empty mappings and lists stand for "nothing set", and the fields below have defaults of their own. */
function presetText(value: unknown): string {
  if (value === undefined) return "";
  const isEmptyMapping = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  return isEmptyMapping && !Array.isArray(value) ? "" : JSON.stringify(value);
}

function children(schema: JsonSchema, path: string): readonly Row[] {
  const { properties, items, additionalProperties, oneOf, required = [] } = schema;
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([key, child]) =>
      child.const === undefined
        ? rows(child, { path: `${path}.${key}`, isRequired: required.includes(key) })
        : [],
    );
  }
  if (items !== undefined) return inner(items, `${path}[]`);
  if (typeof additionalProperties === "object") return inner(additionalProperties, `${path}.<name>`);
  return oneOf === undefined ? [] : variants(oneOf, path);
}

/** What is inside a list or a mapping of names: only its fields, the container's row names the type. */
function inner(schema: JsonSchema, path: string): readonly Row[] {
  return schema.$ref === undefined ? children(schema, path) : [];
}

/** Forms told apart by one key: one row that says so, then the fields of each. */
function variants(forms: readonly JsonSchema[], path: string): readonly Row[] {
  const key = tellingKey(forms);
  return forms.flatMap((form) => {
    const told = form.properties?.[key]?.const;
    const name = typeof told === "string" ? told : "";
    const head = {
      path: `${path} (${key}: ${name})`,
      type: "mapping",
      preset: "",
      description: form.description ?? "",
    };
    return [head, ...children(form, path).map((child) => ({ ...child, path: `${child.path} (${name})` }))];
  });
}

function isPlainGroup({ properties }: JsonSchema): boolean {
  return properties !== undefined;
}
