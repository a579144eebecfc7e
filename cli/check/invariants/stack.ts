import type { Settings } from "../../../config/schema";
import { isKubernetesObject, isPatch, manifestOf, type Manifest } from "../../program/manifests";
import type { Recorded } from "../../program/record";
import type { Finding } from "../finding";

/** What the invariants look at: everything the program registered, Kubernetes objects as manifests beside it. */
export interface Stack {
  readonly settings: Settings;
  readonly resources: readonly Recorded[];
  readonly objects: readonly StackObject[];
}

export interface StackObject {
  readonly resource: Recorded;
  /** Secrets redacted. */
  readonly manifest: Manifest;
  /** Applied over somebody else's object: only what it adds is ours. */
  readonly patch: boolean;
}

/** A property that must hold for every stack; each breach is one finding. Shared by `check` and the tests. */
export type Invariant = (stack: Stack) => Finding[];

export function stackOfResources(settings: Settings, resources: readonly Recorded[]): Stack {
  const objects = resources
    .filter(isKubernetesObject)
    .map((resource) => ({ resource, manifest: manifestOf(resource), patch: isPatch(resource) }));
  return { settings, resources, objects };
}

/** `Deployment monitoring/grafana`. */
export function objectName({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

export function breach(where: string, reason: string, fix: string): Finding {
  return { area: "manifests", where, reason, fix };
}
