/** A selector of series, read into its parts. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

const WHOLE = /^\s*([a-zA-Z_:][\w:]*)\s*(?:\{([\s\S]*)\})?\s*$/;
const MATCHER = /\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/y;

/** Undefined when the text is not one metric name with matchers: no functions, ranges or arithmetic. */
export function parseSelector(text: string): Selector | undefined {
  const whole = WHOLE.exec(text);
  if (whole === null) return undefined;
  const [, metric = "", inside = ""] = whole;
  const matchers: Matcher[] = [];
  MATCHER.lastIndex = 0;
  while (MATCHER.lastIndex < inside.trimEnd().length) {
    const match = MATCHER.exec(inside);
    if (match === null) return undefined;
    const [, label = "", operator = "=", value = ""] = match;
    matchers.push({ label, operator: operator as Matcher["operator"], value: value.replace(/\\(.)/g, "$1") });
  }
  return { metric, matchers };
}

export function selectorText({ metric, matchers }: Selector): string {
  const inside = matchers.map(({ label, operator, value }) => `${label}${operator}"${escaped(value)}"`);
  return inside.length === 0 ? metric : `${metric}{${inside.join(", ")}}`;
}

function escaped(value: string): string {
  return value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
}

/**
 * The selector within one system: equal metric names of two products never mix. One that names `job` or `system` itself
 * is left as it is, since it may mean the series of another part, such as Traefik's.
 */
export function within(system: string, text: string): Selector {
  const selector = parseSelector(text);
  if (selector === undefined) throw new Error(`"${text}" is not a selector`);
  if (selector.matchers.some(({ label }) => label === "job" || label === "system")) return selector;
  return { ...selector, matchers: [{ label: "system", operator: "=", value: system }, ...selector.matchers] };
}

/** The same series with a suffix on the metric's name and more matchers. */
export function narrowed(selector: Selector, suffix: string, more: readonly Matcher[] = []): Selector {
  return { metric: `${selector.metric}${suffix}`, matchers: [...selector.matchers, ...more] };
}
