const SIZE_UNITS: Readonly<Record<string, string>> = { k: "Ki", m: "Mi", g: "Gi", t: "Ti" };
const SMALLER: Readonly<Record<string, string>> = { Mi: "Ki", Gi: "Mi", Ti: "Gi" };
const TIME_UNITS: Readonly<Record<string, string>> = {
  ms: "ms",
  sec: "s",
  second: "s",
  min: "m",
  minute: "m",
  h: "h",
  hr: "h",
  hour: "h",
  j: "d",
  day: "d",
  week: "w",
  year: "y",
};

/** `500MB` -> `500Mi`, `20 Go` -> `20Gi`, `1.5Gi` -> `1536Mi`: the size that was probably meant. */
export function meantSize(typed: unknown): string | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt])i?(b|o|bytes)?\s*$/i.exec(String(typed));
  const [, count = "", letter = ""] = match ?? [];
  const unit = SIZE_UNITS[letter.toLowerCase()];
  if (unit === undefined) return undefined;
  if (!count.includes(".")) return `${count}${unit}`;
  const smaller = SMALLER[unit];
  return smaller === undefined ? undefined : `${Math.ceil(Number(count) * 1024)}${smaller}`;
}

const UNIT_ORDER = ["y", "w", "d", "h", "m", "s", "ms"];

/** `30 days` -> `30d`, `15` -> `15s`, `1d2w` -> `2w1d`: the duration that was probably meant. */
export function meantDuration(typed: unknown): string | undefined {
  if (typeof typed === "number" && Number.isInteger(typed)) return typed > 0 ? `${typed}s` : undefined;
  return oneUnit(typed) ?? sorted(String(typed));
}

/** The parts from the largest unit to the smallest, those of one unit added up. */
function sorted(typed: string): string | undefined {
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(typed)) return undefined;
  const sums = new Map<string, number>();
  for (const [, count, unit = ""] of typed.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    sums.set(unit, (sums.get(unit) ?? 0) + Number(count));
  }
  const parts = UNIT_ORDER.flatMap((unit) => ((sums.get(unit) ?? 0) > 0 ? [`${sums.get(unit)}${unit}`] : []));
  const text = parts.join("");
  return text === "" || text === typed ? undefined : text;
}

function oneUnit(typed: unknown): string | undefined {
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(String(typed));
  if (match?.[1] === undefined || Number(match[1]) === 0) return undefined;
  const word = (match[2] ?? "").toLowerCase();
  if (word === "") return `${match[1]}s`;
  const unit =
    TIME_UNITS[word] ?? TIME_UNITS[word.replace(/s$/, "")] ?? (/^[smhdwy]$/.test(word) ? word : undefined);
  return unit === undefined ? undefined : `${match[1]}${unit}`;
}
