import type { Matcher, Selector } from "./selector";

/** Values to try where a matcher must not match, and where only a pattern is known. */
const WORDS = ["200", "success", "ok", "x", "GET", "1", ""] as const;

/** A series that matches the selector; where `except` is given, one that the other selector leaves out. */
export function exampleSeries(selector: Selector, except?: Selector): string {
  const labels = new Map<string, string>();
  for (const { label } of selector.matchers) {
    const own = selector.matchers.filter((matcher) => matcher.label === label);
    labels.set(label, valueFor(label, own, []));
  }
  const avoided = except?.metric === selector.metric ? except.matchers : [];
  const different = avoided.find(
    (matcher) => !selector.matchers.some((own) => own.label === matcher.label && own.value === matcher.value),
  );
  if (different !== undefined) {
    const own = selector.matchers.filter(({ label }) => label === different.label);
    labels.set(different.label, valueFor(different.label, own, [different]));
  }
  const inside = [...labels]
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${selector.metric}{${inside.join(", ")}}`;
}

function valueFor(label: string, wanted: readonly Matcher[], unwanted: readonly Matcher[]): string {
  const candidates = [...wanted.flatMap(({ value }) => [value, sampleOf(value)]), ...WORDS];
  const found = candidates.find(
    (value) =>
      wanted.every((matcher) => matches(matcher, value)) && !unwanted.some((one) => matches(one, value)),
  );
  if (found === undefined) throw new Error(`no example value for the label ${label}`);
  return found;
}

function matches({ operator, value }: Matcher, candidate: string): boolean {
  switch (operator) {
    case "=":
      return candidate === value;
    case "!=":
      return candidate !== value;
    case "=~":
      return new RegExp(`^(?:${value})$`).test(candidate);
    case "!~":
      return !new RegExp(`^(?:${value})$`).test(candidate);
  }
}

/** First alternative of a pattern, with what stands for any character replaced: `5..|429` gives `500`. */
function sampleOf(pattern: string): string {
  const [first = ""] = pattern.split("|");
  return first
    .replaceAll(/\\\./g, "\u0000")
    .replaceAll(/\.[+*]/g, "x")
    .replaceAll(".", "0")
    .replaceAll("\u0000", ".")
    .replaceAll(/[()?]/g, "");
}
