import type { DashboardInput, DashboardJson } from "../contract";
import { above, below, dashboard, firingAlerts, lokiVariable, series, targetVariables, toLogs } from "../kit";
import type { PanelSpec } from "../kit";

export const HOME = { uid: "vigie-home", title: "Home" } as const;

/** What one sees after the login: what is wrong, of which system, and the way to everything else. */
export function home(input: DashboardInput): DashboardJson {
  return dashboard({
    ...HOME,
    description:
      "What fires, what does not answer, how much error budget is left, and the way to every dashboard.",
    tags: ["platform"],
    alerts: 'severity="critical"',
    variables: [...targetVariables('system=~".+"'), ...(input.logs ? [lokiVariable()] : [])],
    rows: [
      { panels: [firing(), contents()] },
      {
        panels: [
          answering(),
          ...(input.objectives ? [budgets()] : []),
          ...(input.has("node-exporter") ? [fullestDisks()] : []),
          ...(input.logs ? [errorLines()] : []),
        ],
      },
    ],
  });
}

const TALL = { width: 12, height: 12 } as const;

/** But for the Watchdog, which always fires. */
function firing(): PanelSpec {
  return firingAlerts('{severity!="none"}', {
    ...TALL,
    key: "firing",
    title: "Alerts",
    description:
      "Everything that fires or is about to, of every system; most severe first. Each leads to its rule.",
  });
}

function contents(): PanelSpec {
  return {
    ...TALL,
    key: "contents",
    type: "dashlist",
    title: "Dashboards",
    description: "Starred and recent ones of yours first, then every dashboard of the stack.",
    unit: "none",
    queries: [],
    options: {
      includeVars: false,
      keepTime: false,
      maxItems: 50,
      query: "",
      showFolderNames: true,
      showHeadings: true,
      showRecentlyViewed: true,
      showSearch: true,
      showStarred: true,
      tags: ["vigie"],
    },
  };
}

function answering(): PanelSpec {
  return {
    key: "answering",
    type: "bargauge",
    title: "Targets that answer",
    description:
      "Share of each system's targets that answered the last scrape. Which do not: see Stack health.",
    unit: "percentunit",
    min: 0,
    max: 1,
    steps: below(0.5, 1),
    queries: [
      {
        expr: `sum by (system) (${series("up")}) / count by (system) (${series("up")})`,
        legend: "{{system}}",
        instant: true,
      },
    ],
    dataLinks: [{ title: "Stack health", url: "/d/vigie-stack?${__url_time_range}" }],
  };
}

function budgets(): PanelSpec {
  return {
    key: "budgets",
    type: "bargauge",
    title: "Error budget left",
    description: "What each objective may still fail within its period. At zero it is missed.",
    unit: "percentunit",
    min: 0,
    max: 1,
    steps: below(0, 0.25),
    noValue: "no traffic yet",
    queries: [
      {
        expr: `max by (sloth_service, sloth_id) (${series("slo:period_error_budget_remaining:ratio")})`,
        legend: "{{sloth_id}}",
        instant: true,
      },
    ],
    dataLinks: [{ title: "Objectives", url: "/d/slo-${__field.labels.sloth_service}?${__url_time_range}" }],
  };
}

function fullestDisks(): PanelSpec {
  const real = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*|nsfs|autofs"';
  const [free, size] = ["avail", "size"].map((what) =>
    series(`node_filesystem_${what}_bytes`, 'job="node-exporter"', real),
  );
  return {
    key: "disks",
    type: "bargauge",
    title: "Fullest disk of each node",
    description: "Share in use of the fullest file system of each node; nothing else fills up as surely.",
    unit: "percentunit",
    min: 0,
    max: 1,
    steps: above(0.9, 0.8),
    queries: [
      { expr: `max by (node) (1 - ${free ?? ""} / ${size ?? ""})`, legend: "{{node}}", instant: true },
    ],
    dataLinks: [
      { title: "Nodes", url: "/d/vigie-nodes?var-node=${__field.labels.node}&${__url_time_range}" },
    ],
  };
}

function errorLines(): PanelSpec {
  return {
    key: "error-lines",
    type: "bargauge",
    title: "Errors in logs within the hour",
    description: "Lines of level error and above by namespace. A click leads to the lines.",
    unit: "short",
    decimals: 0,
    min: 0,
    noValue: "none",
    queries: [
      {
        datasource: "loki",
        expr: 'sum by (namespace) (count_over_time({namespace=~".+"} | level=~"error|critical" [1h]))',
        legend: "{{namespace}}",
      },
    ],
    dataLinks: toLogs("__field.labels"),
  };
}
