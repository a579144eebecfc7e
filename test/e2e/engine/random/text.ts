import { randomInt } from "node:crypto";
import { stringAt, type JsonObject } from "../wire/values";

const classes = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

type CharacterClass = keyof typeof classes;

const order: readonly CharacterClass[] = ["lower", "upper", "numeric", "special"];

function pick(from: string): string {
  return from.charAt(randomInt(from.length));
}

function minimum(inputs: JsonObject, name: CharacterClass): number {
  const value = inputs[`min${name.charAt(0).toUpperCase()}${name.slice(1)}`];
  return typeof value === "number" ? value : 0;
}

function shuffled(characters: string[]): string {
  for (let index = characters.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other] ?? "", characters[index] ?? ""];
  }
  return characters.join("");
}

/** The text of a RandomPassword or RandomString: every class is on unless switched off, minimums are kept. */
export function randomText(inputs: JsonObject): string {
  const alphabet = (name: CharacterClass): string =>
    (name === "special" && stringAt(inputs.overrideSpecial)) || classes[name];
  const used = order.filter(
    (name) => inputs[name] !== false && !(name === "numeric" && inputs.number === false),
  );
  const length = inputs.length;
  if (typeof length !== "number" || length < 1 || used.length === 0) {
    throw new Error("a random text needs a length of at least 1 and one class of characters");
  }
  const wanted = order.flatMap((name) =>
    Array.from({ length: minimum(inputs, name) }, () => pick(alphabet(name))),
  );
  const all = used.map(alphabet).join("");
  const rest = Array.from({ length: Math.max(0, length - wanted.length) }, () => pick(all));
  return shuffled([...wanted, ...rest]);
}
