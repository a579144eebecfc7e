import { toJson } from "../../base/serialise";
import type { DashboardInput, DashboardJson } from "../../dashboards/contract";
import type { System } from "../model";
import type { Dashboard } from "../plan";
import type { ProjectFiles } from "./files";
import { withPanelMenus } from "./panel-menus";
import type { PanelMenus } from "./panel-menus";
import type { Problem } from "./problems";

/** A ConfigMap holds at most 1 MiB; its own fields need some of it. */
const MAX_BYTES = 1_000_000;
const MAX_UID = 40;

/** Ids of the panels of each dashboard, by uid. */
export type PanelIds = ReadonlyMap<string, ReadonlySet<number>>;

export interface LoadedDashboards {
  readonly dashboards: readonly Dashboard[];
  readonly panels: PanelIds;
  readonly problems: readonly Problem[];
}

/** Builds or reads every dashboard of every system; uids are unique over all of them, titles within a folder. */
export function loadDashboards(
  systems: readonly System[],
  files: ProjectFiles,
  input: DashboardInput,
  menus: PanelMenus = new Map(),
): LoadedDashboards {
  const dashboards: Dashboard[] = [];
  const problems: Problem[] = [];
  const panels = new Map<string, ReadonlySet<number>>();
  const uids = new Map<string, string>();
  const titles = new Map<string, string>();
  for (const system of systems) {
    for (const source of system.dashboards) {
      const at = source.kind === "file" ? source.file : `dashboard ${source.uid}`;
      const read =
        source.kind === "file"
          ? readDashboard(files, source.file)
          : withPanelMenus(source.build(input), menus);
      if (Array.isArray(read)) {
        problems.push(...(read as readonly Problem[]));
        continue;
      }
      const { uid, title } = read as DashboardJson;
      problems.push(
        ...taken(uids, uid, at, `uid "${uid}"`, "give it another uid"),
        ...taken(titles, `${system.title}/${title}`, at, `title "${title}" in this folder`, "rename it"),
      );
      panels.set(uid, new Set(panelIds(read as Panels)));
      const json = toJson(read);
      if (json.length > MAX_BYTES) {
        problems.push({
          at,
          reason: `is ${json.length} bytes, a ConfigMap holds ${MAX_BYTES}`,
          fix: "split it",
        });
      }
      const own = source.kind === "file" ? { file: source.file } : {};
      dashboards.push({ system: system.name, folder: system.title, uid, title, json, ...own });
    }
  }
  return { dashboards, panels, problems };
}

interface Panels {
  readonly panels?: readonly (Panels & { readonly id?: number })[];
}

/** Panels stand on the dashboard, and inside its rows that are closed. */
function panelIds({ panels = [] }: Panels): number[] {
  return panels.flatMap((panel) => [...(panel.id === undefined ? [] : [panel.id]), ...panelIds(panel)]);
}

/** Grafana stops writing a whole provider when two of its dashboards share a uid or a title (grafana#43530). */
function taken(seen: Map<string, string>, key: string, at: string, what: string, fix: string): Problem[] {
  const first = seen.get(key);
  if (first !== undefined) return [{ at, reason: `${what} is already used by ${first}`, fix }];
  seen.set(key, at);
  return [];
}

/** The user's own JSON as it is provisioned, or what is wrong with it. */
function readDashboard(files: ProjectFiles, file: string): DashboardJson | readonly Problem[] {
  const text = files.read(file);
  if (typeof text !== "string") return [text];
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return [brokenJson(file, text, error)];
  }
  const problems = shapeProblems(file, content);
  if (problems.length > 0) return problems;
  // `id` is the row in the database that the export came from; in another Grafana it is another dashboard.
  const { id, ...dashboard } = content as DashboardJson & { id?: unknown };
  return id === undefined ? (content as DashboardJson) : dashboard;
}

function brokenJson(file: string, text: string, error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  const position = /position (\d+)/.exec(message)?.[1];
  const line =
    position === undefined ? text.split("\n").length : text.slice(0, Number(position)).split("\n").length;
  return {
    at: `${file}:${line}`,
    reason: `is not valid JSON: ${message}`,
    fix: "export the dashboard again",
  };
}

function shapeProblems(at: string, content: unknown): Problem[] {
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    return [{ at, reason: "is not a dashboard", fix: "it must be one JSON object" }];
  }
  const dashboard = content as Readonly<Record<string, unknown>>;
  const classic = "export it with Export, Classic (not V2 Resource)";
  if ("elements" in dashboard || "spec" in dashboard || "apiVersion" in dashboard) {
    // https://github.com/grafana/grafana/issues/127928
    return [{ at, reason: "is a V2 or resource dashboard, which file provisioning refuses", fix: classic }];
  }
  if ("dashboard" in dashboard && !("panels" in dashboard)) {
    return [
      {
        at,
        reason: 'wraps the dashboard in "dashboard", as the API answers',
        fix: "keep only what is inside",
      },
    ];
  }
  const problems: Problem[] = [];
  if ("__inputs" in dashboard) {
    const fix =
      'export it without "Export for sharing externally", or replace ${DS_...} by the uid "prometheus" or "loki"';
    problems.push({ at, reason: "has __inputs, which only the import dialog fills in", fix });
  }
  const { uid, title } = dashboard;
  if (typeof uid !== "string" || uid === "") {
    problems.push({ at, reason: '"uid" is missing', fix: "set a fixed uid, so that links survive" });
  } else if (uid.length > MAX_UID || !/^[A-Za-z0-9_-]+$/.test(uid)) {
    const fix = `use at most ${MAX_UID} letters, digits, "-" and "_"`;
    problems.push({ at, reason: `uid "${uid}" is refused by Grafana`, fix });
  }
  if (typeof title !== "string" || title === "") {
    problems.push({ at, reason: '"title" is missing', fix: "give the dashboard a title" });
  }
  return problems;
}
