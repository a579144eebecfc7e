import * as pulumi from "@pulumi/pulumi";
import { rolledConfig } from "../kit/config-map";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf } from "../../base/endpoints";
import { headlessService } from "../kit/headless-service";
import { Deployment, ServiceAccount, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { networkPolicy } from "../kit/network-policy";
import { hardenedContainer, hardenedPod, httpProbe } from "../kit/pod";
import { toYaml } from "../../base/serialise";
import { resourcesFor } from "../kit/sizes";
import { objectLabels, podMetadata } from "../kit/workload";
import { blackboxConfig } from "./blackbox-config";
import { probeEgress } from "./blackbox-traffic";

export interface BlackboxExporterArgs {
  readonly context: Context;
  readonly transform?: { readonly deployment?: Transform<k8s.apps.v1.Deployment> | undefined };
}

const APP = "blackbox-exporter";
const CONFIG_DIR = "/etc/blackbox";
const CONFIG_FILE = "blackbox.yml";

/** Asks URLs from inside the cluster. Only Prometheus may talk to it: it fetches whatever URL it is told (CVE-2020-16248). */
export class BlackboxExporter extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: BlackboxExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:exporters:BlackboxExporter", name, {}, opts);
    const { context, transform } = args;
    const { plan, settings, namespace } = context;
    const child = { parent: this };
    const workload = settings.exporters.blackbox;
    const labels = objectLabels(APP, "metrics", settings, workload);
    const metadata = { name: APP, namespace, labels };

    const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const files = { [CONFIG_FILE]: toYaml(blackboxConfig(plan)) };
    const config = rolledConfig(`${name}-config`, { namespace, labels, files }, child);
    const pod = hardenedPod({
      settings,
      workload,
      serviceAccountName: account.metadata.name,
      containers: [
        hardenedContainer({
          name: APP,
          image: workload.image,
          settings,
          resources: resourcesFor(APP, settings.profile, workload.resources),
          args: [`--config.file=${CONFIG_DIR}/${CONFIG_FILE}`],
          ports: [{ name: "http", containerPort: portOf(APP), protocol: "TCP" }],
          volumeMounts: [{ name: "config", mountPath: CONFIG_DIR, readOnly: true }],
          readinessProbe: httpProbe("/", "http"),
          livenessProbe: httpProbe("/-/healthy", "http"),
        }),
      ],
      volumes: [{ name: "config", configMap: { name: config.metadata.name } }],
    });
    const deployment: k8s.apps.v1.Deployment = {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: selector(APP) },
        template: { metadata: podMetadata(labels, workload), spec: pod },
      },
    };
    new Deployment(name, transformed(deployment, transform?.deployment), child);
    const port = { name: "http", port: portOf(APP) };
    const service = headlessService(name, { metadata, app: APP, port }, child);
    if (settings.namespace.networkPolicies) {
      const ingress = [{ peers: [{ app: "prometheus" }], ports: [portOf(APP)] }];
      networkPolicy(name, { namespace, app: APP, labels, ingress, egress: probeEgress(plan) }, child);
    }

    this.serviceName = service.metadata.name;
    this.registerOutputs({ serviceName: this.serviceName });
  }
}
