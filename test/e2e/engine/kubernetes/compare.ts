import type { ChangeKind } from "../wire/contract";
import { isObject, type Json, type JsonObject } from "../wire/values";

type Key = string | number;

/** A property path as Pulumi writes it: `spec.containers[0].env`, `data["prometheus.yml"]`. */
function pathText(path: readonly Key[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") {
      return `${text}[${key}]`;
    }
    if (/[."[\]]/.test(key)) {
      return `${text}["${key.replaceAll('"', '\\"')}"]`;
    }
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

function hasField(value: Json | undefined, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) {
    return true;
  }
  return isObject(value) && value[key] !== undefined && hasField(value[key], rest);
}

/** Whether a change at `path` touches a force-new field: the field itself, something inside it, or something around it. */
function forcesNew(
  path: readonly Key[],
  before: Json | undefined,
  after: Json | undefined,
  fields: readonly string[],
) {
  return fields.some((field) => {
    const keys = field.split(".");
    const shared = keys.slice(0, path.length).every((key, index) => key === path[index]);
    const rest = keys.slice(path.length);
    return shared && (rest.length === 0 || hasField(after, rest) || hasField(before, rest));
  });
}

/**
 * What changes between the pruned live object and the new inputs, leaf by leaf; force-new fields become replacements.
 * `null` in the inputs means the same as absent.
 */
export function compare(
  before: JsonObject,
  after: JsonObject,
  forceNew: readonly string[],
): ReadonlyMap<string, ChangeKind> {
  const changes = new Map<string, ChangeKind>();
  const note = (path: readonly Key[], kind: "add" | "delete" | "update", old?: Json, now?: Json): void => {
    changes.set(pathText(path), forcesNew(path, old, now, forceNew) ? `${kind}-replace` : kind);
  };
  const walk = (path: readonly Key[], old: Json | undefined, now: Json | undefined): void => {
    const [absentBefore, absentNow] = [old ?? undefined, now ?? undefined].map(
      (value) => value === undefined,
    );
    if (absentBefore === true || absentNow === true) {
      if (absentBefore !== absentNow) {
        note(path, absentBefore === true ? "add" : "delete", old, now);
      }
      return;
    }
    if (isObject(old) && isObject(now)) {
      for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
        walk([...path, key], old[key], now[key]);
      }
    } else if (Array.isArray(old) && Array.isArray(now)) {
      for (let index = 0; index < Math.max(old.length, now.length); index++) {
        walk([...path, index], old[index], now[index]);
      }
    } else if (old !== now) {
      note(path, "update", old, now);
    }
  };
  walk([], before, after);
  return changes;
}

/** Without the changes that `ignoreChanges` covers: the path itself and everything below it; `*` stands for one key. */
export function withoutIgnored(
  changes: ReadonlyMap<string, ChangeKind>,
  ignored: readonly string[],
): ReadonlyMap<string, ChangeKind> {
  const keys = (path: string): string[] => path.replaceAll(/\["?([^"\]]+)"?\]/g, ".$1").split(".");
  const covered = (path: string): boolean =>
    ignored.some((entry) => keys(entry).every((key, index) => key === "*" || key === keys(path)[index]));
  return new Map([...changes].filter(([path]) => !covered(path)));
}
