import { join } from "node:path";
import { toYaml } from "../../../base/serialise";
import type { Slo, SloOwner } from "../../../rules/slo";
import { sloScenarios } from "../../../rules/slo/scenarios";
import type { AlertScenarios } from "../../../rules/slo/scenarios";
import { withFiles } from "../../kit/files";
import { promtoolTestOnce } from "../../tools/passed";
import type { CheckResult } from "../../tools/run";

/** Rule file and test file of each alert, as promtool reads them. */
function filesOf({ alert, step, group, scenarios }: AlertScenarios): Readonly<Record<string, string>> {
  const tests = scenarios.map(({ alert_rule_test: assertions, ...rest }) => ({
    ...rest,
    interval: "30s",
    alert_rule_test: assertions.map(({ eval_time, alertname, exp_alerts }) => ({
      eval_time,
      alertname,
      ...(exp_alerts === undefined ? {} : { exp_alerts }),
    })),
  }));
  return {
    [`${alert}.yaml`]: toYaml({ groups: [group] }),
    [`${alert}.test.yaml`]: toYaml({ rule_files: [`${alert}.yaml`], evaluation_interval: `${step}s`, tests }),
  };
}

/** Runs every scenario of every alert of an objective on the real promtool. */
export function runScenarios(owner: SloOwner, slo: Slo): Promise<CheckResult> {
  const all = sloScenarios(owner, slo);
  const files = Object.assign({}, ...all.map(filesOf)) as Record<string, string>;
  return withFiles(files, (folder) =>
    promtoolTestOnce(all.map(({ alert }) => join(folder, `${alert}.test.yaml`))),
  );
}
