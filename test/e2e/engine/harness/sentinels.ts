/** A secret value that must show nowhere. */
export interface Sentinel {
  /** What to call it in a message: never the value. */
  readonly what: string;
  readonly value: string;
}

/** What the base64 of a text shows of a value that starts at byte 0, 1 or 2 of a group of three, whatever is around it. */
function encoded(value: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
  const whole = bytes.toString("base64").replace(/=+$/, "");
  // The first and the last digit may hold bits of the neighbours.
  const [first, last] = [before === 0 ? 0 : before + 1, bytes.length % 3 === 0 ? whole.length : -1];
  return whole.slice(first, last);
}

function forms(value: string): readonly string[] {
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    ...[0, 1, 2].map((before) => encoded(value, before)),
  ];
}

/** Names of the values that a text shows: as they are, in a URL, in JSON, or inside the base64 of anything. */
export function shownIn(text: string, sentinels: readonly Sentinel[]): readonly string[] {
  return sentinels
    .filter(({ value }) => forms(value).some((form) => text.includes(form)))
    .map(({ what }) => what);
}
