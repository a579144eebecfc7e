import * as pulumi from "@pulumi/pulumi";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf } from "../../base/endpoints";
import { headlessService } from "../kit/headless-service";
import { DaemonSet, ServiceAccount, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { networkPolicy } from "../kit/network-policy";
import { hardenedContainer, hardenedPod, httpProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import { objectLabels, podMetadata } from "../kit/workload";
import { HOST_MOUNTS, HOST_VOLUMES, NODE_EXPORTER_ARGS } from "./node-exporter-host";

export interface NodeExporterArgs {
  readonly context: Context;
  readonly transform?: { readonly daemonSet?: Transform<k8s.apps.v1.DaemonSet> | undefined };
}

const APP = "node-exporter";

/**
 * One pod per node that reads the host's /proc, /sys and file systems, as nobody and without host namespaces. It is above
 * Pod Security `restricted` only for its host paths, and therefore lives in the agents' namespace.
 */
export class NodeExporter extends pulumi.ComponentResource {
  readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: NodeExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:exporters:NodeExporter", name, {}, opts);
    const { context, transform } = args;
    const { settings, agentsNamespace: namespace } = context;
    const child = { parent: this };
    const workload = settings.exporters.nodeExporter;
    const labels = objectLabels(APP, "metrics", settings, workload);
    const metadata = { name: APP, namespace, labels };

    const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const pod = hardenedPod({
      settings,
      // A node that is not watched is the one that fails: every taint is tolerated unless the stack file says otherwise.
      workload: { ...workload, tolerations: workload.tolerations ?? [{ operator: "Exists" }] },
      serviceAccountName: account.metadata.name,
      containers: [
        hardenedContainer({
          name: APP,
          image: workload.image,
          settings,
          resources: resourcesFor(APP, settings.profile, workload.resources),
          args: [...NODE_EXPORTER_ARGS],
          ports: [{ name: "http", containerPort: portOf(APP), protocol: "TCP" }],
          volumeMounts: [...HOST_MOUNTS],
          readinessProbe: httpProbe("/", "http"),
          livenessProbe: {
            tcpSocket: { port: "http" },
            periodSeconds: 10,
            timeoutSeconds: 5,
            failureThreshold: 6,
          },
        }),
      ],
      volumes: [...HOST_VOLUMES],
    });
    const daemonSet: k8s.apps.v1.DaemonSet = {
      metadata,
      spec: {
        selector: { matchLabels: selector(APP) },
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
        template: { metadata: podMetadata(labels, workload), spec: pod },
      },
    };
    new DaemonSet(name, transformed(daemonSet, transform?.daemonSet), child);
    const port = { name: "http", port: portOf(APP) };
    const service = headlessService(name, { metadata, app: APP, port }, child);
    if (settings.namespace.networkPolicies) {
      const prometheus = { namespace: context.namespace, podLabels: selector("prometheus") };
      const ingress = [{ peers: [prometheus], ports: [portOf(APP)] }];
      networkPolicy(name, { namespace, app: APP, labels, ingress, egress: [] }, child);
    }

    this.serviceName = service.metadata.name;
    this.registerOutputs({ serviceName: this.serviceName });
  }
}
