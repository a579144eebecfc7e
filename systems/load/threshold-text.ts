/** What one of the unit is in the query's own unit, which is seconds, bytes or a ratio. */
const UNITS: Readonly<Record<string, number>> = {
  "%": 0.01,
  ms: 0.001,
  s: 1,
  second: 1,
  seconds: 1,
  minute: 60,
  minutes: 60,
  hour: 3600,
  hours: 3600,
  day: 86_400,
  days: 86_400,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};
/** Words for a length of time: with them a bare equal number is most likely a window, `10 failed within 10 minutes`. */
const WINDOWS = new Set(["s", "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days"]);

/** A template action, or a number with the word behind it. */
const PART =
  /(\{\{[\s\S]*?\}\})|(?<![\w.])(\d+(?:\.\d+)?)(?![\w.]*\w)(\s?)(%|[A-Za-z]+)?|(?<![\w.])(\d+(?:\.\d+)?)(ms|s|%|[KMG]i?B)\b/g;

/** One number of a text, and what it is when it is the threshold. */
interface Mention {
  readonly number: string;
  readonly unit: string | undefined;
}

/**
 * The text with another number wherever it names the threshold, be it as the query has it or in a unit that people read:
 * `0.05` is also `5 %`, `600` is also `10 minutes`. Numbers of other things stay.
 */
export function retold(text: string, threshold: number, replacement: number): string {
  return eachNumber(text, ({ number, unit }) => {
    const factor = factorOf({ number, unit }, threshold);
    return factor === undefined ? undefined : plain(replacement / factor);
  });
}

/** Numbers of a text that are neither the threshold nor a length of time: most likely a threshold that is no more. */
export function strayNumbers(text: string, threshold: number | undefined): string[] {
  const stray: string[] = [];
  eachNumber(text, (mention) => {
    const isThreshold = threshold !== undefined && factorOf(mention, threshold) !== undefined;
    if (!isThreshold && !WINDOWS.has(mention.unit ?? "")) stray.push(mention.number);
    return undefined;
  });
  return stray;
}

function eachNumber(text: string, replace: (mention: Mention) => string | undefined): string {
  return text.replace(
    PART,
    (
      all: string,
      action?: string,
      loose?: string,
      gap?: string,
      word?: string,
      tight?: string,
      unit?: string,
    ) => {
      if (action !== undefined) return all;
      const number = loose ?? tight ?? "";
      const told = replace({ number, unit: loose === undefined ? unit : word });
      return told === undefined ? all : all.replace(number, told);
    },
  );
}

/** How much one of the mention is in the query's unit, if the mention is the threshold. */
function factorOf({ number, unit }: Mention, threshold: number): number | undefined {
  const value = Number(number);
  const factor = UNITS[unit ?? ""];
  if (factor !== undefined && isSame(value * factor, threshold)) return factor;
  return isSame(value, threshold) && !WINDOWS.has(unit ?? "") ? 1 : undefined;
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

/** Without the noise of binary fractions. */
function plain(value: number): string {
  return String(Number(value.toPrecision(12)));
}
