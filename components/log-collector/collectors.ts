import type { Settings } from "../../config/schema";
import type { Plan } from "../../systems/plan";
import { portOf } from "../../base/endpoints";
import { toYaml } from "../../base/serialise";
import { alloyConfig } from "./alloy";
import { logPipeline } from "./pipeline";
import { STATE_DIR, promtailConfig } from "./promtail";

export type Collector = Exclude<Settings["logs"]["collector"], "none">;

/** What differs between the two programs, beside the syntax of their configuration. */
export interface Program {
  readonly image: string;
  readonly args: string[];
  readonly configFile: string;
  readonly config: string;
  readonly readyPath: string;
}

/** Where the configuration is mounted. */
export const CONFIG_DIR = "/etc/vigie/logs";

export function collectorProgram(collector: Collector, plan: Plan): Program {
  const { logs } = plan.settings;
  if (collector === "promtail") {
    return {
      image: logs.promtailImage,
      args: [`-config.file=${CONFIG_DIR}/promtail.yaml`],
      configFile: "promtail.yaml",
      config: toYaml(promtailConfig(logPipeline(plan))),
      readyPath: "/ready",
    };
  }
  return {
    image: logs.alloyImage,
    args: [
      "run",
      `${CONFIG_DIR}/config.alloy`,
      `--server.http.listen-addr=0.0.0.0:${portOf("alloy")}`,
      `--storage.path=${STATE_DIR}/alloy`,
      "--disable-reporting",
    ],
    configFile: "config.alloy",
    config: alloyConfig(logPipeline(plan)),
    readyPath: "/-/ready",
  };
}
