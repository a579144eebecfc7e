import * as pulumi from "@pulumi/pulumi";
import type { Database } from "../../config/schema/databases";
import { transformed, type Context, type Transform } from "../kit/context";
import { headlessService } from "../kit/headless-service";
import { Deployment, ServiceAccount, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { networkPolicy } from "../kit/network-policy";
import { hardenedPod } from "../kit/pod";
import { objectLabels, podMetadata } from "../kit/workload";
import { connection } from "./connection";
import { exporterContainer } from "./container";
import { credentials } from "./credentials";
import { EXPORTERS, METRICS_PORT, databaseAddress, exporterApp } from "./naming";

type DeploymentArgs = k8s.apps.v1.Deployment;

export interface DatabaseExporterArgs {
  readonly context: Context;
  /** A database whose `address` is set. */
  readonly database: Database;
  readonly transform?: { readonly deployment?: Transform<DeploymentArgs> | undefined } | undefined;
}

/** The exporter of a database outside the cluster, or of one whose pods must not be touched: a Deployment of its own. */
export class DatabaseExporter extends pulumi.ComponentResource {
  public readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: DatabaseExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:databases:DatabaseExporter", name, {}, opts);
    const { context, database, transform } = args;
    const { settings, namespace } = context;
    const app = exporterApp(database);
    const common = { namespace, labels: objectLabels(app, "metrics", settings) };
    const metadata = { name: app, ...common };
    const child = { parent: this };

    const connect = connection(database);
    const access = credentials(
      `${name}-credentials`,
      connect,
      { ...common, secrets: context.secrets },
      child,
    );
    const { port } = EXPORTERS[database.type];
    const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const deployment: DeploymentArgs = {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: selector(app) },
        template: {
          metadata: podMetadata(common.labels),
          spec: hardenedPod({
            settings,
            serviceAccountName: account.metadata.name,
            containers: [
              {
                ...exporterContainer(database, settings, connect, access),
                // Ready is to listen, alive is to answer: not every exporter has a path for each.
                readinessProbe: {
                  tcpSocket: { port },
                  periodSeconds: 15,
                  timeoutSeconds: 5,
                  failureThreshold: 6,
                },
              },
            ],
            volumes: access.volumes,
          }),
        },
      },
    };
    new Deployment(name, transformed(deployment, transform?.deployment), child);

    const service = headlessService(name, { metadata, app, port: { name: METRICS_PORT, port } }, child);
    if (settings.namespace.networkPolicies) {
      const databasePort = Number(databaseAddress(database).split(":").at(-1));
      networkPolicy(
        name,
        {
          ...common,
          app,
          ingress: [{ peers: [{ app: "prometheus" }], ports: [port] }],
          // An address outside the cluster may be a name, which a policy cannot hold: the port is the limit.
          egress: [{ peers: [{ anywhere: true }], ports: [databasePort] }],
        },
        child,
      );
    }

    this.serviceName = service.metadata.name;
    this.registerOutputs({ serviceName: this.serviceName });
  }
}
