import { agentsNamespace } from "../../../config/schema/platform";
import { holdsSecret } from "../../program/values";
import { breach, objectName, type Invariant } from "./stack";

/** What one object may weigh in etcd, with room for the fields that the cluster adds. */
const LARGEST = 1_000_000;

const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
/** RBAC names may hold anything that fits in a path. */
const FREELY_NAMED: readonly string[] = ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];

/** A forgotten provider deploys to whichever cluster is current. */
export const everyResourceNamesItsProvider: Invariant = ({ resources }) =>
  resources
    .filter(({ custom, type, provider }) => custom && !type.startsWith("pulumi:") && provider === "")
    .map(({ type, name }) => breach(`${type} ${name}`, "has no explicit provider", "give it `parent: this`"));

/** Two resources of one type and name are one to the engine; its mocks do not say so. */
export const everyResourceIsUnique: Invariant = ({ resources }) => {
  const seen = new Set<string>();
  return resources.flatMap(({ urn, type, name }) => {
    if (!seen.has(urn)) {
      seen.add(urn);
      return [];
    }
    return [breach(`${type} ${name}`, "is registered twice", "give one of them another name")];
  });
};

/** Only components and providers stand directly under the stack. */
export const everyResourceHasAParent: Invariant = ({ resources }) =>
  resources
    .filter(({ custom, type, typeChain }) => custom && !type.startsWith("pulumi:") && typeChain.length < 2)
    .map(({ type, name }) =>
      breach(`${type} ${name}`, "has no component as its parent", "give it `parent: this`"),
    );

/** Secret values in Secret objects alone: not in an argument, an environment value, a ConfigMap, an annotation. */
export const secretsStayInSecrets: Invariant = ({ objects }) =>
  objects
    .filter(({ resource, manifest }) => manifest.kind !== "Secret" && holdsSecret(resource.inputs))
    .map(({ manifest }) =>
      breach(objectName(manifest), "holds a secret value", "put it into a Secret and mount that as a file"),
    );

/** And in them, every value is marked as a secret to the engine. */
export const secretObjectsAreSecret: Invariant = ({ objects }) =>
  objects
    .filter(({ manifest }) => manifest.kind === "Secret")
    .filter(({ resource: { inputs } }) =>
      [inputs.data, inputs.stringData].some((data) => data !== undefined && !holdsSecret(data)),
    )
    .map(({ manifest }) =>
      breach(objectName(manifest), "holds values that are not secret", "use pulumi.secret"),
    );

export const everyNameIsValid: Invariant = ({ objects }) =>
  objects
    .filter(({ manifest: { kind, metadata } }) => {
      if (FREELY_NAMED.includes(kind)) return metadata.name === "";
      const [pattern, longest] = kind === "Service" ? [DNS_LABEL, 63] : [DNS_SUBDOMAIN, 253];
      return !pattern.test(metadata.name) || metadata.name.length > longest;
    })
    .map(({ manifest }) => breach(objectName(manifest), "is not a valid name", "use a DNS name"));

export const everyObjectIsSmall: Invariant = ({ objects }) =>
  objects.flatMap(({ manifest }) => {
    const bytes = Buffer.byteLength(JSON.stringify(manifest));
    if (bytes <= LARGEST) return [];
    const reason = `weighs ${bytes} bytes, and the API server refuses more than 1 MiB`;
    return [breach(objectName(manifest), reason, "split it")];
  });

/** Our own two namespaces; in others only patches, and the credentials that a patch mounts there. */
export const everythingStaysInItsNamespaces: Invariant = ({ objects, settings }) => {
  const own = [settings.namespace.name, agentsNamespace(settings)];
  const patched = objects.filter(({ patch }) => patch).map(({ manifest }) => manifest.metadata.namespace);
  return objects
    .filter(({ patch, manifest: { kind, metadata } }) => {
      if (patch || metadata.namespace === undefined || own.includes(metadata.namespace)) return false;
      return !(kind === "Secret" && patched.includes(metadata.namespace));
    })
    .map(({ manifest }) => breach(objectName(manifest), "is outside the stack's namespaces", "move it"));
};
