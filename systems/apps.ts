import type { Settings } from "../config/schema";
import type { App, Scrape, Target } from "../config/schema/systems";
import { placedSlo } from "./slos";
import type { ScrapeJob, System, TargetSource } from "./model";

/** The user's own products, from the stack file alone, in the order of their names. */
export function appSystems(apps: Settings["apps"]): readonly System[] {
  return Object.entries(apps)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, app]) => appSystem(name, app));
}

function appSystem(name: string, app: App): System {
  return {
    name,
    title: app.title ?? name,
    scrapes: app.scrapes.map(scrapeJob),
    probes: app.probes,
    rules: app.ruleFiles.map((file) => ({ file })),
    lokiRules: app.lokiRuleFiles.map((file) => ({ file })),
    dashboards: app.dashboards.map((file) => ({ kind: "file", file })),
    slos: app.slos.map((slo, index) => placedSlo(slo, `vigie:apps.${name}.slos[${index}]`)),
    databases: [],
    logs: fileLogs(app),
    logFiles: app.logs.map(({ job, path }) => ({ job, path, labels: {} })),
    catalogue: app.catalogue,
  };
}

/** Of an app Vigie knows the log files alone, not the namespace. */
function fileLogs({ logs }: App): string | undefined {
  const jobs = logs.map(({ job }) => job).sort();
  return jobs.length === 0 ? undefined : `{job=~"${jobs.join("|")}"}`;
}

function scrapeJob({ target, ...scrape }: Scrape): ScrapeJob {
  return { ...scrape, target: targetSource(target) };
}

/** A target of the stack file as the model writes it. */
export function targetSource(target: Target): TargetSource {
  return "static" in target
    ? { kind: "static", addresses: target.static }
    : { kind: "service", ...target.kubernetes };
}
