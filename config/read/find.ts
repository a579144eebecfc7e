import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { UserError } from "../errors";
import { PROJECT } from "../project";
import type { RawConfig } from "../raw";
import { projectRoot, stackNames } from "../root";
import { nearest } from "../suggest";
import { readStackText } from "./stack-file";

/**
 * The content of a stack file before validation: by name (`staging`: Pulumi.staging.yaml of the project) or by path.
 * @throws UserError when there is no such file, with the stacks that there are.
 */
export function readStackFile(stackOrPath: string, root = projectRoot()): RawConfig {
  const isPath = /[\\/]|\.ya?ml$/.test(stackOrPath);
  const path = isPath ? resolve(stackOrPath) : join(root, `Pulumi.${stackOrPath}.yaml`);
  if (!existsSync(path))
    throw new UserError([isPath ? noSuchFile(stackOrPath) : noSuchStack(stackOrPath, root)]);
  const stack = isPath ? stackOf(path) : stackOrPath;
  const inside = relative(root, path);
  const file = inside.startsWith("..") ? path : inside;
  const text = readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  return readStackText({ project: PROJECT, stack, file, text });
}

/** `examples/Pulumi.shop.yaml` and `examples/shop.yaml` -> `shop`. */
function stackOf(path: string): string {
  return basename(path)
    .replace(/\.ya?ml$/, "")
    .replace(/^Pulumi\./, "");
}

function noSuchStack(stack: string, root: string): string {
  const names = stackNames(root);
  if (names.length === 0) return `${stack}: there is no stack file; run pulumi stack init ${stack}`;
  const match = nearest(stack, names);
  const hint = match === undefined ? "" : `did you mean "${match}"? `;
  return `${stack}: is not a stack of this project; ${hint}The stacks are ${names.join(", ")}`;
}

function noSuchFile(path: string): string {
  return `${path}: no such file; paths are relative to the current folder`;
}
