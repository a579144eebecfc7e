import type { AlertRule, RuleGroup } from "../../systems/plan";

/** An alert with the labels that reach Alertmanager as far as the rule itself sets them. */
export interface Alert {
  readonly name: string;
  readonly group: string;
  readonly rule: AlertRule;
  readonly labels: Readonly<Record<string, string>>;
}

/** The alerts of one group. A rule's own label wins over its group's. */
export function alertsOf(group: RuleGroup): Alert[] {
  return group.rules.flatMap((rule) =>
    "alert" in rule
      ? [{ name: rule.alert, group: group.name, rule, labels: { ...group.labels, ...rule.labels } }]
      : [],
  );
}
