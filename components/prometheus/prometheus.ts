import * as pulumi from "@pulumi/pulumi";
import { dataClaim } from "../kit/claim";
import { clusterAccount } from "../kit/cluster-account";
import { liveConfig } from "../kit/config-map";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf, serviceUrl } from "../../base/endpoints";
import { Service, StatefulSet, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { mountedSecrets } from "../kit/mounted-secrets";
import { networkPolicy } from "../kit/network-policy";
import { toYaml } from "../../base/serialise";
import { objectLabels, podMetadata } from "../kit/workload";
import { prometheusConfig } from "./config";
import { CONFIG_FILE } from "./paths";
import { prometheusPod } from "./pod";
import { PROMETHEUS_RULES } from "./rbac";
import { ruleMaps } from "./rules";
import { secretFiles } from "./secret-files";
import { PROMETHEUS_EGRESS, prometheusIngress } from "./traffic";

export interface PrometheusArgs {
  readonly context: Context;
  readonly transform?: {
    readonly statefulSet?: Transform<k8s.apps.v1.StatefulSet> | undefined;
    readonly service?: Transform<k8s.core.v1.Service> | undefined;
  };
}

const APP = "prometheus";

/** Prometheus with its own volume. Configuration and rules are changed in place and read again without a restart. */
export class Prometheus extends pulumi.ComponentResource {
  /** How the rest of the stack reaches it. */
  readonly url: pulumi.Output<string>;
  readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:prometheus:Prometheus", name, {}, opts);
    const { context, transform } = args;
    const { plan, settings, namespace } = context;
    const child = { parent: this };
    const workload = settings.prometheus;
    const labels = objectLabels(APP, "metrics", settings, workload);
    const metadata = { name: APP, namespace, labels };

    const account = clusterAccount(name, { metadata, rules: PROMETHEUS_RULES }, child);
    const common = { namespace, labels };
    const config = liveConfig(
      `${name}-config`,
      `${APP}-config`,
      { ...common, files: { [CONFIG_FILE]: toYaml(prometheusConfig(plan)) } },
      child,
    );
    const rules = ruleMaps(plan.ruleFiles).map((files, index) => {
      const suffix = index === 0 ? "rules" : `rules-${index + 1}`;
      return liveConfig(`${name}-${suffix}`, `${APP}-${suffix}`, { ...common, files }, child);
    });
    const claim = dataClaim(
      `${name}-data`,
      APP,
      { ...common, settings, volume: workload.storage, path: "vigie:prometheus.storage" },
      child,
    );
    const files = secretFiles(plan);
    const secrets =
      Object.keys(files).length === 0
        ? undefined
        : mountedSecrets(`${name}-secrets`, { ...common, secrets: context.secrets, files }, child);

    const pod = prometheusPod(plan, account, {
      config: config.metadata.name,
      rules: rules.map((map) => map.metadata.name),
      claim: claim.metadata.name,
      secrets,
    });
    const statefulSet: k8s.apps.v1.StatefulSet = {
      metadata,
      spec: {
        serviceName: APP,
        replicas: 1,
        // Else a pod that never gets ready blocks its own correction:
        // https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
        podManagementPolicy: "Parallel",
        selector: { matchLabels: selector(APP) },
        template: { metadata: podMetadata(labels, workload), spec: pod },
      },
    };
    new StatefulSet(name, transformed(statefulSet, transform?.statefulSet), child);

    const ports = [{ name: "web", port: portOf(APP), targetPort: "web", protocol: "TCP" }];
    const service = new Service(
      name,
      transformed<k8s.core.v1.Service>(
        { metadata, spec: { selector: selector(APP), ports } },
        transform?.service,
      ),
      child,
    );
    if (settings.namespace.networkPolicies) {
      const flows = { ingress: prometheusIngress(context), egress: PROMETHEUS_EGRESS };
      networkPolicy(name, { namespace, app: APP, labels, ...flows }, child);
    }

    this.serviceName = service.metadata.name;
    this.url = pulumi.output(serviceUrl(APP, settings));
    this.registerOutputs({ url: this.url, serviceName: this.serviceName });
  }
}
