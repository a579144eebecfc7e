import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../systems/plan";
import { Alertmanager } from "../alertmanager";
import { CloudflareTunnel } from "../cloudflare";
import { DatabaseExporters } from "../databases";
import { BlackboxExporter, KubeStateMetrics, NodeExporter } from "../exporters";
import { TraefikExposure } from "../exposure";
import { Grafana } from "../grafana";
import type { SecretValues } from "../../config/secret-values";
import type { Context } from "../kit/context";
import { LogCollector } from "../log-collector";
import { Loki } from "../loki";
import { MonitoringNamespace } from "../namespace";
import { Prometheus } from "../prometheus";
import { dashboardUrls, portForwardCommands, publicUrls, type StackOutputs } from "./outputs";

type ComponentClass = new (name: string, args: never) => pulumi.ComponentResource;
type TransformOf<Component extends ComponentClass> = Exclude<
  ConstructorParameters<Component>[1]["transform"],
  undefined
>;

/** The escape hatch: edits of the main objects, by component. */
export interface Transforms {
  readonly namespace?: TransformOf<typeof MonitoringNamespace>;
  readonly prometheus?: TransformOf<typeof Prometheus>;
  readonly alertmanager?: TransformOf<typeof Alertmanager>;
  readonly grafana?: TransformOf<typeof Grafana>;
  readonly loki?: TransformOf<typeof Loki>;
  readonly logCollector?: TransformOf<typeof LogCollector>;
  readonly nodeExporter?: TransformOf<typeof NodeExporter>;
  readonly kubeStateMetrics?: TransformOf<typeof KubeStateMetrics>;
  readonly blackboxExporter?: TransformOf<typeof BlackboxExporter>;
  readonly databases?: TransformOf<typeof DatabaseExporters>;
  readonly exposure?: TransformOf<typeof TraefikExposure>;
  readonly cloudflare?: TransformOf<typeof CloudflareTunnel>;
}

export interface MonitoringStackArgs {
  readonly plan: Plan;
  readonly secrets: SecretValues;
  readonly transforms?: Transforms;
}

/** The composition root: every part of the stack, in one namespace beside the agents' one. */
export class MonitoringStack extends pulumi.ComponentResource {
  readonly outputs: StackOutputs;

  constructor(name: string, args: MonitoringStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:index:MonitoringStack", name, {}, opts);
    const { plan, secrets, transforms = {} } = args;
    const { settings } = plan;
    const { cloudflare, exporters, loki } = settings;
    const child = { parent: this };

    const namespace = new MonitoringNamespace("namespace", given({ settings }, transforms.namespace), child);
    const context: Context = {
      plan,
      settings,
      secrets,
      namespace: namespace.name,
      agentsNamespace: namespace.agentsName,
    };

    new Prometheus("prometheus", given({ context }, transforms.prometheus), child);
    new Alertmanager("alertmanager", given({ context }, transforms.alertmanager), child);
    const grafana = new Grafana("grafana", given({ context }, transforms.grafana), child);
    if (loki.enabled) new Loki("loki", given({ context }, transforms.loki), child);
    new LogCollector("logs", given({ context }, transforms.logCollector), child);

    if (exporters.nodeExporter.enabled)
      new NodeExporter("node-exporter", given({ context }, transforms.nodeExporter), child);
    if (exporters.kubeStateMetrics.enabled)
      new KubeStateMetrics("kube-state-metrics", given({ context }, transforms.kubeStateMetrics), child);
    if (exporters.blackbox.enabled)
      new BlackboxExporter("blackbox-exporter", given({ context }, transforms.blackboxExporter), child);
    new DatabaseExporters("databases", given({ context }, transforms.databases), child);

    const exposure = new TraefikExposure("exposure", given({ context }, transforms.exposure), child);
    if (cloudflare !== undefined)
      new CloudflareTunnel("cloudflared", given({ context, cloudflare }, transforms.cloudflare), child);

    this.outputs = {
      namespace: namespace.name,
      ...addresses(plan),
      adminUser: grafana.adminUser,
      adminPassword: grafana.adminPassword,
      ...credentials(exposure),
      portForwardCommands: portForwardCommands(settings),
    };
    this.registerOutputs({ namespace: namespace.name, grafanaUrl: this.outputs.grafanaUrl });
  }
}

/** The arguments with the transform, which is left out rather than undefined. */
function given<Args extends object, Transform>(
  args: Args,
  transform: Transform | undefined,
): Args & { readonly transform?: Transform } {
  return transform === undefined ? args : { ...args, transform };
}

type Addresses = Pick<StackOutputs, "grafanaUrl" | "prometheusUrl" | "alertmanagerUrl" | "dashboardUrls">;

function addresses(plan: Plan): Addresses {
  const { prometheus, alertmanager } = publicUrls(plan.settings);
  return {
    grafanaUrl: plan.urls.grafana,
    ...(prometheus === undefined ? {} : { prometheusUrl: prometheus }),
    ...(alertmanager === undefined ? {} : { alertmanagerUrl: alertmanager }),
    dashboardUrls: dashboardUrls(plan),
  };
}

function credentials({ generatedUsers }: TraefikExposure): Partial<StackOutputs> {
  const { prometheus, alertmanager } = generatedUsers;
  return {
    ...(prometheus && { prometheusUser: prometheus.user, prometheusPassword: prometheus.password }),
    ...(alertmanager && { alertmanagerUser: alertmanager.user, alertmanagerPassword: alertmanager.password }),
  };
}
