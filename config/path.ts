import { mayHoldSecret } from "./echo";

/** Keys and list positions from the top of the stack file's own keys downwards. */
export type Path = readonly PropertyKey[];

/** The path as a user writes it, in Pulumi's own path syntax: `vigie:databases[0].name`. */
export function pathText(project: string, path: Path): string {
  const [first, ...rest] = path;
  if (first === undefined) return "config";
  return `${project}:${String(first)}${rest.map(segment).join("")}`;
}

function segment(key: PropertyKey): string {
  if (typeof key === "number") return `[${key}]`;
  const text = String(key);
  // Somebody put a secret where a name belongs.
  if (mayHoldSecret(text)) return '["…"]';
  return /^[\w-]+$/.test(text) ? `.${text}` : `["${text}"]`;
}

/** The value at a path, or undefined where the path leaves the value. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

/** Calls back for every object, list and scalar below a value, itself included, in file order. */
export function walk(value: unknown, visit: (path: Path, value: unknown) => void, path: Path = []): void {
  visit(path, value);
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, visit, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) walk(item, visit, [...path, key]);
  }
}
