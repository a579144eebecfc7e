const SIZE_UNITS: Readonly<Record<string, string>> = { k: "Ki", m: "Mi", g: "Gi", t: "Ti" };
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

/** `500MB` -> `500Mi`, `20 Go` -> `20Gi`: the size that was probably meant. */
export function meantSize(typed: unknown): string | undefined {
  const match = /^\s*(\d+)\s*([kmgt])i?(b|o|bytes)?\s*$/i.exec(String(typed));
  const unit = SIZE_UNITS[match?.[2]?.toLowerCase() ?? ""];
  return match?.[1] === undefined || unit === undefined ? undefined : `${match[1]}${unit}`;
}

/** `30 days` -> `30d`, `15` -> `15s`: the duration that was probably meant. */
export function meantDuration(typed: unknown): string | undefined {
  if (typeof typed === "number" && Number.isInteger(typed)) return `${typed}s`;
  const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(String(typed));
  if (match?.[1] === undefined) return undefined;
  const word = (match[2] ?? "").toLowerCase();
  if (word === "") return `${match[1]}s`;
  const unit =
    TIME_UNITS[word] ?? TIME_UNITS[word.replace(/s$/, "")] ?? (/^[smhdwy]$/.test(word) ? word : undefined);
  return unit === undefined ? undefined : `${match[1]}${unit}`;
}
