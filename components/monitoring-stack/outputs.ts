import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { Plan } from "../../systems/plan";
import { exposureGraph } from "../../base/exposure";
import type { Ui } from "../../config/schema/exposure";
import { namespaceOf, portOf, type Endpoint } from "../../base/endpoints";

/** What `pulumi stack output` shows. Optional fields are left out where they do not apply. */
export interface StackOutputs {
  /** Namespace of the stack. */
  readonly namespace: pulumi.Output<string>;
  /** Public address of Grafana, else the one inside the cluster. */
  readonly grafanaUrl: string;
  /** Public address of Prometheus, where it has one. */
  readonly prometheusUrl?: string;
  /** Public address of Alertmanager, where it has one. */
  readonly alertmanagerUrl?: string;
  /** Address of each dashboard by its uid. */
  readonly dashboardUrls: Readonly<Record<string, string>>;
  readonly adminUser: string;
  /** Secret; `pulumi stack output adminPassword --show-secrets`. */
  readonly adminPassword: pulumi.Output<string>;
  readonly prometheusUser?: string;
  /** Secret. */
  readonly prometheusPassword?: pulumi.Output<string>;
  readonly alertmanagerUser?: string;
  /** Secret. */
  readonly alertmanagerPassword?: pulumi.Output<string>;
  /** Commands that open each UI on this machine, by name. */
  readonly portForwardCommands: Readonly<Record<string, string>>;
}

/** Addresses of the UIs that have a public one. */
export function publicUrls(settings: Settings): Partial<Record<Ui, string>> {
  return Object.fromEntries(exposureGraph(settings).map(({ endpoint, url }) => [endpoint, url]));
}

export function dashboardUrls({ dashboards, urls }: Plan): Record<string, string> {
  const entries = dashboards.map(({ uid }) => [uid, `${urls.grafana}/d/${uid}`] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function portForwardCommands(settings: Settings): Record<string, string> {
  const parts: readonly Endpoint[] = [
    "alertmanager",
    "grafana",
    ...(settings.loki.enabled ? (["loki"] as const) : []),
    "prometheus",
  ];
  return Object.fromEntries(parts.map((part) => [part, portForward(part, settings)]));
}

function portForward(part: Endpoint, settings: Settings): string {
  const { context } = settings.cluster;
  return [
    "kubectl",
    ...(context === undefined ? [] : [`--context ${context}`]),
    `--namespace ${namespaceOf(part, settings)}`,
    `port-forward service/${part} ${portOf(part)}`,
  ].join(" ");
}
