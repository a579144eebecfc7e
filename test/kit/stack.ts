import { parse } from "yaml";
import { program } from "../../components/program";
import { loadFromFile } from "../../config/from-file";
import { manifests, deploy } from "./record";
import type { Manifest } from "../../cli/program/manifests";
import type { Recorded } from "../../cli/program/record";

/** One committed stack file, rendered: what the acceptance tests read. */
export class RenderedStack {
  readonly objects: readonly Manifest[];

  constructor(readonly resources: readonly Recorded[]) {
    this.objects = manifests(resources);
  }

  /** The field at a dotted path of the one object `Kind/namespace/name` (or `Kind/name`). Throws when there is none. */
  at(object: string, path = ""): unknown {
    const found = this.objects.filter((candidate) => keysOf(candidate).includes(object));
    const [first] = found;
    if (first === undefined || found.length > 1) throw new Error(`${found.length} objects ${object}`);
    return path === "" ? first : path.split(".").reduce<unknown>(step, first);
  }

  /** A file of a ConfigMap, parsed as YAML (and therefore also JSON). The name may be an autoname's beginning. */
  file(configMap: string, name: string): unknown {
    return parse(this.text(configMap, name));
  }

  /** The same file's text. */
  text(configMap: string, name: string): string {
    const maps = this.kind("ConfigMap").filter(({ metadata }) => metadata.name.startsWith(configMap));
    const text = maps.map(({ data }) => (data as Readonly<Record<string, string>>)[name]).find(Boolean);
    if (text === undefined) throw new Error(`no file ${name} in a ConfigMap ${configMap}*`);
    return text;
  }

  kind(kind: string): readonly Manifest[] {
    return this.objects.filter((object) => object.kind === kind);
  }
}

export async function renderedStack(stack: string): Promise<RenderedStack> {
  return new RenderedStack(await deploy(() => program(loadFromFile(stack))));
}

function keysOf({ kind, metadata }: Manifest): string[] {
  return [`${kind}/${metadata.name}`, `${kind}/${metadata.namespace ?? ""}/${metadata.name}`];
}

function step(value: unknown, key: string): unknown {
  if (value === null || typeof value !== "object") return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
