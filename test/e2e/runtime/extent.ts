/**
 * How much is run: `ci` leaves out what takes minutes, `usual` only what takes more than ten, `long` nothing.
 * From `VIGIE_E2E=ci|usual|long`.
 */
export type Extent = "ci" | "usual" | "long";

const EXTENTS: readonly Extent[] = ["ci", "usual", "long"];

/** @throws for a value of VIGIE_E2E that is none. */
export function extent(): Extent {
  const wanted = process.env.VIGIE_E2E ?? "usual";
  const found = EXTENTS.find((one) => one === wanted);
  if (found === undefined) throw new Error(`VIGIE_E2E is "${wanted}"; it may be ${EXTENTS.join(", ")}`);
  return found;
}

/** The reason why a test is left out of runs up to that extent; false when it is run. */
export function leftOut(upTo: Extent, takes: string): string | false {
  if (EXTENTS.indexOf(extent()) > EXTENTS.indexOf(upTo)) return false;
  const next = EXTENTS[EXTENTS.indexOf(upTo) + 1] ?? "long";
  return `takes ${takes}; VIGIE_E2E=${next} runs it`;
}
