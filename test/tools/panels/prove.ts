import { setTimeout as sleep } from "node:timers/promises";
import { sitesOf, type Site } from "../../../catalogue/check/sites";
import { variableQuery, withDurations } from "../../../catalogue/check/variables";
import { seriesOf } from "../../../catalogue/check/wanted";
import { promqlParser, type ParsePromql } from "../../../catalogue/promql/parse";
import { ownCatalogues, registryOf } from "../../../catalogue/registry";
import { logLabels } from "../../../catalogue/check/log-query";
import type { Plan, RuleGroup } from "../../../systems/plan";
import { apps, LINES, namespaces, sampleValues } from "./samples";
import { emptyLoki, filledPrometheus, type Server } from "./servers";
import { openMetrics, START, synthesize } from "./synthesize";
import { templateVariables, type TemplateVariable } from "./template";

const MINUTES = 120;
const END = START + MINUTES * 60;

export interface Proof {
  /** Panels' queries, annotations and template variables that were asked. */
  readonly asked: number;
  /** Those without data: where, and the query as it was sent. */
  readonly empty: readonly string[];
  readonly series: number;
}

/**
 * Asks every query of every panel and template variable of the plan's dashboards, on a Prometheus filled from the catalogue
 * and a Loki filled with lines as the log pipeline labels them.
 * @param proven what was asked for other stacks already, and need not be asked again; what is asked now is added
 * @throws ToolError when a program is not in the cache
 */
export async function provePanels(plan: Plan, proven = new Set<string>()): Promise<Proof> {
  const parse = await promqlParser();
  const registry = registryOf(plan, ownCatalogues());
  const sites = sitesOf(plan).filter(
    (site) => site.area === "dashboards" && isNew(`${site.where} ${site.query}`, proven),
  );
  const variables = templateVariables(plan);
  const open = variables.filter(({ dashboard, name, query = "" }) =>
    isNew(`${dashboard} ${name} ${query}`, proven),
  );
  if (sites.length + open.length === 0) return { asked: 0, empty: [], series: 0 };
  const asked = [
    ...sites.filter(({ language }) => language === "promql").map(({ query }) => query),
    ...variableSeries(open),
  ];
  const recording = recordingRules(plan, seriesOf(asked, parse), parse);
  const expressions = recording.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const series = synthesize(registry, seriesOf([...asked, ...expressions], parse), sampleValues(plan));
  const needsLogs = [...sites, ...open].some(({ language }) => language === "logql");
  const [prometheus, loki] = await Promise.all([
    filledPrometheus(openMetrics(series, MINUTES), levelsOf(recording, parse), { start: START, end: END }),
    needsLogs ? filledLoki(plan) : undefined,
  ]);
  try {
    const questions = [
      ...sites.map((site) => () => askSite(site, variables, prometheus, loki)),
      ...open.map((variable) => () => askVariable(variable, prometheus, loki)),
    ];
    const answers = await fourAtATime(questions);
    return {
      asked: questions.length,
      empty: answers.filter((answer) => answer !== undefined),
      series: series.length,
    };
  } finally {
    prometheus.stop();
    loki?.stop();
  }
}

function isNew(key: string, proven: Set<string>): boolean {
  if (proven.has(key)) return false;
  proven.add(key);
  return true;
}

function variableSeries(variables: readonly TemplateVariable[]): readonly string[] {
  return variables.flatMap(({ language, query }) => {
    return language === "promql" && query !== undefined ? (variableQuery(query)?.expr ?? []) : [];
  });
}

/** The recording rules that make a wanted series, and those that make what these read. */
function recordingRules(plan: Plan, wanted: ReadonlySet<string>, parse: ParsePromql): readonly RuleGroup[] {
  const groups = plan.ruleFiles.flatMap((file) => file.groups);
  const needed = new Set(wanted);
  for (const name of needed)
    for (const rule of groups.flatMap(({ rules }) => rules))
      if ("record" in rule && rule.record === name)
        for (const one of seriesOf([rule.expr], parse)) needed.add(one);
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => "record" in rule && needed.has(rule.record)),
    }))
    .filter(({ rules }) => rules.length > 0);
}

/** Rules by how many others stand between them and what is scraped. */
function levelsOf(groups: readonly RuleGroup[], parse: ParsePromql): readonly (readonly RuleGroup[])[] {
  const reads = new Map<string, ReadonlySet<string>>();
  for (const rule of groups.flatMap(({ rules }) => rules))
    if ("record" in rule)
      reads.set(rule.record, new Set([...(reads.get(rule.record) ?? []), ...seriesOf([rule.expr], parse)]));
  const depth = (name: string, seen: readonly string[] = []): number => {
    const inner = [...(reads.get(name) ?? [])].filter(
      (one) => reads.has(one) && one !== name && !seen.includes(one),
    );
    return inner.length === 0 ? 0 : 1 + Math.max(...inner.map((one) => depth(one, [...seen, name])));
  };
  const deepest = Math.max(-1, ...[...reads.keys()].map((name) => depth(name)));
  return Array.from({ length: deepest + 1 }, (_, level) =>
    groups
      .map((group) => ({
        ...group,
        rules: group.rules.filter((rule) => "record" in rule && depth(rule.record) === level),
      }))
      .filter(({ rules }) => rules.length > 0),
  );
}

/** Nothing when there is data, else where there is none. */
type Answer = string | undefined;

async function askSite(
  { where, query, language }: Site,
  variables: readonly TemplateVariable[],
  prometheus: Server,
  loki: Server | undefined,
): Promise<Answer> {
  const sent = filledIn(withDurations(query), where, variables);
  const found =
    language === "promql"
      ? await hasSeries(prometheus, sent)
      : loki !== undefined && (await hasLines(loki, sent));
  return found ? undefined : `${where}: ${sent}`;
}

/** As Grafana puts variables in: "All" is `.+`, an empty search is empty, a choice of one is its first value. */
function filledIn(query: string, where: string, variables: readonly TemplateVariable[]): string {
  const uid = where.split(": ")[0] ?? "";
  return variables
    .filter((variable) => variable.dashboard === uid)
    .reduce(
      (text, { name, value }) =>
        text.replaceAll(new RegExp(`\\$\\{${name}(?::\\w+)?\\}|\\$${name}\\b`, "g"), () => value),
      query,
    );
}

async function hasSeries({ url }: Server, query: string): Promise<boolean> {
  const body = new URLSearchParams({ query, start: String(START + 3600), end: String(END), step: "60" });
  const answer = (await (await fetch(`${url}/api/v1/query_range`, { method: "POST", body })).json()) as {
    data?: { result: { values?: [number, string][] }[] };
  };
  return (answer.data?.result ?? []).some(({ values = [] }) => values.some(([, value]) => value !== "NaN"));
}

async function hasLines({ url }: Server, query: string): Promise<boolean> {
  const now = Date.now();
  const parameters = new URLSearchParams({
    query,
    start: `${now - 3_600_000}000000`,
    end: `${now + 60_000}000000`,
    step: "60",
  });
  const response = await fetch(`${url}/loki/api/v1/query_range?${parameters.toString()}`);
  if (!response.ok) return false;
  return ((await response.json()) as { data: { result: unknown[] } }).data.result.length > 0;
}

async function askVariable(
  variable: TemplateVariable,
  prometheus: Server,
  loki: Server | undefined,
): Promise<Answer> {
  const { dashboard, name, language, query } = variable;
  if (query === undefined) return undefined;
  const label = `${dashboard}: variable ${name}`;
  if (language === "logql") {
    if (loki === undefined) return `${label}: there is no Loki to ask`;
    const values = await listAt(`${loki.url}/loki/api/v1/label/${query}/values`);
    return values.length > 0 ? undefined : `${label}: ${query}`;
  }
  const read = variableQuery(query);
  if (read?.label === undefined) return `${label}: is no label_values(): ${query}`;
  const match =
    read.expr === undefined
      ? ""
      : `?${new URLSearchParams({ "match[]": filledIn(read.expr, `${dashboard}: `, [{ ...variable, name: "\\w+", value: ".+" }]) }).toString()}`;
  const values = await listAt(`${prometheus.url}/api/v1/label/${read.label}/values${match}`);
  return values.length > 0 ? undefined : `${label}: ${query}`;
}

async function listAt(url: string): Promise<readonly unknown[]> {
  return ((await (await fetch(url)).json()) as { data?: readonly unknown[] }).data ?? [];
}

/** Every stream that the pipeline can make of the stack's own namespaces and apps, with lines of every level. */
async function filledLoki(plan: Plan): Promise<Server> {
  const loki = await emptyLoki();
  const { streams: labels } = logLabels(plan);
  const now = `${Date.now() - 60_000}000000`;
  const of = (own: Record<string, string>) =>
    LEVELS.map((level) => ({
      stream: { ...Object.fromEntries(labels.map((label) => [label, `${label}-1`])), ...own, level },
      values: LINES.map((line) => [now, line, { pod: "pod-1" }]),
    }));
  const pods = namespaces(plan).flatMap((namespace) =>
    apps(plan).flatMap((app) => of({ namespace, app, container: app, job: `${namespace}/${app}` })),
  );
  const files = [
    ...plan.systems.flatMap(({ logFiles }) => logFiles),
    ...plan.settings.logs.staticFiles,
  ].flatMap(({ job, labels: own }) => of({ app: job, ...own, job }));
  const body = JSON.stringify({ streams: [...pods, ...files, ...of({ job: "host", app: "syslog" })] });
  const headers = { "content-type": "application/json" };
  const end = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(`${loki.url}/loki/api/v1/push`, { method: "POST", headers, body });
    if (response.ok) return loki;
    const words = await response.text();
    if (Date.now() > end) {
      loki.stop();
      throw new Error(`Loki takes no lines: ${words}`);
    }
    await sleep(200);
  }
}

const LEVELS = ["info", "warning", "error", "critical", "debug"];

async function fourAtATime(questions: readonly (() => Promise<Answer>)[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const open = [...questions.entries()];
  const work = async (): Promise<void> => {
    for (let next = open.shift(); next !== undefined; next = open.shift()) answers[next[0]] = await next[1]();
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return answers;
}
