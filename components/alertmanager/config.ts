import { NOBODY } from "../../config/routing";
import type { Plan } from "../../systems/plan";
import { INHIBITIONS } from "./inhibitions";
import type { AlertmanagerConfig } from "./model";
import { CONFIG_DIR } from "./paths";
import { receiverConfigs } from "./receivers";
import { routeConfigs } from "./routes";

/** The whole of alertmanager.yml. Pure; holds no secret. */
export function alertmanagerConfig({ settings }: Pick<Plan, "settings">): AlertmanagerConfig {
  const { alerting } = settings;
  return {
    route: {
      receiver: NOBODY,
      group_by: [...alerting.groupBy],
      group_wait: alerting.groupWait,
      group_interval: alerting.groupInterval,
      repeat_interval: alerting.repeatInterval,
      routes: routeConfigs(alerting),
    },
    receivers: receiverConfigs(alerting),
    inhibit_rules: INHIBITIONS,
    templates: [`${CONFIG_DIR}/*.tmpl`],
  };
}
