const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** The duration doubled and halved. Nothing for one that is no plain duration, or zero. */
export function stretched(duration: string): readonly string[] {
  const length = milliseconds(duration);
  return length === undefined || length === 0 ? [] : [text(length * 2), text(length / 2)];
}

function milliseconds(duration: string): number | undefined {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(duration)) return undefined;
  return [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, amount = "0", unit = "s"]) => sum + Number(amount) * (UNITS[unit] ?? 0),
    0,
  );
}

function text(length: number): string {
  const unit = ["h", "m", "s"].find((name) => length % (UNITS[name] ?? 1) === 0) ?? "ms";
  return `${Math.round(length / (UNITS[unit] ?? 1))}${unit}`;
}
