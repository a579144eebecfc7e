import type { PanelSpec } from "./types";

/** Name of the data source whose rules are listed; the panel knows no uids. It is provisioned under this one. */
const PROMETHEUS = "Prometheus";

/**
 * What fires or is about to, of the alerts that `filter` matches, e.g. `{system="gauzian"}`: with their labels, since when,
 * and the way to their rule. A table of `ALERTS` would lose every alert that is about no single target.
 */
export function firingAlerts(
  filter: string,
  own: Omit<PanelSpec, "type" | "queries" | "options" | "unit">,
): PanelSpec {
  return {
    ...own,
    type: "alertlist",
    unit: "none",
    queries: [],
    options: {
      alertInstanceLabelFilter: filter,
      alertName: "",
      dashboardAlerts: false,
      datasource: PROMETHEUS,
      groupBy: [],
      groupMode: "default",
      maxItems: 50,
      showInactiveAlerts: false,
      sortOrder: 3,
      stateFilter: {
        error: true,
        firing: true,
        noData: false,
        normal: false,
        pending: true,
        recovering: true,
      },
      viewMode: "list",
    },
  };
}
