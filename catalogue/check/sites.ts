import { DATASOURCE_UIDS } from "../../components/grafana";
import { linkedQuery } from "../../systems/load/logs-link";
import type { Dashboard, Plan, RuleFile } from "../../systems/plan";
import { variableQuery } from "./variables";

/** One query of the stack, and what belongs to its place. */
export interface Site {
  readonly area: "rules" | "dashboards";
  /** `file: group: alert`, or `dashboard: panel A`. */
  readonly where: string;
  readonly system: string;
  readonly language: "promql" | "logql";
  readonly query: string;
  /** Unit that the panel shows it in; undefined where nothing shows it, or where it is shown beside others. */
  readonly unit?: string | undefined;
  /** Labels that the legend, the annotations or the variable read off the result. */
  readonly reads: readonly string[];
  /** Labels that are there besides the result's own. */
  readonly given: readonly string[];
}

interface Model {
  readonly panels?: readonly Panel[];
  readonly templating?: { readonly list?: readonly Variable[] };
  readonly annotations?: { readonly list?: readonly Target[] };
}
interface Panel {
  readonly type?: string;
  readonly title?: string;
  readonly datasource?: DatasourceRef;
  readonly targets?: readonly Target[];
  readonly panels?: readonly Panel[];
  readonly transformations?: readonly unknown[];
  readonly fieldConfig?: {
    readonly defaults?: { readonly unit?: string };
    readonly overrides?: readonly unknown[];
  };
}
interface Target {
  readonly refId?: string;
  readonly name?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly datasource?: DatasourceRef;
}
interface Variable {
  readonly name?: string;
  readonly type?: string;
  readonly query?: unknown;
  readonly definition?: string;
  readonly datasource?: DatasourceRef;
}
type DatasourceRef = { readonly type?: string; readonly uid?: string } | string | null;

/** Every query of every rule, panel, annotation and template variable. */
export function sitesOf({ ruleFiles, lokiRuleFiles, dashboards }: Plan): readonly Site[] {
  return [
    ...ruleFiles.flatMap((file) => ofRules(file, "promql")),
    ...lokiRuleFiles.flatMap((file) => ofRules(file, "logql")),
    ...dashboards.flatMap(ofDashboard),
  ];
}

function ofRules({ source, system, groups }: RuleFile, language: Site["language"]): Site[] {
  return groups.flatMap((group) =>
    group.rules.flatMap((rule) => {
      const where = `${source}: ${group.name}: ${"alert" in rule ? rule.alert : rule.record}`;
      const own: Site = {
        area: "rules",
        where,
        system,
        language,
        query: rule.expr,
        reads: "alert" in rule ? Object.values(rule.annotations ?? {}).flatMap(templateLabels) : [],
        given: Object.keys({ ...group.labels, ...rule.labels }),
      };
      const lines = "alert" in rule ? linkedQuery(rule) : undefined;
      if (lines === undefined) return [own];
      const link = { where: `${where}: logs`, language: "logql", query: lines, reads: [] } as const;
      return [own, { ...own, ...link }];
    }),
  );
}

/** `{{ $labels.node }}` */
function templateLabels(text: string): string[] {
  return [...text.matchAll(/\$labels\.(\w+)/g)].map(([, label = ""]) => label);
}

/** A user's own dashboard is named by its file. */
function ofDashboard({ uid: id, file, system, json }: Dashboard): Site[] {
  const uid = file ?? id;
  const { panels = [], templating, annotations } = JSON.parse(json) as Model;
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  return [
    ...all.flatMap((panel) => ofPanel(uid, system, panel)),
    ...(annotations?.list ?? []).flatMap(({ name = "annotation", expr, datasource }) =>
      expr === undefined ? [] : [site({ uid, system, title: name, query: expr, datasource, reads: [] })],
    ),
    ...(templating?.list ?? []).flatMap((variable) => ofVariable(uid, system, variable)),
  ];
}

function ofPanel(uid: string, system: string, panel: Panel): Site[] {
  const { title = "untitled", type, targets = [], transformations = [], fieldConfig } = panel;
  const plain =
    type !== "table" && transformations.length === 0 && (fieldConfig?.overrides ?? []).length === 0;
  return targets.flatMap((target) => {
    if (target.expr === undefined) return [];
    const place = { uid, system, title: `${title} ${target.refId ?? ""}`.trimEnd(), query: target.expr };
    const reads = [...(target.legendFormat ?? "").matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(
      ([, label = ""]) => label,
    );
    const made = site({ ...place, datasource: target.datasource ?? panel.datasource, reads });
    return [plain ? { ...made, unit: fieldConfig?.defaults?.unit } : made];
  });
}

function ofVariable(
  uid: string,
  system: string,
  { name = "", type, query, definition, datasource }: Variable,
): Site[] {
  if (type !== "query") return [];
  const text =
    typeof query === "string" ? query : ((query as { query?: string } | null)?.query ?? definition ?? "");
  const read = isLoki(datasource) ? undefined : variableQuery(text);
  if (read?.expr === undefined) return [];
  const reads = read.label === undefined ? [] : [read.label];
  return [site({ uid, system, title: `variable ${name}`, query: read.expr, datasource, reads })];
}

interface Place {
  readonly uid: string;
  readonly system: string;
  readonly title: string;
  readonly query: string;
  readonly datasource: DatasourceRef | undefined;
  readonly reads: readonly string[];
}

function site({ uid, system, title, query, datasource, reads }: Place): Site {
  const language = isLoki(datasource) ? "logql" : "promql";
  return { area: "dashboards", where: `${uid}: ${title}`, system, language, query, reads, given: [] };
}

export function isLoki(ref: DatasourceRef | undefined): boolean {
  return typeof ref === "object" && ref !== null && (ref.type === "loki" || ref.uid === DATASOURCE_UIDS.loki);
}
