import { didYouMean } from "../../config/suggest";
import type { System } from "../model";
import type { AlertRule } from "../plan";
import type { PanelIds } from "./dashboards";
import { DASHBOARD_ANNOTATION, panelReference } from "./links";
import type { Problem } from "./problems";
import { isAlert } from "./rule-reader";
import type { RuleReader } from "./rule-reader";

/** Every `dashboard:` annotation must name a dashboard of this stack and a panel on it: a link that leads nowhere is found here. */
export function deadPanelLinks(systems: readonly System[], panels: PanelIds, reader: RuleReader): Problem[] {
  return systems.flatMap(({ rules, lokiRules }) =>
    [...rules, ...lokiRules].flatMap(({ file, without = [] }) => {
      const { groups, lines } = reader.read(file);
      const alerts = groups.flatMap((group) => group.rules.filter(isAlert));
      return alerts
        .filter(({ alert }) => !without.includes(alert))
        .flatMap((rule) => deadLink(`${file}:${lines.get(rule.alert) ?? 1}`, rule, panels));
    }),
  );
}

function deadLink(at: string, { alert, annotations }: AlertRule, panels: PanelIds): Problem[] {
  const reference = panelReference(annotations);
  if (reference === undefined) return [];
  const known = panels.get(reference.uid);
  if (known === undefined) {
    const fix = didYouMean(reference.uid, [...panels.keys()], "there are no dashboards");
    return [{ at, reason: `alert ${alert}: no dashboard "${reference.uid}" in this stack`, fix }];
  }
  if (reference.panel === undefined || known.has(reference.panel)) return [];
  const fix = "name one of its panels by key, or the dashboard alone";
  return [{ at, reason: `alert ${alert}: no panel "${annotations?.[DASHBOARD_ANNOTATION] ?? ""}"`, fix }];
}
