import { isObject, listAt, objectAt, stringAt, without, type Json, type JsonObject } from "../wire/values";

/** The stack whose state is kept: who had installed it then has the same stack file now. */
export const kept = { stack: "production", path: "examples/gauzian/Pulumi.production.yaml" } as const;

/** Longer texts are configuration that changes with every release; what they say is not what an upgrade can lose. */
const longestText = 200;

function shortened(value: Json): Json {
  if (typeof value === "string") {
    return value.length > longestText ? `${value.slice(0, 40)} (shortened)` : value;
  }
  if (Array.isArray(value)) {
    return value.map(shortened);
  }
  if (!isObject(value)) {
    return value;
  }
  // A ciphertext cut short could not be opened any more.
  return value.ciphertext === undefined
    ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, shortened(child)]))
    : value;
}

function slimmed(resource: JsonObject): JsonObject {
  // When, and by which line of which machine's copy, says nothing about what is held.
  const kept = without(resource, "created", "modified", "sourcePosition", "stackTrace");
  const type = stringAt(resource.type);
  if (type === "pulumi:providers:kubernetes") {
    // The path of one machine's kubeconfig; the provider's identity is its clusterIdentifier.
    const inputs = { ...objectAt(resource.inputs), kubeconfig: "" };
    return { ...kept, inputs, outputs: inputs };
  }
  if (!type.startsWith("kubernetes:")) {
    return objectAt(shortened(kept));
  }
  const { __fieldManager = "", __initialApiVersion = "" } = objectAt(resource.outputs);
  return {
    ...kept,
    inputs: shortened(objectAt(resource.inputs)),
    outputs: { __fieldManager, __initialApiVersion },
  };
}

/** An exported state as text: without what the cluster added, one line for each resource. */
export function freezeState(exported: JsonObject): string {
  const deployment = objectAt(exported.deployment);
  const resources = listAt(deployment.resources).map((resource) => slimmed(objectAt(resource)));
  const envelope = { ...exported, deployment: { ...without(deployment, "resources"), manifest: {} } };
  return [envelope, ...resources].map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** A state that can be imported again; the live half of an object is what was asked for. */
export function thawState(text: string): JsonObject {
  const [envelope = {}, ...lines] = text
    .trim()
    .split("\n")
    .map((line) => objectAt(JSON.parse(line) as Json));
  const resources = lines.map((resource) => {
    const inputs = objectAt(resource.inputs);
    const isObjectOfCluster = stringAt(resource.type).startsWith("kubernetes:");
    return isObjectOfCluster
      ? { ...resource, outputs: { ...inputs, __inputs: inputs, ...objectAt(resource.outputs) } }
      : resource;
  });
  return { ...envelope, deployment: { ...objectAt(envelope.deployment), resources } };
}
