import { error, type Finding } from "../problem";

export interface Named {
  readonly name: string;
  readonly path: string;
}

/** An error at every name that stands further up already. */
export function repeated(all: readonly Named[], fix = "give each its own name"): readonly Finding[] {
  const first = new Map<string, string>();
  return all.flatMap(({ name, path }) => {
    const other = first.get(name);
    first.set(name, other ?? path);
    return other === undefined ? [] : [error(path, `"${name}" is also ${other}`, fix)];
  });
}
