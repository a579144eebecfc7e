import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { deploymentApi, IN_USE, of, port, portManager } from "./select";

/** DEP-66 */
export function services(): PanelSpec {
  return {
    key: "services",
    type: "stat",
    title: "État des Services",
    description:
      "État en temps réel de chaque service critique. Le Tunnel Manager n'expose pas de métriques : c'est son port qui répond ou non. Une valeur manquante veut dire « non surveillé ».",
    unit: "bool_on_off",
    min: 0,
    max: 1,
    steps: [
      { from: undefined, color: "red" },
      { from: 1, color: "green" },
    ],
    noValue: "aucune donnée",
    options: { graphMode: "none", colorMode: "background" },
    queries: [
      { expr: `max(${portManager("up")})`, legend: "Port Manager", instant: true },
      { expr: `max(${deploymentApi("up")})`, legend: "Deployment API", instant: true },
      { expr: `max(${of("tunnel-manager", "probe_success")})`, legend: "Tunnel Manager", instant: true },
      { expr: `max(${of("deployment-mongodb", "mongodb_up")})`, legend: "MongoDB", instant: true },
    ],
  };
}

/** DEP-67: the line is the alert's share of the range. */
export function ports(range: { readonly from: number; readonly to: number }, percent: number): PanelSpec {
  const total = range.to - range.from + 1;
  return {
    key: "port-manager",
    type: "timeseries",
    title: "Port Manager",
    description: `Ports de la plage ${range.from}-${range.to} : alloués, libres, et demandes par minute. L'alerte « High Port Utilization » se déclenche au-delà de ${percent} % de la plage.`,
    unit: "short",
    decimals: 0,
    min: 0,
    max: total,
    steps: above((total * percent) / 100),
    queries: [
      { expr: `sum(${portManager("port_manager_total_allocations")})`, legend: "alloués" },
      { expr: `sum(${portManager("port_manager_available_ports")})`, legend: "libres" },
      {
        expr: `sum(rate(${portManager("port_manager_allocation_requests_total")}[$__rate_interval])) * 60`,
        legend: "demandes par minute",
      },
    ],
  };
}

/** DEP-68 */
export function deployments(): PanelSpec {
  const total = `sum(increase(${deploymentApi("deployment_total")}[1h]))`;
  const succeeded = `sum(increase(${deploymentApi("deployment_success_total")}[1h]))`;
  return {
    key: "deployments",
    type: "timeseries",
    title: "Deployment API",
    description:
      "Déploiements de l'heure écoulée : réussis, et échoués ou encore en cours. L'application ne compte pas les échecs : c'est ce qui n'a pas réussi.",
    unit: "short",
    min: 0,
    queries: [
      { expr: `round(${succeeded})`, legend: "réussis" },
      { expr: `round(${total} - (${succeeded} or vector(0)))`, legend: "échoués ou en cours" },
    ],
  };
}

/** DEP-69 */
export function applications(): PanelSpec {
  return {
    key: "applications",
    type: "table",
    title: "Applications Déployées",
    description:
      "Chaque port sur lequel une application a répondu depuis un jour, et si elle répond encore (1) ou plus (0). Un port jamais utilisé n'apparaît pas.",
    unit: "bool_on_off",
    noValue: "aucune application",
    queries: [{ expr: `${port("probe_success")} and on (instance) ${IN_USE}` }],
    options: { sortBy: [{ displayName: "État", desc: false }] },
    transformations: [
      {
        id: "organize",
        options: {
          excludeByName: { Time: true, __name__: true, job: true, prober: true, system: true },
          renameByName: { port: "Port", instance: "Adresse", Value: "État" },
        },
      },
    ],
  };
}

/** DEP-70 */
export function performance(): PanelSpec {
  const buckets = `sum by (le) (increase(${deploymentApi("deployment_duration_seconds_bucket")}[1h]))`;
  const answers = `${port("probe_duration_seconds")} and on (instance) ${IN_USE}`;
  return {
    key: "performance",
    type: "timeseries",
    title: "Performance",
    description:
      "Durée des déploiements de l'heure écoulée (p50, p95 ; 300 s veut dire « cinq minutes ou plus », le dernier seuil mesuré) et temps de réponse p95 des applications à leur contrôle de santé.",
    unit: "s",
    min: 0,
    queries: [
      { expr: `histogram_quantile(0.5, ${buckets})`, legend: "déploiement p50" },
      { expr: `histogram_quantile(0.95, ${buckets})`, legend: "déploiement p95" },
      { expr: `quantile(0.95, ${answers})`, legend: "applications p95" },
    ],
  };
}

/** DEP-71 */
export function errors(tooMany: number): PanelSpec {
  const total = `sum(increase(${deploymentApi("deployment_total")}[10m]))`;
  const succeeded = `sum(increase(${deploymentApi("deployment_success_total")}[10m]))`;
  const state = `${port("probe_success")} and on (instance) ${IN_USE}`;
  return {
    key: "errors",
    type: "timeseries",
    title: "Erreurs",
    description: `Déploiements non réussis sur dix minutes, et applications qui ne répondent plus. L'alerte « Deployment Failures » se déclenche au-delà de ${tooMany} échecs.`,
    unit: "short",
    min: 0,
    steps: above(tooMany),
    queries: [
      { expr: `round(${total} - (${succeeded} or vector(0)))`, legend: "déploiements" },
      { expr: `count((${state}) == 0) or vector(0)`, legend: "applications" },
    ],
  };
}
