import { urls as urlsOf } from "../base/exposure";
import { UserError } from "../config/errors";
import type { Settings } from "../config/schema";
import { appSystems } from "./apps";
import { crmSystem } from "./crm-tpm-finance";
import { withDatabases } from "./databases";
import { deploymentSystem } from "./deployment-system";
import { gauzianSystem } from "./gauzian";
import { huntazeSystem } from "./huntaze";
import { loadDashboards } from "./load/dashboards";
import { projectFiles } from "./load/files";
import { logSources } from "./load/logs-link";
import { deadPanelLinks } from "./load/panel-links";
import { panelMenus } from "./load/panel-menus";
import { formatProblem } from "./load/problems";
import { loadRuleFiles } from "./load/rule-files";
import { ruleReader } from "./load/rule-reader";
import { withRunbooks } from "./load/runbooks";
import { withSloDashboards } from "./load/slo-dashboards";
import { usableSlos } from "./load/slo-rules";
import { loadTemplates } from "./load/templates";
import type { System } from "./model";
import type { Plan } from "./plan";
import { platformSystem } from "./platform";
import { withProductSlos } from "./product-slos";
import { tumulteSystem } from "./tumulte";

/**
 * Everything that is installed, computed from the settings and the files that they name: systems, rules, dashboards.
 * Throws one `UserError` with every problem in those files.
 */
export function buildPlan(settings: Settings): Plan {
  const files = projectFiles();
  const reader = ruleReader(files);
  const urls = urlsOf(settings);
  const { systems, problems: misplaced } = withDatabases(allSystems(settings), settings.databases);
  const { alerting } = settings;
  const retention = settings.prometheus.retention.time;
  const {
    problems: inRules,
    threshold,
    ...rules
  } = loadRuleFiles(systems, { files, reader, urls, alerting, retention, logSources: logSources(settings) });
  const {
    dashboards,
    panels,
    problems: inDashboards,
  } = loadDashboards(
    withRunbooks(
      withSloDashboards(systems, retention),
      [...rules.ruleFiles, ...rules.lokiRuleFiles],
      files,
      reader,
    ),
    files,
    {
      logs: settings.loki.enabled,
      objectives: systems.some((system) => usableSlos(system, retention).length > 0),
      has: scrapedBy(systems),
      threshold,
    },
    panelMenus([...rules.ruleFiles, ...rules.lokiRuleFiles], urls.grafana),
  );
  const { templates, problems: inTemplates } = loadTemplates(alerting, files);
  const problems = [
    ...misplaced,
    ...inRules,
    ...inDashboards,
    ...deadPanelLinks(systems, panels, reader),
    ...inTemplates,
  ];
  if (problems.length > 0) throw new UserError(problems.map(formatProblem));
  return { settings, systems, ...rules, dashboards, templates, urls };
}

function scrapedBy(systems: readonly System[]): (job: string) => boolean {
  const jobs = new Set(systems.flatMap(({ scrapes }) => scrapes.map(({ job }) => job)));
  return (job) => jobs.has(job);
}

function allSystems(settings: Settings): readonly System[] {
  const products = withProductSlos(productSystems(settings), settings);
  const databases = products.flatMap((system) => system.databases);
  return [platformSystem(settings, databases), ...products, ...appSystems(settings.apps)];
}

/** The products that come with the program, by name. */
function productSystems({ systems, exporters }: Settings): readonly System[] {
  const { crm, deploymentSystem: deployment, gauzian, huntaze, tumulte } = systems;
  return [
    ...(crm === undefined ? [] : [crmSystem(crm)]),
    ...(deployment === undefined ? [] : [deploymentSystem(deployment)]),
    ...(gauzian === undefined ? [] : [gauzianSystem(gauzian)]),
    ...(huntaze === undefined ? [] : [huntazeSystem(huntaze)]),
    ...(tumulte === undefined ? [] : [tumulteSystem(tumulte, exporters)]),
  ];
}
