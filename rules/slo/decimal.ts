/**
 * Exact decimals: 1 - 0.999 is 0.0010000000000000009 in binary fractions, and a threshold like that in a rule is neither
 * readable nor what was asked.
 */
const PLACES = 5;
const SCALE = 10 ** PLACES;

/** A percentage as a whole number of hundred-thousandths of a percent. */
export function scaled(percent: number): number {
  return Math.round(percent * SCALE);
}

/** True for at most five decimals. */
export function isExact(percent: number): boolean {
  return Math.abs(percent * SCALE - Math.round(percent * SCALE)) < 1e-6;
}

/** What is left of 100 %, scaled. */
export function budgetOf(objective: number): number {
  return 100 * SCALE - scaled(objective);
}

/** A scaled percentage as a ratio: 99.9 % is `0.999`. */
export function ratioText(scaledPercent: number): string {
  return decimalText(scaledPercent, PLACES + 2);
}

/** `numerator / 10^places` as the shortest decimal text. Both must be whole. */
export function decimalText(numerator: number, places: number): string {
  const digits = String(numerator).padStart(places + 1, "0");
  const whole = digits.slice(0, -places);
  const fraction = digits.slice(-places).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
