import * as pulumi from "@pulumi/pulumi";
import { clusterAccount } from "../kit/cluster-account";
import { rolledConfig } from "../kit/config-map";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf } from "../../base/endpoints";
import { headlessService } from "../kit/headless-service";
import { DaemonSet, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { networkPolicy } from "../kit/network-policy";
import { objectLabels, podMetadata } from "../kit/workload";
import { READS_PODS_AND_NODES, collectorFlows } from "./access";
import { collectorProgram } from "./collectors";
import { hostDirectories } from "./host-directories";
import { collectorPod } from "./pod";

type DaemonSetArgs = k8s.apps.v1.DaemonSet;

export interface LogCollectorArgs {
  readonly context: Context;
  readonly transform?: { readonly daemonSet?: Transform<DaemonSetArgs> | undefined } | undefined;
}

/** Reads the logs of every node and sends them to Loki: Promtail or Alloy, from one pipeline. None where switched off. */
export class LogCollector extends pulumi.ComponentResource {
  /** Undefined where no collector is installed. */
  public readonly serviceName: pulumi.Output<string> | undefined;

  constructor(name: string, args: LogCollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:log-collector:LogCollector", name, {}, opts);
    const { plan, settings, agentsNamespace: namespace } = args.context;
    const { collector } = settings.logs;
    if (collector === "none") {
      this.serviceName = undefined;
      this.registerOutputs({});
      return;
    }

    const common = { namespace, labels: objectLabels(collector, "logs", settings, settings.logs) };
    const metadata = { name: collector, ...common };
    const child = { parent: this };
    const program = collectorProgram(collector, plan);

    const account = clusterAccount(name, { metadata, rules: READS_PODS_AND_NODES }, child);
    const files = { [program.configFile]: program.config };
    const config = rolledConfig(`${name}-config`, { ...common, files }, child);
    const daemonSet: DaemonSetArgs = {
      metadata,
      spec: {
        selector: { matchLabels: selector(collector) },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
        template: {
          metadata: podMetadata(common.labels, settings.logs),
          spec: collectorPod({
            settings,
            collector,
            program,
            serviceAccountName: account,
            configName: config.metadata.name,
            directories: hostDirectories(plan),
          }),
        },
      },
    };
    new DaemonSet(name, transformed(daemonSet, args.transform?.daemonSet), child);
    const port = { name: "http", port: portOf(collector) };
    const service = headlessService(name, { metadata, app: collector, port }, child);
    if (settings.namespace.networkPolicies) {
      const flows = collectorFlows(collector, args.context);
      networkPolicy(name, { ...common, app: collector, ...flows }, child);
    }

    this.serviceName = service.metadata.name;
    this.registerOutputs({ serviceName: this.serviceName });
  }
}
