import { describe, expect, it } from "@jest/globals";
import { toolLines } from "../../../cli/check/tool-text";

const FOLDER = "/tmp/vigie-check-x1Y2";

describe("a tool's output as complaints", () => {
  it.each<readonly [string, string, readonly object[]]>([
    [
      "promtool of prometheus.yml",
      `Checking ${FOLDER}/configs/prometheus.yml\n\n\n  FAILED: parsing YAML file ${FOLDER}/configs/prometheus.yml: yaml: unmarshal errors:\n  line 23: field scrape_time_out not found in type config.plain`,
      [{ file: "prometheus.yml", text: 'line 23: there is no key "scrape_time_out" here' }],
    ],
    [
      "promtool of a duration",
      `Checking ${FOLDER}/configs/prometheus.yml\n\n  FAILED: parsing YAML file ${FOLDER}/configs/prometheus.yml: not a valid duration string: "10s20s"`,
      [{ file: "prometheus.yml", text: 'not a valid duration string: "10s20s"' }],
    ],
    [
      "promtool of rules",
      `Checking ${FOLDER}/rules/a.yaml\n  SUCCESS: 3 rules found\n\nChecking ${FOLDER}/rules/shop.yaml\n  FAILED:\n${FOLDER}/rules/shop.yaml: 5:11: group "g", rule 1, "A": could not parse expression: 1:6: parse error: unexpected end of input\n${FOLDER}/rules/shop.yaml: group "g", rule 3, "A": label "x": template: __alert_A:1: undefined variable "$x"`,
      [
        {
          file: "shop.yaml",
          text: 'group "g", rule 1, "A": its query does not parse: unexpected end of input',
        },
        {
          file: "shop.yaml",
          text: 'group "g", rule 3, "A": label "x": template: __alert_A:1: undefined variable "$x"',
        },
      ],
    ],
    [
      "promtool's lint",
      `Checking ${FOLDER}/rules/shop.yaml\n  FAILED:\nlint error 1 duplicate rule(s) found.\nMetric: A\nLabel(s):\n\tx: 1\nMight cause inconsistency while recording expressions`,
      [
        {
          text: "lint error 1 duplicate rule(s) found. Metric: A Label(s): x: 1 Might cause inconsistency while recording expressions",
        },
      ],
    ],
    [
      "amtool",
      `Checking '${FOLDER}/configs/alertmanager.yml'  FAILED: group_interval cannot be zero\n\n\namtool: error: failed to validate 1 file(s)`,
      [{ text: "group_interval cannot be zero" }],
    ],
    [
      "loki",
      `failed parsing config: ${FOLDER}/configs/loki.yaml: yaml: unmarshal errors:\n  line 3: field auth_on not found in type loki.ConfigWrapper. Use \`-config.expand-env=true\` flag if you want to expand environment variables in your config file`,
      [{ file: "loki.yaml", text: 'line 3: there is no key "auth_on" here' }],
    ],
    [
      "lokitool",
      `time="2026-11-21T06:37:00Z" level=error msg="unable parse rules file" error="could not parse expression for alert 'Errors' in group \\"logs\\": parse error at line 1" file=${FOLDER}/loki-rules/shop.yaml\nlokitool: error: check operation unsuccessful, unable to parse rules files: file read error, try --help`,
      [
        {
          file: "shop.yaml",
          text: `could not parse expression for alert 'Errors' in group "logs": parse error at line 1`,
        },
      ],
    ],
    [
      "promtail",
      `Unable to parse config: ${FOLDER}/configs/promtail.yaml: job_name is empty. Use \`-config.expand-env=true\` flag if you want to`,
      [{ file: "promtail.yaml", text: "job_name is empty" }],
    ],
    [
      "Alloy's parser",
      `${FOLDER}/configs/config.alloy:2:9: illegal character U+003A ':'\n${FOLDER}/configs/config.alloy:3:2: expected TERMINATOR, got IDENT`,
      [
        { file: "config.alloy", text: "line 2: illegal character U+003A ':'" },
        { file: "config.alloy", text: "line 3: expected TERMINATOR, got IDENT" },
      ],
    ],
    [
      "kubeconform",
      `${FOLDER}/objects/deployment-monitoring-grafana.yaml: Deployment grafana statusInvalid: problem validating schema. Check JSON formatting: jsonschema validation failed with 'file:///home/me/.cache/x/deployment-apps-v1.json#' - at '': 'allOf' failed   - at '/spec': 'anyOf' failed     - at '/spec': validation failed       - at '/spec/replicas': got string, want integer         - at '/spec/replicas': got string, want null       - at '/spec': additional properties 'replica' not allowed     - at '/spec': got object, want null`,
      [
        {
          file: "deployment-monitoring-grafana.yaml",
          text: "Deployment grafana: at '/spec/replicas': got string, want integer, at '/spec': additional properties 'replica' not allowed",
        },
      ],
    ],
    ["a tool that dies", "panic: oh no", [{ text: "panic: oh no" }]],
    ["a tool that says nothing", "", [{ text: "failed without a word" }]],
  ])("%s: one clear line each, without a path of this machine", (_, output, expected) => {
    const lines = toolLines(output, FOLDER);

    expect(lines).toEqual(expected);
    expect(JSON.stringify(lines)).not.toMatch(/\/tmp|\/home|\\n/);
  });
});
