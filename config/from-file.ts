import type { Loaded } from ".";
import { load } from "./load";
import { readStackFile } from "./read/find";
import { projectRoot } from "./root";
import { secretValues } from "./secret-values";

/**
 * Loads a stack by name (`staging`: Pulumi.staging.yaml) or by the path of its file, without a passphrase, a Pulumi
 * engine or a network. Secrets without a value are listed in `missing`, not refused.
 * @throws UserError when there is no such file, StackFileError for its content.
 */
export function loadFromFile(stackOrPath: string, root = projectRoot()): Loaded {
  const raw = readStackFile(stackOrPath, root);
  return { stack: raw.stack, ...load(raw, { requireSecrets: false }), secrets: secretValues(raw) };
}
