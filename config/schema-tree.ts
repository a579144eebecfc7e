import { z } from "./schema/zod";
import type { Path } from "./path";

/** The parts of a zod definition that are read here; https://zod.dev/packages/core documents them for tools. */
interface Definition {
  readonly type: string;
  readonly innerType?: Node;
  readonly in?: Node;
  readonly element?: Node;
  readonly valueType?: Node;
  readonly shape?: Readonly<Record<string, Node>>;
  readonly options?: readonly Node[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
}

export interface Node {
  readonly _zod: { readonly def: unknown };
}

export function definition(node: Node): Definition {
  return node._zod.def as Definition;
}

/** Without the wrappers that only say optional, default, or transformed. */
export function unwrapped(node: Node): Node {
  const { innerType, in: input } = definition(node);
  const inside = innerType ?? input;
  return inside === undefined ? node : unwrapped(inside);
}

export function accepts(node: Node, value: unknown): boolean {
  return z.safeParse(node as z.ZodType, value).success;
}

/** Every schema that can stand at the path: several below a union. */
export function nodesAt(root: z.ZodType, path: Path): readonly Node[] {
  let nodes: readonly Node[] = alternatives(root);
  for (const key of path) nodes = nodes.flatMap((node) => child(node, key)).flatMap(alternatives);
  return nodes;
}

/** The keys a mapping may have at the path; empty where any key is allowed. */
export function keysAt(root: z.ZodType, path: Path): readonly string[] {
  const keys = nodesAt(root, path).flatMap((node) => Object.keys(definition(node).shape ?? {}));
  return [...new Set(keys)];
}

/** The values of `type` where forms are told apart by it. */
export function typesAt(root: z.ZodType, path: Path): readonly string[] {
  return nodesAt(root, path).flatMap((node) => {
    const type = definition(node).shape?.type;
    return type === undefined ? [] : (definition(unwrapped(type)).values ?? []).map(String);
  });
}

/** The keys a mapping must have at the path; empty where it can have several forms. */
export function requiredKeysAt(root: z.ZodType, path: Path): readonly string[] {
  const [only, ...others] = nodesAt(root, path);
  if (only === undefined || others.length > 0) return [];
  const fields = Object.entries(definition(only).shape ?? {});
  return fields.filter(([, field]) => !OPTIONAL.has(definition(field).type)).map(([key]) => key);
}

const OPTIONAL: ReadonlySet<string> = new Set(["optional", "default", "prefault"]);

function alternatives(node: Node): readonly Node[] {
  const inner = unwrapped(node);
  const { options } = definition(inner);
  return options === undefined ? [inner] : options.flatMap(alternatives);
}

function child(node: Node, key: PropertyKey): readonly Node[] {
  const { shape, element, valueType } = definition(node);
  const found = shape?.[String(key)] ?? element ?? valueType;
  return found === undefined ? [] : [found];
}
