import { agentsNamespace } from "../../../config/schema/platform";
import type { Finding } from "../finding";
import { ownPods, patchedPods, type Container, type OwnedPod, type Pod } from "./pods";
import { breach, objectName, type Invariant } from "./stack";

const AMOUNTS = ["cpu", "memory", "ephemeral-storage"] as const;

/** Requests and limits of every container, side-cars included. */
export const everyContainerIsBounded: Invariant = (stack) =>
  [...ownPods(stack), ...patchedPods(stack)].flatMap((owned) =>
    containersOf(owned.pod).flatMap((container) => {
      const { requests = {}, limits = {} } = container.resources ?? {};
      const missing = AMOUNTS.flatMap((amount) => [
        ...(amount in requests ? [] : [`requests.${amount}`]),
        ...(amount in limits ? [] : [`limits.${amount}`]),
      ]);
      if (missing.length === 0) return [];
      return [breach(named(owned, container), `has no ${missing.join(", ")}`, "use resourcesFor of the kit")];
    }),
  );

/** Pod Security `restricted` for every pod outside the agents' namespace, which exists for those that cannot. */
export const everyPodIsRestricted: Invariant = (stack) => {
  const agents = agentsNamespace(stack.settings);
  return ownPods(stack)
    .filter(({ owner }) => owner.manifest.metadata.namespace !== agents)
    .flatMap((owned) => [
      ...unrestrictedPod(owned),
      ...containersOf(owned.pod).flatMap((container) => unrestrictedContainer(owned, container)),
    ]);
};

/** What an agent may add: to read files of the node that belong to others. It writes nothing. */
const AGENT_CAPABILITIES: readonly string[] = ["DAC_READ_SEARCH"];

/** Also for agents and side-cars, which need the host's files or their owner's user, but no privilege. */
export const noContainerGainsPrivileges: Invariant = (stack) => {
  const agents = agentsNamespace(stack.settings);
  return [...ownPods(stack), ...patchedPods(stack)].flatMap((owned) => {
    const isAgent = owned.owner.manifest.metadata.namespace === agents;
    return containersOf(owned.pod).flatMap((container) =>
      privileged(owned, container, isAgent ? AGENT_CAPABILITIES : []),
    );
  });
};

/** A version, never `latest`. */
export const everyImageIsPinned: Invariant = (stack) =>
  [...ownPods(stack), ...patchedPods(stack)].flatMap((owned) =>
    containersOf(owned.pod)
      .filter(({ image = "" }) => !/:[^/]+$/.test(image) || /:latest(@|$)/.test(image))
      .map((container) =>
        breach(
          named(owned, container),
          `runs the unpinned image "${container.image ?? ""}"`,
          "name a version",
        ),
      ),
  );

/** Two different probes: one that a slow start may fail, one whose failure restarts the container. */
export const everyContainerIsProbed: Invariant = (stack) =>
  ownPods(stack).flatMap((owned) =>
    (owned.pod.containers ?? []).flatMap((container) => {
      const { livenessProbe, readinessProbe } = container;
      if (livenessProbe === undefined || readinessProbe === undefined) {
        const missing = livenessProbe === undefined ? "livenessProbe" : "readinessProbe";
        return [breach(named(owned, container), `has no ${missing}`, "use httpProbe of the kit")];
      }
      if (JSON.stringify(livenessProbe) !== JSON.stringify(readinessProbe)) return [];
      return [breach(named(owned, container), "has the same probe twice", "ask two different things")];
    }),
  );

function unrestrictedPod(owned: OwnedPod): Finding[] {
  const { securityContext: context = {}, ...pod } = owned.pod;
  const host = (pod.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined);
  const wrong = [
    ...(context.runAsNonRoot === true ? [] : ["may run as root"]),
    ...(context.seccompProfile?.type === "RuntimeDefault" ? [] : ["has no seccomp profile"]),
    ...host.map(({ name }) => `mounts the host as ${name}`),
  ];
  return wrong.map((reason) =>
    breach(objectName(owned.owner.manifest), reason, "use hardenedPod of the kit"),
  );
}

function unrestrictedContainer(owned: OwnedPod, container: Container): Finding[] {
  if (container.securityContext?.readOnlyRootFilesystem === true) return [];
  return [breach(named(owned, container), "may write to its image", "use hardenedContainer of the kit")];
}

function privileged(owned: OwnedPod, container: Container, accepted: readonly string[]): Finding[] {
  const context = container.securityContext ?? {};
  const wrong = [
    ...(context.allowPrivilegeEscalation === false ? [] : ["may gain privileges"]),
    ...(context.privileged === true ? ["is privileged"] : []),
    ...((context.capabilities?.drop ?? []).includes("ALL") ? [] : ["keeps capabilities"]),
    ...(context.capabilities?.add ?? [])
      .filter((added) => !accepted.includes(added))
      .map((added) => `adds the capability ${added}`),
  ];
  return wrong.map((reason) => breach(named(owned, container), reason, "use hardenedContainer of the kit"));
}

function containersOf(pod: Pod): readonly Container[] {
  return [...(pod.initContainers ?? []), ...(pod.containers ?? [])];
}

function named({ owner }: OwnedPod, { name }: Container): string {
  return `${objectName(owner.manifest)} container ${name}`;
}
