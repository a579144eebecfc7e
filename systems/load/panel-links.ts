import type { Dashboard } from "../plan";
import type { System } from "../model";
import { DASHBOARD_ANNOTATION, panelReference } from "./links";
import { didYouMean } from "../../config/suggest";
import type { Problem } from "./problems";
import { isAlert } from "./rule-files";
import type { RuleReader } from "./rule-files";

/** Every `dashboard:` annotation must name a dashboard of this stack and a panel on it: a link that leads nowhere is found here. */
export function deadPanelLinks(
  systems: readonly System[],
  dashboards: readonly Dashboard[],
  reader: RuleReader,
): Problem[] {
  const panels = new Map(dashboards.map(({ uid, json }) => [uid, panelIds(JSON.parse(json) as Panels)]));
  const uids = [...panels.keys()];
  return systems.flatMap(({ rules, lokiRules }) =>
    [...rules, ...lokiRules].flatMap(({ file, without = [] }) => {
      const { groups, lines } = reader.read(file);
      const alerts = groups.flatMap(({ rules: all }) => all.filter(isAlert));
      return alerts.flatMap(({ alert, annotations }) => {
        const reference = annotations?.[DASHBOARD_ANNOTATION];
        if (reference === undefined || without.includes(alert)) return [];
        const at = `${file}:${lines.get(alert) ?? 1}`;
        const { uid, panel } = panelReference(reference);
        const known = panels.get(uid);
        if (known === undefined) {
          return [
            {
              at,
              reason: `alert ${alert}: no dashboard "${uid}" in this stack`,
              fix: didYouMean(uid, uids, "there are no dashboards"),
            },
          ];
        }
        if (panel === undefined || known.has(panel)) return [];
        const fix = "name one of its panels by key, or the dashboard alone";
        return [{ at, reason: `alert ${alert}: no panel "${reference}"`, fix }];
      });
    }),
  );
}

interface Panels {
  readonly panels?: readonly (Panels & { readonly id?: number })[];
}

function panelIds({ panels = [] }: Panels): Set<number> {
  return new Set(
    panels.flatMap((panel) => [...(panel.id === undefined ? [] : [panel.id]), ...panelIds(panel)]),
  );
}
