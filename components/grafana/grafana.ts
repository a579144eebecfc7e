import * as pulumi from "@pulumi/pulumi";
import { dataClaim } from "../kit/claim";
import { liveConfig, rolledConfig } from "../kit/config-map";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf } from "../../base/endpoints";
import { Deployment, Service, ServiceAccount, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { networkPolicy } from "../kit/network-policy";
import { objectLabels, podMetadata } from "../kit/workload";
import { grafanaFiles } from "./config";
import { grafanaCredentials } from "./credentials";
import { dashboardFile, dashboardObjectName } from "./dashboards";
import { grafanaFlows } from "./flows";
import { grafanaPod } from "./pod";

type DeploymentArgs = k8s.apps.v1.Deployment;

export interface GrafanaArgs {
  readonly context: Context;
  readonly transform?: { readonly deployment?: Transform<DeploymentArgs> | undefined } | undefined;
}

const APP = "grafana";

/** Dashboards, provisioned from files: data sources, folders and dashboards need no API and no account. */
export class Grafana extends pulumi.ComponentResource {
  /** Public address where exposed, otherwise the one inside the cluster. */
  public readonly url: string;
  public readonly adminUser: string;
  /** Secret. */
  public readonly adminPassword: pulumi.Output<string>;

  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:grafana:Grafana", name, {}, opts);
    const { plan, settings, namespace } = args.context;
    const { grafana } = settings;
    const common = { namespace, labels: objectLabels(APP, "dashboards", settings, grafana) };
    const metadata = { name: APP, ...common };
    const child = { parent: this };

    const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const claim = dataClaim(
      `${name}-data`,
      APP,
      { settings, volume: grafana.storage, path: "vigie:grafana.storage", ...common },
      child,
    );
    const config = rolledConfig(`${name}-config`, { ...common, files: grafanaFiles(plan) }, child);
    const credentials = grafanaCredentials(name, args.context, common.labels, child);
    const dashboards = plan.dashboards.map((dashboard) =>
      liveConfig(
        `${name}-dashboard-${dashboard.uid}`,
        dashboardObjectName(dashboard.uid),
        { ...common, files: { [dashboardFile(dashboard)]: dashboard.json } },
        child,
      ),
    );

    const { revision } = credentials;
    const template = podMetadata(common.labels, grafana);
    const annotations = {
      ...template.annotations,
      ...(revision === undefined ? {} : { "vigie/credentials-revision": revision }),
    };
    const deployment: DeploymentArgs = {
      metadata,
      spec: {
        replicas: 1,
        // SQLite on a ReadWriteOnce volume: never two at a time.
        strategy: { type: "Recreate" },
        selector: { matchLabels: selector(APP) },
        template: {
          metadata: { ...template, annotations },
          spec: grafanaPod({
            plan,
            serviceAccountName: account.metadata.name,
            claimName: claim.metadata.name,
            configName: config.metadata.name,
            secretSources: credentials.sources,
          }),
        },
      },
    };
    const transformedDeployment = transformed(deployment, args.transform?.deployment);
    new Deployment(name, transformedDeployment, { ...child, dependsOn: dashboards });
    const ports = [{ name: "http", port: portOf(APP), targetPort: "http", protocol: "TCP" }];
    new Service(name, { metadata, spec: { selector: selector(APP), ports } }, child);
    if (settings.namespace.networkPolicies) {
      networkPolicy(name, { ...common, app: APP, ...grafanaFlows(settings) }, child);
    }

    this.url = plan.urls.grafana;
    this.adminUser = grafana.adminUser;
    this.adminPassword = credentials.adminPassword;
    this.registerOutputs({ url: this.url, adminUser: this.adminUser, adminPassword: this.adminPassword });
  }
}
