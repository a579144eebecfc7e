import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { explainRoute } from "../../../components/alertmanager";
import { messageTemplates } from "../../../components/alertmanager/templates";
import { projectRoot } from "../../../config/root";
import { secretValueProblems } from "../../../config/secrets/sanity";
import { readStackFile } from "../../../config/read/find";
import { buildPlan } from "../../../systems";
import type { AlertRule, Plan } from "../../../systems/plan";
import { withFiles, type RenderedStack } from "../../kit";
import { toolPath } from "../../tools/install";
import { example, exampleFile, exampleSettings } from "./stacks";

let plan: Plan;
let stack: RenderedStack;

beforeAll(async () => {
  plan = buildPlan(exampleSettings("prod").settings);
  stack = await example("prod");
});

describe("the ten alerts", () => {
  test("TUM-56 to TUM-65: are Tumulte's, by their own names, each in the channel of its severity", () => {
    const told = alerts().map((rule) => {
      const [channel] = explainRoute(plan.settings, { ...rule.labels, alertname: rule.alert });
      return [rule.alert, rule.labels?.severity, channel];
    });

    expect(told.sort()).toEqual([
      ["ContainerRestarting", "warning", "monitoring"],
      ["DiskSpaceLow", "warning", "monitoring"],
      ["HighCpuUsage", "warning", "monitoring"],
      ["HighErrorRate", "critical", "alertes-critiques"],
      ["HighRequestLatency", "warning", "monitoring"],
      ["LowMemoryAvailable", "critical", "alertes-critiques"],
      ["PostgresDown", "critical", "alertes-critiques"],
      ["RedisDown", "critical", "alertes-critiques"],
      ["TumulteBackendDown", "critical", "alertes-critiques"],
      ["TumulteFrontendDown", "critical", "alertes-critiques"],
    ]);
  });

  test.each([
    ["TUM-56", "TumulteBackendDown", "1m", /^absent\(up\{job="tumulte-backend"\} == 1\)$/],
    ["TUM-57", "TumulteFrontendDown", "1m", /^absent\(up\{job="tumulte-frontend"\} == 1\)$/],
    ["TUM-58", "HighRequestLatency", "5m", /^histogram_quantile\(0\.95,[\s\S]*\) > 1$/],
    ["TUM-59", "HighErrorRate", "2m", /status_code=~"5\.\."[\s\S]* > 0\.05$/],
    ["TUM-60", "HighCpuUsage", "10m", /mode="idle"[\s\S]*\* 100 > 80$/],
    ["TUM-61", "LowMemoryAvailable", "2m", /MemAvailable_bytes[\s\S]*MemTotal_bytes[\s\S]*\* 100 < 10$/],
    ["TUM-62", "DiskSpaceLow", "10m", /avail_bytes[\s\S]*size_bytes[\s\S]*\* 100 < 15$/],
    ["TUM-63", "PostgresDown", "1m", /^absent\(pg_up\{job="tumulte-postgres"\} == 1\)$/],
    ["TUM-64", "RedisDown", "1m", /^absent\(redis_up\{job="tumulte-redis"\} == 1\)$/],
    ["TUM-65", "ContainerRestarting", undefined, /restarts_total[\s\S]*\[1h\][\s\S]* > 3$/],
  ] as const)("%s: %s waits %s for its condition", (_line, name, wait, condition) => {
    const rule = alerts().find(({ alert }) => alert === name);

    expect(rule?.for).toBe(wait);
    expect(rule?.expr.trim()).toMatch(condition);
  });

  test("TUM-63, TUM-64: nobody is told twice: the platform's alerts of these names leave both databases alone", () => {
    const platform = plan.ruleFiles
      .filter(({ system }) => system === "platform")
      .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
    const expressions = ["PostgresDown", "RedisDown"].map(
      (name) => platform.find((rule) => "alert" in rule && rule.alert === name)?.expr,
    );

    expect(expressions).toEqual([
      'pg_up{job!="tumulte-postgres"} == 0',
      'redis_up{job!="tumulte-redis"} == 0',
    ]);
  });

  test("TUM-36: a single target that is down is told too, whatever it is", () => {
    const down = plan.ruleFiles
      .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
      .find((rule) => "alert" in rule && rule.alert === "TargetDown");

    expect(down?.expr).toMatch(/^up\{prober="", system!="crm-tpm-finance"\} == 0$/);
  });
});

describe("the two channels", () => {
  test("TUM-71, TUM-74, TUM-75: are Discord webhooks, whose URLs Alertmanager reads from mounted files", () => {
    expect(receivers()).toMatchObject({
      monitoring: [{ webhook_url_file: "/etc/alertmanager/secrets/receiver-monitoring" }],
      "alertes-critiques": [{ webhook_url_file: "/etc/alertmanager/secrets/receiver-alertes-critiques" }],
    });
  });

  test.each([
    ["TUM-72: #monitoring gets warnings", "warning", ["monitoring"]],
    [
      "TUM-73, TUM-Q2: #alertes-critiques gets critical alerts, and it alone",
      "critical",
      ["alertes-critiques"],
    ],
    ["TUM-72: neither gets what is for the record", "info", []],
  ])("%s", (_line, severity, told) => {
    expect(explainRoute(plan.settings, { alertname: "Any", severity, system: "tumulte" })).toEqual(told);
  });

  test("TUM-79: one message per alert and system, at once after 5 s, again after 4 h, resolved ones too", () => {
    const { route } = stack.file("alertmanager-config", "alertmanager.yml") as { route: object };

    expect(route).toMatchObject({
      group_by: ["alertname", "system", "cluster"],
      group_wait: "5s",
      group_interval: "5m",
      repeat_interval: "4h",
    });
    expect(receivers().monitoring).toMatchObject([{ send_resolved: true }]);
  });

  test("TUM-80: development tells nobody", () => {
    expect(exampleSettings("dev").settings.alerting.receivers).toEqual({});
  });

  test.each(["https://discord.com/api/webhooks/PLACEHOLDER", "PLACEHOLDER"])(
    "TUM-77: a webhook of %s is refused before anything is applied",
    (value) => {
      const raw = readStackFile(exampleFile("prod"));
      const secrets = { discordMonitoringWebhook: { state: "opened", value } } as const;
      const problems = secretValueProblems({ ...raw, secrets });

      expect(problems).toHaveLength(1);
      expect(problems[0]?.path).toBe("vigie:secrets.discordMonitoringWebhook");
      expect(JSON.stringify(problems)).not.toContain("PLACEHOLDER");
    },
  );
});

describe("TUM-78: the message, by Tumulte's own discord.tmpl", () => {
  test("both channels use it", () => {
    for (const configs of Object.values(receivers())) {
      expect(configs).toMatchObject([
        { title: '{{ template "tumulte.title" . }}', message: '{{ template "tumulte.message" . }}' },
      ]);
    }
  });

  test("a critical alert, by Alertmanager's own tool", async () => {
    expect(await rendered("tumulte.title", [alert("firing")])).toBe("CRITIQUE : HighErrorRate (production)");
    expect(await rendered("tumulte.message", [alert("firing")])).toBe(
      [
        "**Many of Tumulte's requests fail.**",
        "- 6 % of the responses are errors.",
        "[Que faire ?](https://example.org/HighErrorRate.md) · [Tableau de bord](https://example.org/d/1) · https://alerts.example.org/#/alerts?receiver=monitoring",
      ].join("\n"),
    );
  });

  test("what is over", async () => {
    expect(await rendered("tumulte.title", [alert("resolved")])).toBe("Résolu : HighErrorRate (production)");
    expect(await rendered("tumulte.message", [alert("resolved")])).toContain("1 terminée(s)");
  });

  test("fifty alerts at once stay within Discord's 256 and 4096 characters", async () => {
    const many = Array.from({ length: 50 }, () => alert("firing", "x".repeat(2000)));
    const [title, message] = [await rendered("tumulte.title", many), await rendered("tumulte.message", many)];

    expect(title.length).toBeLessThanOrEqual(256);
    expect(message.length).toBeLessThanOrEqual(4096);
    expect(message).toContain("et 42 de plus");
  });
});

function alerts(): AlertRule[] {
  return plan.ruleFiles
    .filter(({ source }) => source === "rules/tumulte.yaml")
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .filter((rule): rule is AlertRule => "alert" in rule);
}

function receivers(): Readonly<Record<string, unknown>> {
  const file = stack.file("alertmanager-config", "alertmanager.yml") as {
    receivers: readonly { name: string; discord_configs?: unknown }[];
  };
  return Object.fromEntries(
    file.receivers.flatMap(({ name, discord_configs: configs }) =>
      configs === undefined ? [] : [[name, configs]],
    ),
  );
}

type Status = "firing" | "resolved";

function alert(status: Status, description = "6 % of the responses are errors.") {
  return {
    status,
    labels: { alertname: "HighErrorRate", severity: "critical", environment: "production" },
    annotations: {
      summary: "Many of Tumulte's requests fail.",
      description,
      runbook_url: "https://example.org/HighErrorRate.md",
      dashboard_url: "https://example.org/d/1",
    },
  };
}

async function rendered(template: string, all: readonly ReturnType<typeof alert>[]): Promise<string> {
  const [first] = all;
  const data = {
    receiver: "monitoring",
    status: first?.status,
    alerts: all,
    groupLabels: {},
    commonLabels: first?.labels,
    commonAnnotations: first?.annotations,
    externalURL: "https://alerts.example.org",
  };
  const files = {
    "vigie.tmpl": messageTemplates(),
    "discord.tmpl": readFileSync(join(projectRoot(), "examples/tumulte/discord.tmpl"), "utf8"),
    "data.json": JSON.stringify(data),
  };
  return withFiles(files, async (folder) => {
    const { stdout } = await promisify(execFile)(toolPath("amtool"), [
      "template",
      "render",
      `--template.glob=${join(folder, "*.tmpl")}`,
      "--template.type=text",
      `--template.data=${join(folder, "data.json")}`,
      `--template.text={{ template "${template}" . }}`,
    ]);
    return stdout;
  });
}
