import { above, below, series } from "../kit";
import type { PanelSpec, Step } from "../kit";

/** What rules/deployment-system/kpi.yaml records. */
const recorded = (name: string) => series(`deployment_system:${name}`);

/** DEP-148 to DEP-157 and DEP-160: the objective is the number at which a value turns red, or green. */
export function kpis(): readonly PanelSpec[] {
  return [
    kpi(
      "success",
      "Déploiements réussis",
      "percentunit",
      atLeast(0.95),
      recorded("deployment_success:ratio_increase1d"),
      {
        description: "Part des déploiements réussis sur un jour. Objectif : plus de 95 %.",
        noValue: "aucun déploiement",
      },
    ),
    kpi("duration", "Durée médiane", "s", above(300), recorded("deployment_duration_seconds:p50_1d"), {
      description:
        "Durée médiane d'un déploiement sur un jour ; sans somme, la moyenne ne se calcule pas. Objectif : moins de 5 minutes.",
      noValue: "aucun déploiement",
    }),
    kpi("ports", "Ports utilisés", "percentunit", above(0.8), recorded("ports_allocated:ratio"), {
      description: "Part de la plage de ports qui est allouée. Objectif : moins de 80 %.",
    }),
    kpi(
      "uptime",
      "Disponibilité",
      "percentunit",
      atLeast(0.995),
      `avg_over_time(${recorded("applications_up:ratio")}[7d])`,
      {
        description:
          "Part des applications en usage qui répondaient, sur sept jours. Objectif : plus de 99,5 %.",
        decimals: 2,
      },
    ),
    kpi("mttr", "Temps de rétablissement", "s", above(1800), MEAN_TIME_TO_RECOVERY, {
      description:
        "Durée moyenne d'une panne des trois services, sur sept jours (MTTR). Objectif : moins de 30 minutes.",
      noValue: "aucune panne",
    }),
    kpi("cpu", "CPU moyen", "percentunit", above(0.8), recorded("cpu_used:ratio_rate1d"), {
      description: "Utilisation moyenne des processeurs du serveur sur un jour. Objectif : moins de 80 %.",
    }),
    kpi("memory", "Mémoire", "percentunit", above(0.85), recorded("memory_used:ratio"), {
      description: "Mémoire utilisée, tampons compris, cache de fichiers exclu. Objectif : moins de 85 %.",
    }),
    kpi("disk", "Disque", "percentunit", above(0.9, 0.8), recorded("disk_used:ratio"), {
      description: "Le système de fichiers le plus rempli. Objectif : moins de 80 % ; l'alerte vient à 90 %.",
    }),
    kpi("latency", "Latence réseau", "s", above(0.1), recorded("connect_seconds:p95_1d"), {
      description: "Ouverture d'une connexion TCP au serveur, p95 sur un jour. Objectif : moins de 100 ms.",
      decimals: 3,
    }),
    kpi("restarts", "Redémarrages", "short", above(2), recorded("container_restarts:changes1d"), {
      description: "Redémarrages sur un jour du conteneur qui redémarre le plus. Objectif : moins de 2.",
      decimals: 0,
    }),
    kpi("coverage", "Couverture", "percentunit", atLeast(1), recorded("services_watched:ratio"), {
      description: "Part des quatre services critiques qui sont surveillés. Objectif : 100 %.",
    }),
  ];
}

/** Minutes that the three services were down, by the recoveries that ended them. */
const MEAN_TIME_TO_RECOVERY =
  `sum(sum_over_time(${recorded("service_down:bool")}[7d])) * 60 / ` +
  `(sum(resets(${recorded("service_down:bool")}[7d])) > 0)`;

function kpi(
  key: string,
  title: string,
  unit: string,
  steps: readonly Step[],
  expr: string,
  more: Pick<PanelSpec, "description" | "noValue" | "decimals">,
): PanelSpec {
  return {
    key: `kpi-${key}`,
    type: "stat",
    title,
    unit,
    min: 0,
    width: 4,
    height: 5,
    steps,
    queries: [{ expr, legend: title, instant: true }],
    options: { graphMode: "none" },
    ...more,
  };
}

/** Green from the objective on, red below it. */
function atLeast(objective: number): readonly Step[] {
  return below(objective, objective).filter(({ color }) => color !== "yellow");
}
