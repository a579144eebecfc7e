import type { DeploymentSystem } from "../../config/schema/systems";
import type { DashboardInput, DashboardJson } from "../contract";
import { dashboard, labelVariable, lokiVariable, targetVariables, textVariable } from "../kit";
import {
  errorRates,
  health,
  latency,
  requests,
  resources,
  responseTimes,
  restarts,
  withoutHealth,
} from "./applications";
import { mongodb, slowDeployments } from "./details";
import { containers, cpu, disk, load, memory, network } from "./infrastructure";
import { kpis } from "./kpi";
import { LOG_PANELS } from "./logs";
import { applications, deployments, errors, performance, ports, services } from "./main";
import { IN_USE, limits } from "./select";

export const DEPLOYMENT_MAIN = { uid: "deployment-main", title: "Deployment System" } as const;
export const INFRASTRUCTURE_MAIN = { uid: "infrastructure-main", title: "Infrastructure Overview" } as const;
export const APPLICATIONS_MAIN = { uid: "applications-main", title: "Applications Monitoring" } as const;

const TARGETS = targetVariables('system="deployment-system"');
const SHARED = { tags: ["deployment-system"], alerts: 'system="deployment-system"' } as const;

/** DEP-65: six panels, then KPIs, what the remaining alerts measure, and the logs. */
export function deploymentMain(
  { applications: range, logs }: DeploymentSystem,
  input: DashboardInput,
): DashboardJson {
  const limit = limits(input);
  const withLogs = input.logs && logs.enabled;
  return dashboard({
    ...DEPLOYMENT_MAIN,
    ...SHARED,
    description:
      "Services, ports, déploiements et applications du système de déploiement, avec ses indicateurs.",
    variables: [
      ...TARGETS,
      ...(withLogs ? [lokiVariable(), textVariable("deployment_id", "Déploiement")] : []),
    ],
    rows: [
      {
        panels: [
          services(),
          ports(range.ports, limit("HighPortUtilization")),
          deployments(),
          applications(),
          performance(),
          errors(limit("DeploymentFailures")),
        ],
      },
      { title: "Indicateurs (KPI)", collapsed: true, panels: kpis() },
      {
        title: "Déploiements et base de données",
        collapsed: true,
        panels: [slowDeployments(limit("HighLatency")), mongodb(limit("MongoDBSlow"))],
      },
      ...(withLogs ? [{ title: "Journaux", collapsed: true, panels: LOG_PANELS }] : []),
    ],
  });
}

/** DEP-72 */
export function infrastructureMain(input: DashboardInput): DashboardJson {
  const limit = limits(input);
  return dashboard({
    ...INFRASTRUCTURE_MAIN,
    ...SHARED,
    description:
      "Le serveur du système de déploiement : processeur, mémoire, disques, réseau, charge, conteneurs.",
    variables: TARGETS,
    rows: [
      {
        panels: [
          cpu(limit("HighCPU")),
          memory(limit("MemoryCritical")),
          disk(limit("DiskSpaceCritical")),
          network(),
          load(),
          containers(),
        ],
      },
    ],
  });
}

/** DEP-79 */
export function applicationsMain(
  { applications: { metrics } }: DeploymentSystem,
  input: DashboardInput,
): DashboardJson {
  const measured = metrics !== undefined;
  const limit = limits(input);
  return dashboard({
    ...APPLICATIONS_MAIN,
    ...SHARED,
    description: "Les applications déployées : requêtes, erreurs, temps de réponse, santé, ressources.",
    variables: [
      ...TARGETS,
      labelVariable({
        name: "application",
        label: "Application",
        query: `label_values(${IN_USE}, instance)`,
      }),
    ],
    rows: [
      {
        panels: [
          requests(measured),
          errorRates(limit("HighErrorRate"), measured),
          responseTimes(measured),
          health(),
          resources(),
        ],
      },
      {
        title: "Détails",
        collapsed: true,
        panels: [latency(measured), restarts(limit("ContainerRestartLoop")), withoutHealth()],
      },
    ],
  });
}
