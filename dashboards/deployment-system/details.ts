import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { deploymentApi, of } from "./select";

/** The measure of the alert HighLatency. */
export function slowDeployments(tooMany: number): PanelSpec {
  const within = (bucket: string) =>
    `sum(increase(${deploymentApi("deployment_duration_seconds_bucket", `le=~"${bucket}"`)}[1h]))`;
  const all = `sum(increase(${deploymentApi("deployment_duration_seconds_bucket", 'le="+Inf"')}[1h]))`;
  return {
    key: "slow-deployments",
    type: "timeseries",
    title: "Déploiements lents",
    description: `Part des déploiements de l'heure écoulée plus longs que dix minutes si l'application a une classe de 600 s, sinon que cinq. L'alerte « High Latency » se déclenche au-delà de ${tooMany} %.`,
    unit: "percent",
    min: 0,
    max: 100,
    width: 12,
    steps: above(tooMany),
    noValue: "aucun déploiement",
    queries: [
      {
        expr: `(1 - (${within("600|600.0")} or ${within("300|300.0")}) / ${all}) * 100`,
        legend: "déploiements lents",
      },
    ],
  };
}

/** The measure of the alert MongoDBSlow. */
export function mongodb(slow: number): PanelSpec {
  const rate = (metric: string) =>
    `sum by (op_type) (rate(${of("deployment-mongodb", metric, 'op_type=~"reads|writes"')}[$__rate_interval]))`;
  return {
    key: "mongodb",
    type: "timeseries",
    title: "MongoDB",
    description: `Durée moyenne des lectures et des écritures. MongoDB dit une opération lente à partir de 100 ms ; l'alerte « MongoDB Slow » se déclenche au-delà de ${slow} ms.`,
    unit: "ms",
    min: 0,
    width: 12,
    steps: above(slow),
    noValue: "aucune opération",
    queries: [
      {
        expr: `${rate("mongodb_ss_opLatencies_latency")} / ${rate("mongodb_ss_opLatencies_ops")} / 1000`,
        legend: "{{op_type}}",
        window: "5m",
      },
    ],
  };
}
