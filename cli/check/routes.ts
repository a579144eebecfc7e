import { explainRoute } from "../../components/alertmanager";
import type { Plan } from "../../systems/plan";
import { alertsOf } from "./alert";
import type { Finding } from "./finding";

/** One alert of the stack, and who is told about it. */
export interface Told {
  readonly alert: string;
  readonly severity: string;
  readonly system: string;
  readonly receivers: readonly string[];
}

/** The routing of every alert, as Alertmanager itself would decide it. */
export function routing({ settings, ruleFiles, lokiRuleFiles }: Plan): Told[] {
  return [...ruleFiles, ...lokiRuleFiles].flatMap(({ system, groups }) =>
    groups.flatMap(alertsOf).map(({ name, labels }) => ({
      alert: name,
      severity: labels.severity ?? "none",
      system,
      receivers: explainRoute(settings, { system, ...labels, alertname: name }),
    })),
  );
}

/** In staging and production somebody is told about every critical alert; in development alerts may stay in the UI. */
export function checkRoutes(plan: Plan): Finding[] {
  const { alerting, environment } = plan.settings;
  if (environment === "development" && Object.keys(alerting.receivers).length === 0) return [];
  return routing(plan)
    .filter(({ severity, receivers }) => severity === "critical" && receivers.length === 0)
    .map(({ alert, system }) => ({
      area: "routes",
      where: `${system}: ${alert}`,
      reason: "is critical and nobody is told",
      fix: "add a route in vigie:alerting.routes whose systems and severities include it",
    }));
}
