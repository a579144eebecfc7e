import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import type { Loaded } from ".";
import { UserError } from "./errors";
import { load } from "./load";
import { PROJECT } from "./project";
import type { RawConfig } from "./raw";
import { readStackText } from "./read/stack-file";
import { projectRoot, stackNames } from "./root";
import { secretValues } from "./secret-values";
import { nearest, oneOf } from "./suggest";

/**
 * Loads a stack by name (`staging`: Pulumi.staging.yaml) or by the path of its file, without a passphrase, a Pulumi
 * engine or a network. Secrets without a value are listed in `missing`, not refused.
 * @throws UserError when there is no such file, StackFileError for its content.
 */
export function loadFromFile(stackOrPath: string, root = projectRoot()): Loaded {
  const raw = readStackFile(stackOrPath, root);
  return { stack: raw.stack, ...load(raw, { requireSecrets: false }), secrets: secretValues(raw) };
}

/** The file's content before validation. Throws UserError when there is no such file. */
export function readStackFile(stackOrPath: string, root = projectRoot()): RawConfig {
  const isPath = /[\\/]|\.ya?ml$/.test(stackOrPath);
  const path = isPath ? resolve(stackOrPath) : join(root, `Pulumi.${stackOrPath}.yaml`);
  if (!existsSync(path)) throw isPath ? noSuchFile(stackOrPath) : noSuchStack(stackOrPath, root);
  const stack = isPath
    ? basename(path)
        .replace(/\.ya?ml$/, "")
        .replace(/^Pulumi\./, "")
    : stackOrPath;
  const inside = relative(root, path);
  const file = inside.startsWith("..") ? path : inside;
  return readStackText({
    project: PROJECT,
    stack,
    file,
    text: readFileSync(path, "utf8").replace(/^\uFEFF/, ""),
  });
}

function noSuchStack(stack: string, root: string): UserError {
  const names = stackNames(root);
  const match = nearest(stack, names);
  const fix = match === undefined ? `choose ${oneOf(names)}` : `did you mean "${match}"?`;
  const problem =
    names.length === 0
      ? `${stack}: there is no stack file; run pulumi stack init ${stack}`
      : `${stack}: is not a stack of this project; ${fix} (stacks: ${names.join(", ")})`;
  return new UserError([problem]);
}

function noSuchFile(path: string): UserError {
  const problem = `${path}: no such file; paths are relative to the current folder`;
  return new UserError([problem]);
}
