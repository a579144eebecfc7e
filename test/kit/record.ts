import { isKubernetesObject, manifestsOf, type Manifest } from "../../cli/program/manifests";
import { record, type Recorded, type RecordOptions } from "../../cli/program/record";

export { redacted, unwrapped } from "../../cli/program/values";

/** Everything that a program registers, without the stack itself. */
export async function deploy(
  program: () => unknown,
  options: RecordOptions = {},
): Promise<readonly Recorded[]> {
  const { resources } = await record(async () => {
    await program();
  }, options);
  return resources.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

/** The Kubernetes objects as plain manifests, secrets redacted. */
export function manifests(resources: readonly Recorded[]): Manifest[] {
  return manifestsOf(resources);
}

/** `Kind logical-name` of every child, sorted: the exact list, so that an extra child is noticed. */
export function childList(resources: readonly Recorded[]): string[] {
  return resources
    .filter(isKubernetesObject)
    .map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`)
    .sort();
}

/** The one object of this kind and name. Throws when there is none, or more than one. */
export function manifest(resources: readonly Recorded[], kind: string, name: string): Manifest {
  const found = manifests(resources).filter(
    (object) => object.kind === kind && object.metadata.name === name,
  );
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} objects ${kind}/${name}`);
  return first;
}
