/** A small printer of Alloy's configuration syntax (https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/). */

/** An expression printed as it is, such as `loki.write.default.receiver`. */
export interface Expression {
  readonly expression: string;
}

export type AlloyValue =
  string | number | boolean | Expression | readonly AlloyValue[] | { readonly [key: string]: AlloyValue };

export interface Block {
  /** `loki.process`, or the name of an inner block. */
  readonly name: string;
  /** User label; components have one, inner blocks none. */
  readonly label?: string;
  readonly body: readonly (Attribute | Block)[];
}

export interface Attribute {
  readonly key: string;
  readonly value: AlloyValue;
}

export function attribute(key: string, value: AlloyValue): Attribute {
  return { key, value };
}

export function block(name: string, body: Block["body"], label?: string): Block {
  return { name, body, ...(label === undefined ? {} : { label }) };
}

export function expression(text: string): Expression {
  return { expression: text };
}

/** An identifier: letters, digits and `_`, not starting with a digit. */
export function identifier(text: string): string {
  const cleaned = text.replaceAll(/[^a-zA-Z0-9_]/g, "_");
  return /^[0-9]/.test(cleaned) ? `_${cleaned}` : cleaned;
}

/** Configuration text: one blank line between blocks, tabs, aligned `=`, as `alloy fmt` prints it. */
export function printAlloy(blocks: readonly Block[]): string {
  return `${blocks.map((one) => printBlock(one, "")).join("\n\n")}\n`;
}

function printBlock({ name, label, body }: Block, indent: string): string {
  const head = `${indent}${name}${label === undefined ? "" : ` ${quoted(label)}`}`;
  if (body.length === 0) return `${head} { }`;
  return `${head} {\n${printBody(body, `${indent}\t`)}\n${indent}}`;
}

/** Attributes first to last as given; a blank line around each inner block. */
function printBody(body: Block["body"], indent: string): string {
  const parts: string[] = [];
  let run: Attribute[] = [];
  const flush = (): void => {
    if (run.length > 0) parts.push(printAttributes(run, indent));
    run = [];
  };
  for (const item of body) {
    if ("key" in item) {
      run.push(item);
      continue;
    }
    flush();
    parts.push(printBlock(item, indent));
  }
  flush();
  return parts.join("\n\n");
}

function printAttributes(attributes: readonly Attribute[], indent: string): string {
  const width = Math.max(...attributes.map(({ key }) => key.length));
  return attributes
    .map(({ key, value }) => `${indent}${key.padEnd(width)} = ${printValue(value, indent)}`)
    .join("\n");
}

function printValue(value: AlloyValue, indent: string): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map((item) => printValue(item, indent)).join(", ")}]`;
  if (isExpression(value)) return value.expression;
  return printObject(value, indent);
}

function printObject(object: Readonly<Record<string, AlloyValue>>, indent: string): string {
  const entries = Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return "{}";
  const inner = `${indent}\t`;
  const lines = entries.map(([key, value]) => `${inner}${objectKey(key)} = ${printValue(value, inner)},`);
  return `{\n${lines.join("\n")}\n${indent}}`;
}

function objectKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : quoted(key);
}

/** Alloy's strings have Go's escapes; of those JSON writes only `\"`, `\\`, `\b`, `\f`, `\n`, `\r`, `\t` and `\uXXXX`. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function isList(value: AlloyValue): value is readonly AlloyValue[] {
  return Array.isArray(value);
}

function isExpression(value: object): value is Expression {
  return "expression" in value && Object.keys(value).length === 1;
}
