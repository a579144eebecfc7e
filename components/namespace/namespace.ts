import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import { transformed, type Transform } from "../kit/context";
import { agentsNamespace } from "../../config/schema/platform";
import {
  LimitRange,
  Namespace,
  NamespacePatch,
  NetworkPolicy,
  ResourceQuota,
  type k8s,
} from "../kit/kubernetes";
import { objectLabels } from "../kit/workload";
import { CONTAINER_DEFAULTS, DENY_ALL, podSecurityLabels, quotaHard } from "./policies";

export interface MonitoringNamespaceArgs {
  readonly settings: Settings;
  readonly transform?: {
    readonly namespace?: Transform<k8s.core.v1.Namespace>;
    readonly agents?: Transform<k8s.core.v1.Namespace>;
  };
}

/**
 * A namespace that exists belongs to somebody else: only our labels are applied to it, and taken back on destroy. Where it
 * was ours until now, the patch takes the place of the whole: without the alias the namespace would be deleted, and every
 * object and volume in it.
 */
const WAS_OURS = { type: "kubernetes:core/v1:Namespace" };

/**
 * The stack's two namespaces: one under the stack file's Pod Security level, one for the agents that must read the host.
 * Both deny all traffic that no policy allows.
 */
export class MonitoringNamespace extends pulumi.ComponentResource {
  /** Name of the stack's namespace, known when the namespace exists. */
  readonly name: pulumi.Output<string>;
  /** Name of the agents' namespace. */
  readonly agentsName: pulumi.Output<string>;

  constructor(name: string, args: MonitoringNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:namespace:MonitoringNamespace", name, {}, opts);
    const { settings, transform } = args;
    const { namespace } = settings;
    const child = { parent: this };
    const labels = objectLabels("vigie", "namespace", settings);
    const metadata = (objectName: string, level: Settings["namespace"]["podSecurity"]) => ({
      name: objectName,
      labels: { ...labels, ...podSecurityLabels(level) },
    });

    const guarded = { ...child, protect: settings.scheduling.protect };
    const main = transformed<k8s.core.v1.Namespace>(
      { metadata: metadata(namespace.name, namespace.podSecurity) },
      transform?.namespace,
    );
    const created = namespace.create
      ? new Namespace(name, main, guarded)
      : new NamespacePatch(name, main, { ...child, aliases: [WAS_OURS] });
    const agents = new Namespace(
      `${name}-agents`,
      transformed({ metadata: metadata(agentsNamespace(settings), "privileged") }, transform?.agents),
      guarded,
    );
    this.name = created.metadata.name;
    this.agentsName = agents.metadata.name;

    limits(name, { namespace: this.name, labels, settings, quota: true }, child);
    limits(`${name}-agents`, { namespace: this.agentsName, labels, settings, quota: false }, child);
    this.registerOutputs({ name: this.name, agentsName: this.agentsName });
  }
}

interface LimitsArgs {
  readonly namespace: pulumi.Output<string>;
  readonly labels: Record<string, string>;
  readonly settings: Settings;
  /** The agents run once per node, so that a quota would stop a growing cluster. */
  readonly quota: boolean;
}

function limits(name: string, args: LimitsArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace, labels } = args;
  const settings = args.settings.namespace;
  const metadata = (objectName: string) => ({ name: objectName, namespace, labels });
  const hard = args.quota ? quotaHard(settings.quota) : undefined;
  if (hard !== undefined) new ResourceQuota(name, { metadata: metadata("quota"), spec: { hard } }, opts);
  if (settings.limitRange) {
    const spec = { limits: [CONTAINER_DEFAULTS] };
    new LimitRange(name, { metadata: metadata("container-defaults"), spec }, opts);
  }
  if (settings.networkPolicies) {
    new NetworkPolicy(`${name}-default-deny`, { metadata: metadata("default-deny"), spec: DENY_ALL }, opts);
  }
}
