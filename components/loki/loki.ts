import * as pulumi from "@pulumi/pulumi";
import { dataClaim } from "../kit/claim";
import { liveConfig, rolledConfig } from "../kit/config-map";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf, serviceUrl } from "../../base/endpoints";
import { Service, ServiceAccount, StatefulSet, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { networkPolicy } from "../kit/network-policy";
import { toYaml } from "../../base/serialise";
import { resourcesFor } from "../kit/sizes";
import { objectLabels, podMetadata } from "../kit/workload";
import { lokiConfig, lokiRuleFiles } from "./config";
import { lokiFlows } from "./flows";
import { lokiPod } from "./pod";
import { s3Access } from "./s3";

type StatefulSetArgs = k8s.apps.v1.StatefulSet;

export interface LokiArgs {
  readonly context: Context;
  readonly transform?: { readonly statefulSet?: Transform<StatefulSetArgs> | undefined } | undefined;
}

const APP = "loki";

/** Log store: one process that ingests, answers queries, deletes old logs and evaluates log alerts. */
export class Loki extends pulumi.ComponentResource {
  /** Address inside the cluster. */
  public readonly url: string;
  public readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: LokiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:loki:Loki", name, {}, opts);
    const { plan, settings, namespace, secrets } = args.context;
    const { loki } = settings;
    const common = { namespace, labels: objectLabels(APP, "logs", settings, loki) };
    const metadata = { name: APP, ...common };
    const child = { parent: this };

    const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const claim = dataClaim(
      `${name}-data`,
      APP,
      { settings, volume: loki.storage, path: "vigie:loki.storage", ...common },
      child,
    );
    const files = { "loki.yaml": toYaml(lokiConfig(plan)) };
    const config = rolledConfig(`${name}-config`, { ...common, files }, child);
    // The ruler polls its folder, so a changed rule needs no restart.
    const rules = liveConfig(
      `${name}-rules`,
      "loki-rules",
      { ...common, files: lokiRuleFiles(plan.lokiRuleFiles) },
      child,
    );
    const resources = resourcesFor(APP, settings.profile, loki.resources);
    const s3 = s3Access(`${name}-s3`, { settings, secrets, resources, ...common }, child);

    const ports = [{ name: "http", port: portOf(APP), targetPort: "http", protocol: "TCP" }];
    const service = new Service(name, { metadata, spec: { selector: selector(APP), ports } }, child);
    const spec: StatefulSetArgs = {
      metadata,
      spec: {
        replicas: 1,
        serviceName: service.metadata.name,
        selector: { matchLabels: selector(APP) },
        template: {
          metadata: podMetadata(common.labels, loki),
          spec: lokiPod({
            settings,
            s3,
            serviceAccountName: account.metadata.name,
            claimName: claim.metadata.name,
            configName: config.metadata.name,
            rulesName: rules.metadata.name,
          }),
        },
      },
    };
    new StatefulSet(name, transformed(spec, args.transform?.statefulSet), child);
    if (settings.namespace.networkPolicies) {
      networkPolicy(name, { ...common, app: APP, ...lokiFlows(args.context) }, child);
    }

    this.url = serviceUrl(APP, settings);
    this.serviceName = service.metadata.name;
    this.registerOutputs({ url: this.url, serviceName: this.serviceName });
  }
}
