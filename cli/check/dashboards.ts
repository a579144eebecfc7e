import { DATASOURCE_UIDS } from "../../components/grafana";
import type { Dashboard, Plan } from "../../systems/plan";
import type { Finding } from "./finding";
import type { SyntaxCheck } from "./query";

/** The fields of Classic dashboard JSON that are checked; the rest is Grafana's business. */
interface Model {
  readonly panels?: readonly Panel[];
  readonly templating?: { readonly list?: readonly { readonly name?: string; readonly type?: string }[] };
}
interface Panel {
  readonly id?: number;
  readonly type?: string;
  readonly title?: string;
  readonly datasource?: DatasourceRef;
  readonly targets?: readonly Target[];
  readonly panels?: readonly Panel[];
}
interface Target {
  readonly refId?: string;
  readonly expr?: string;
  readonly datasource?: DatasourceRef;
}
type DatasourceRef = { readonly type?: string; readonly uid?: string } | string | null;

/** Grafana's own data sources, and what it replaces itself. */
const BUILT_IN: readonly string[] = ["-- Grafana --", "-- Mixed --", "-- Dashboard --", "grafana"];
/** https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
const LONGEST_UID = 40;

/** Unique uids and panel ids, data sources that exist, queries that parse. */
export function checkDashboards({ dashboards }: Plan, syntax: SyntaxCheck): Finding[] {
  return [...checkUids(dashboards), ...dashboards.flatMap((dashboard) => checkDashboard(dashboard, syntax))];
}

function checkUids(dashboards: readonly Dashboard[]): Finding[] {
  const first = new Map<string, string>();
  return dashboards.flatMap(({ uid, title }) => {
    const before = first.get(uid);
    first.set(uid, before ?? title);
    const where = `${title} (${uid})`;
    const found: Finding[] = [];
    if (before !== undefined) {
      found.push({
        area: "dashboards",
        where,
        reason: `"${before}" has the same uid`,
        fix: "give it its own",
      });
    }
    if (!/^[a-zA-Z0-9_-]+$/.test(uid) || uid.length > LONGEST_UID) {
      const fix = `use at most ${LONGEST_UID} letters, digits, "-" and "_"`;
      found.push({ area: "dashboards", where, reason: "Grafana refuses this uid", fix });
    }
    return found;
  });
}

/** A user's own dashboard is named by its file. */
function checkDashboard({ uid, json, file }: Dashboard, syntax: SyntaxCheck): Finding[] {
  const name = file ?? uid;
  const model = JSON.parse(json) as Model;
  const panels = (model.panels ?? []).flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  const variables = (model.templating?.list ?? []).flatMap(({ name, type }) =>
    type === "datasource" && name !== undefined ? [name] : [],
  );
  return [
    ...checkIds(name, panels),
    ...panels.flatMap((panel) => checkDatasources(name, panel, variables)),
    ...panels.flatMap((panel) => checkQueries(name, panel, syntax)),
  ];
}

function checkIds(name: string, panels: readonly Panel[]): Finding[] {
  const seen = new Set<number>();
  return panels.flatMap(({ id, title = "untitled" }) => {
    if (id !== undefined && id >= 1 && !seen.has(id)) {
      seen.add(id);
      return [];
    }
    const reason =
      id === undefined ? "has no id" : `has the id ${id}, which another panel has or which is below 1`;
    return [{ area: "dashboards", where: `${name}: ${title}`, reason, fix: "give it an id of its own" }];
  });
}

function checkDatasources(name: string, panel: Panel, variables: readonly string[]): Finding[] {
  const known = [...Object.values(DATASOURCE_UIDS), ...BUILT_IN, ...variables.map((name) => `\${${name}}`)];
  return [panel.datasource, ...(panel.targets ?? []).map(({ datasource }) => datasource)].flatMap((ref) => {
    const named = typeof ref === "object" ? ref?.uid : ref;
    if (named === undefined || known.includes(named) || variables.includes(named.replace(/^\$/, "")))
      return [];
    const where = `${name}: ${panel.title ?? "untitled"}`;
    const fix = `use one of ${Object.values(DATASOURCE_UIDS).join(", ")}, or a data source variable`;
    return [{ area: "dashboards", where, reason: `data source "${named}" is not provisioned`, fix }];
  });
}

function checkQueries(name: string, panel: Panel, syntax: SyntaxCheck): Finding[] {
  return (panel.targets ?? []).flatMap((target) => {
    const language = isLoki(target.datasource ?? panel.datasource) ? "logql" : "promql";
    const reason = target.expr === undefined ? undefined : syntax(language, target.expr);
    if (reason === undefined) return [];
    const where = `${name}: ${panel.title ?? "untitled"} ${target.refId ?? ""}`.trimEnd();
    return [{ area: "dashboards", where, reason: `query ${reason}`, fix: `write valid ${language}` }];
  });
}

function isLoki(ref: DatasourceRef | undefined): boolean {
  return typeof ref === "object" && ref !== null && (ref.type === "loki" || ref.uid === DATASOURCE_UIDS.loki);
}
