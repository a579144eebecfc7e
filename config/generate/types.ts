import type { JsonSchema } from "./json-schema";

/** A field's type in a few words: `Duration`, `text`, `"a" \| "b"`, `list of Toleration`. */
export function formText(schema: JsonSchema): string {
  const { $ref, allOf, anyOf, oneOf, items, additionalProperties, properties } = schema;
  if ($ref !== undefined) return named($ref);
  const [only] = allOf ?? [];
  if (only !== undefined) return formText(only);
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(", ");
  if (anyOf !== undefined) return [...new Set(anyOf.map(formText))].join(" or ");
  if (oneOf !== undefined) return `mapping, by \`${tellingKey(oneOf)}\``;
  if (items !== undefined) return `list of ${plural(formText(items))}`;
  if (properties !== undefined)
    return isSmall(schema) ? code(`{ ${Object.keys(properties).join(", ")} }`) : "mapping";
  if (typeof additionalProperties === "object")
    return `mapping of names to ${plural(formText(additionalProperties))}`;
  return scalarText(schema);
}

/** The key whose fixed values tell the forms of a union apart: `type`, `provider`. */
export function tellingKey(forms: readonly JsonSchema[]): string {
  const fixed = Object.entries(forms[0]?.properties ?? {}).filter(
    ([, { const: value }]) => value !== undefined,
  );
  return fixed[0]?.[0] ?? "type";
}

function scalarText({ type, minimum, maximum }: JsonSchema): string {
  if (type === "string") return "text";
  if (type === "boolean") return "`true`, `false`";
  if (type !== "integer" && type !== "number") return type ?? "anything";
  const word = type === "integer" ? "whole number" : "number";
  // zod adds the limits of a safe integer to every whole number.
  const upper = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const lower = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (lower !== undefined && upper !== undefined) return `${word}, ${lower} to ${upper}`;
  return lower === undefined ? word : `${word}, at least ${lower}`;
}

/** `[Duration](#duration)`. */
function named(ref: string): string {
  const name = ref.replace(/^.*\//, "");
  return `[${name}](#${name.toLowerCase()})`;
}

function plural(text: string): string {
  if (text === "text") return "texts";
  return text.startsWith("mapping") && !text.startsWith("mapping of") ? "mappings" : text;
}

/** A mapping with few scalar fields is shown as its keys. */
function isSmall({ properties = {} }: JsonSchema): boolean {
  return Object.keys(properties).length <= 2;
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}
