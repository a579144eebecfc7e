import { walk, type Path } from "../path";
import { isSecretKey } from "./key";

/** A place in the stack file that takes its value from `vigie:secrets`. */
export interface SecretUse {
  readonly key: string;
  /** Path of the reference: the place that wants the value. */
  readonly path: Path;
}

/** Every `{ fromConfig: key }` below the settings whose key can be one, in file order. */
export function secretUses(values: unknown): readonly SecretUse[] {
  const uses: SecretUse[] = [];
  walk(values, (path, value) => {
    if (typeof value !== "object" || value === null || !("fromConfig" in value)) return;
    const { fromConfig: key } = value;
    if (typeof key === "string" && isSecretKey(key)) uses.push({ key, path });
  });
  return uses;
}

/** The command that sets one secret, ready to paste; the value is then asked for and not shown. */
export function setCommand(project: string, key: string, stack: string): string {
  return `pulumi config set --secret --path '${project}:secrets.${key}' -s ${stack}`;
}

/** A key name for the place, for messages: `alerting.receivers.team.webhookUrl` -> `teamWebhookUrl`. */
export function keyFor(path: Path): string {
  const words = path
    .filter((key) => typeof key === "string")
    .slice(-2)
    .flatMap((word) => word.split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== "");
  const name = words
    .map((word, index) => (index === 0 ? lowerFirst(word) : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
  return /^[a-z]/.test(name) ? name : "mySecret";
}

function lowerFirst(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
