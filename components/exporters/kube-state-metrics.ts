import * as pulumi from "@pulumi/pulumi";
import { clusterAccount } from "../kit/cluster-account";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf } from "../../base/endpoints";
import { headlessService } from "../kit/headless-service";
import { Deployment, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { API_SERVER, networkPolicy } from "../kit/network-policy";
import { hardenedContainer, hardenedPod, httpProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import { objectLabels, podMetadata } from "../kit/workload";
import { KUBE_STATE_RULES, watchedResources } from "./kube-state-resources";

export interface KubeStateMetricsArgs {
  readonly context: Context;
  readonly transform?: { readonly deployment?: Transform<k8s.apps.v1.Deployment> | undefined };
}

const APP = "kube-state-metrics";
const TELEMETRY_PORT = 8081;

/** The state of the cluster's objects as metrics. */
export class KubeStateMetrics extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: KubeStateMetricsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:exporters:KubeStateMetrics", name, {}, opts);
    const { context, transform } = args;
    const { settings, namespace } = context;
    const child = { parent: this };
    const workload = settings.exporters.kubeStateMetrics;
    const labels = objectLabels(APP, "metrics", settings, workload);
    const metadata = { name: APP, namespace, labels };

    const pod = hardenedPod({
      settings,
      workload,
      serviceAccountName: clusterAccount(name, { metadata, rules: KUBE_STATE_RULES }, child),
      needsApi: true,
      containers: [
        hardenedContainer({
          name: APP,
          image: workload.image,
          settings,
          resources: resourcesFor(APP, settings.profile, workload.resources),
          args: [
            `--port=${portOf(APP)}`,
            `--telemetry-port=${TELEMETRY_PORT}`,
            `--resources=${watchedResources()}`,
          ],
          ports: [
            { name: "http", containerPort: portOf(APP), protocol: "TCP" },
            { name: "telemetry", containerPort: TELEMETRY_PORT, protocol: "TCP" },
          ],
          readinessProbe: httpProbe("/readyz", "telemetry"),
          livenessProbe: httpProbe("/livez", "http"),
        }),
      ],
    });
    const deployment: k8s.apps.v1.Deployment = {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: selector(APP) },
        // Two at once would count every object twice.
        strategy: { type: "Recreate" },
        template: { metadata: podMetadata(labels, workload), spec: pod },
      },
    };
    new Deployment(name, transformed(deployment, transform?.deployment), child);
    const port = { name: "http", port: portOf(APP) };
    const service = headlessService(name, { metadata, app: APP, port }, child);
    if (settings.namespace.networkPolicies) {
      const ingress = [{ peers: [{ app: "prometheus" }], ports: [portOf(APP)] }];
      networkPolicy(name, { namespace, app: APP, labels, ingress, egress: [API_SERVER] }, child);
    }

    this.serviceName = service.metadata.name;
    this.registerOutputs({ serviceName: this.serviceName });
  }
}
