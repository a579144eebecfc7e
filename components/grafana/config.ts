import type { Plan } from "../../systems/plan";
import { toYaml } from "../../base/serialise";
import { dashboardProviders } from "./dashboards";
import { datasources } from "./datasources";
import { grafanaIni, iniText } from "./ini";
import type { CONFIG_FILES } from "./pod";

/** Every configuration file of Grafana, by key of its ConfigMap. */
export function grafanaFiles(plan: Plan): Record<keyof typeof CONFIG_FILES, string> {
  const nothing = toYaml({ apiVersion: 1 });
  return {
    "grafana.ini": iniText(grafanaIni(plan)),
    "datasources.yaml": toYaml(datasources(plan)),
    "dashboards.yaml": toYaml(dashboardProviders(plan)),
    "plugins.yaml": nothing,
    "alerting.yaml": nothing,
  };
}
