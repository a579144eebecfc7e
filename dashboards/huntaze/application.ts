import { logLines } from "../kit";
import type { PanelSpec } from "../kit";
import { api } from "./select";

/** HUN-13 to HUN-15, as the application writes them: also where the stack file's names are wrong. */
export function slis(): PanelSpec {
  const by = (metric: string) => ({ expr: `max by (name) (${api(metric)})` });
  return {
    key: "slis",
    type: "table",
    title: "SLIs as exposed",
    description:
      "Every SLI under the name and in the unit that the application uses. The names of vigie:systems.huntaze.slis must be among these.",
    unit: "none",
    width: 12,
    noValue: "the application exposes no sli_current_value",
    queries: [by("sli_current_value"), by("sli_target"), by("sli_error_budget")],
    transformations: [
      { id: "merge", options: {} },
      {
        id: "organize",
        options: {
          excludeByName: { Time: true },
          renameByName: {
            name: "SLI",
            "Value #A": "Value",
            "Value #B": "Target",
            "Value #C": "Error budget",
          },
        },
      },
    ],
  };
}

/** HUN-15 */
export function errorBudget(): PanelSpec {
  return {
    key: "error-budget",
    type: "timeseries",
    title: "Error budget",
    description:
      "What is left of each SLI's error budget, as the application computes it. At zero it is spent.",
    unit: "none",
    width: 12,
    queries: [{ expr: `min by (name) (${api("sli_error_budget")})`, legend: "{{name}}" }],
  };
}

/** HUN-16 */
export function health(): PanelSpec {
  return {
    key: "health",
    type: "stat",
    title: "Health score",
    description: "Overall health score, as the application computes it; of several instances the lowest.",
    unit: "none",
    decimals: 1,
    queries: [{ expr: `min(${api("health_score_overall")})`, legend: "overall" }],
  };
}

/** HUN-17: its keys are not specified, so whatever begins like it is drawn. */
export function healthParts(): PanelSpec {
  return {
    key: "health-parts",
    type: "timeseries",
    title: "Health score by part",
    description:
      "Health score of each part that the application tells apart; of several instances the lowest.",
    unit: "none",
    queries: [
      {
        expr: `min by (__name__) (${api("", '__name__=~"health_score_.+"')})`,
        legend: "{{__name__}}",
      },
    ],
  };
}

export function apiUp(): PanelSpec {
  return {
    key: "api",
    type: "stat",
    title: "API",
    description: "Whether each instance of the API answers on /api/metrics.",
    unit: "bool_on_off",
    steps: [
      { from: undefined, color: "red" },
      { from: 1, color: "green" },
    ],
    noValue: "no target",
    queries: [{ expr: api("up"), legend: "{{instance}}", instant: true }],
    options: { graphMode: "none" },
  };
}

/** HUN-31: the source reads logs by hand; where this stack collects them they stand here. */
export function productLogs(namespace: string): PanelSpec {
  return logLines(
    namespace,
    "Logs of Huntaze",
    "Recent lines of Huntaze's pods, without those of level debug; the search above narrows them.",
  );
}
