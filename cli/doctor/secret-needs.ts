import { pathText, walk } from "../../config/path";
import type { Settings } from "../../config/schema";
import type { Manifest } from "../program/manifests";

/** A Secret that must be there already: the stack refers to it and does not make it. */
export interface SecretNeed {
  readonly namespace: string;
  readonly name: string;
  /** Keys that are read; empty for a pull secret. Sorted. */
  readonly keys: readonly string[];
  /** Traefik takes the users of basic auth from a Secret with exactly one key. */
  readonly alone: boolean;
  /** Paths in the stack file that name it, else the objects that do. Sorted. */
  readonly usedBy: readonly string[];
}

interface Reference {
  readonly name: string;
  readonly key?: string;
  readonly alone?: boolean;
  readonly pull?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Every reference to a Secret in the objects, less the Secrets that are among them. */
export function secretNeeds(settings: Settings, objects: readonly Manifest[]): SecretNeed[] {
  const own = new Set(
    objects
      .filter(({ kind }) => kind === "Secret")
      .map(({ metadata }) => idOf(metadata.namespace, metadata.name)),
  );
  const needs = new Map<string, SecretNeed>();
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? "default";
    for (const reference of references(object)) {
      const id = idOf(namespace, reference.name);
      if (own.has(id)) continue;
      const places = placesOf(settings, reference);
      const usedBy =
        places.length > 0 ? places.map(({ path }) => path) : [`${object.kind} ${object.metadata.name}`];
      const keys = [reference.key, ...places.map(({ key }) => key)];
      needs.set(id, merged(needs.get(id), { ...emptyNeed(namespace, reference), keys: given(keys), usedBy }));
    }
  }
  return [...needs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, need]) => need);
}

function idOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? "default"}/${name}`;
}

function emptyNeed(namespace: string, { name, alone = false }: Reference): SecretNeed {
  return { namespace, name, keys: [], alone, usedBy: [] };
}

function given(keys: readonly (string | undefined)[]): string[] {
  return keys.filter((key) => key !== undefined);
}

function merged(known: SecretNeed | undefined, need: SecretNeed): SecretNeed {
  return {
    ...need,
    keys: sortedSet([...(known?.keys ?? []), ...need.keys]),
    alone: (known?.alone ?? false) || need.alone,
    usedBy: sortedSet([...(known?.usedBy ?? []), ...need.usedBy]),
  };
}

/** The forms in which pods and Traefik's objects name Secrets; optional ones may be absent. */
function references(object: Manifest): Reference[] {
  const found: Reference[] = [];
  walk(object.spec ?? {}, (path, value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const fields = value as Fields;
    const field = path.at(-1);
    if (fields.optional === true) return;
    if (field === "secretKeyRef") found.push({ name: String(fields.name), key: String(fields.key) });
    if (field === "secretRef") found.push({ name: String(fields.name) });
    if (field === "secret") found.push(...mounted(fields));
    if (path.at(-2) === "imagePullSecrets") found.push({ name: String(fields.name), pull: true });
    if (object.kind === "Middleware" && field === "basicAuth") {
      found.push({ name: String(fields.secret), alone: true });
    }
    if (object.kind === "IngressRoute" && field === "tls" && typeof fields.secretName === "string") {
      found.push(...["tls.crt", "tls.key"].map((key) => ({ name: fields.secretName as string, key })));
    }
  });
  return found;
}

/** A volume says `secretName`, a projected source `name`. */
function mounted({ secretName, name = secretName, items }: Fields): Reference[] {
  if (typeof name !== "string") return [];
  if (!Array.isArray(items)) return [{ name }];
  return items.map((item: { readonly key: string }) => ({ name, key: item.key }));
}

interface Place {
  readonly path: string;
  readonly key?: string;
}

/** Where the stack file names it. Traefik's reference has no key: the one that the stack file names then counts. */
function placesOf(settings: Settings, { name, key, pull = false }: Reference): Place[] {
  if (pull) {
    const { imagePullSecrets } = settings.scheduling;
    return imagePullSecrets.includes(name) ? [{ path: "vigie:scheduling.imagePullSecrets" }] : [];
  }
  const places: Place[] = [];
  walk(settings, (path, value) => {
    if (typeof value !== "object" || value === null || path.at(-1) !== "fromSecret") return;
    const named = value as Required<Pick<Reference, "name" | "key">>;
    if (named.name !== name || (key !== undefined && named.key !== key)) return;
    places.push({ path: pathText("vigie", path.slice(0, -1)), key: named.key });
  });
  return places;
}

function sortedSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
