import type { Settings } from "../../config/schema";
import { traefikRoutes } from "../../base/exposure";
import type { PortProbe } from "../../systems/model";
import type { Plan } from "../../systems/plan";
import { isKubernetesObject, isPatch } from "../program/manifests";
import type { Evaluated } from "../program/evaluate";
import type { Recorded } from "../program/record";
import { alertsOf } from "../check/alert";
import { count, table } from "./table";

/** What one stack comes to, as the table that render, check and start end with. */
export function summary({ loaded, plan, resources }: Evaluated): string {
  const { settings } = plan;
  const rows = [
    ["objects", objects(resources)],
    ["targets", targets(plan)],
    ["alerts", alerts(plan)],
    ["dashboards", dashboards(plan)],
    ["receivers", receivers(settings)],
    ["urls", urls(plan)],
    ...expectations(settings).map((text) => ["expects", text]),
  ];
  const parts = [
    `${loaded.stack} (${settings.environment}, ${settings.platform}, ${settings.profile})`,
    table(rows),
  ];
  return [...parts, ...missingSecrets({ loaded })].join("\n");
}

/** Lines: the secrets still to set and the command for each. None when every one is set. */
export function missingSecrets({ loaded: { missing } }: Pick<Evaluated, "loaded">): string[] {
  if (missing.length === 0) return [];
  const lines = missing.map(({ usedBy, command }) => [usedBy, command]);
  return [`secrets to set before \`pulumi up\`:`, table(lines)];
}

function objects(resources: readonly Recorded[]): string {
  const byKind = new Map<string, number>();
  const kubernetes = resources.filter(isKubernetesObject);
  for (const resource of kubernetes) {
    const kind = `${String(resource.inputs.kind)}${isPatch(resource) ? " patch" : ""}`;
    byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  }
  const kinds = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, amount]) => `${amount} ${kind}`);
  return `${kubernetes.length}: ${kinds.join(", ")}`;
}

function targets({ systems }: Plan): string {
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return [
    count(sum(systems.map(({ scrapes }) => scrapes.length)), "scrape job"),
    count(
      sum(systems.map(({ probes, portProbes = [] }) => probes.length + sum(portProbes.map(portCount)))),
      "probe",
    ),
    count(sum(systems.map(({ databases }) => databases.length)), "database exporter"),
  ].join(", ");
}

/** Ports of a range that are asked; each is a target of its own. */
function portCount({ ports: { from, to }, except = [] }: PortProbe): number {
  return to - from + 1 - new Set(except.filter((port) => port >= from && port <= to)).size;
}

function alerts({ ruleFiles, lokiRuleFiles }: Plan): string {
  const bySeverity = new Map<string, number>();
  for (const { groups } of [...ruleFiles, ...lokiRuleFiles]) {
    for (const { labels } of groups.flatMap(alertsOf)) {
      const severity = labels.severity ?? "none";
      bySeverity.set(severity, (bySeverity.get(severity) ?? 0) + 1);
    }
  }
  const total = [...bySeverity.values()].reduce((sum, amount) => sum + amount, 0);
  const parts = [...bySeverity].sort(([a], [b]) => (a < b ? -1 : 1));
  return total === 0 ? "0" : `${total}: ${parts.map(([name, amount]) => `${amount} ${name}`).join(", ")}`;
}

function dashboards(plan: Plan): string {
  return `${plan.dashboards.length}: ${plan.dashboards.map(({ uid }) => uid).join(", ")}`;
}

function receivers({ alerting }: Settings): string {
  const named = Object.entries(alerting.receivers).map(([name, { type }]) => `${name} (${type})`);
  const all = alerting.heartbeat === undefined ? named : [...named, "heartbeat"];
  return all.length === 0 ? "none: alerts show in Alertmanager only" : all.join(", ");
}

/** What must be in the cluster already; an apply without it fails at the first object that needs it. */
function expectations(settings: Settings): string[] {
  if (traefikRoutes(settings).length === 0) return [];
  const { namespace, serviceName } = settings.exposure.traefik;
  return [`Traefik running as Service ${namespace}/${serviceName}, with its definitions traefik.io/v1alpha1`];
}

function urls({ urls: addresses }: Plan): string {
  return Object.values(addresses).join(", ");
}
