import { describe, expect, it } from "@jest/globals";
import { load } from "../../../config/load";
import { StackFileError } from "../../../config/problem";
import { emptyRaw, type RawConfig } from "../../../config/raw";
import { readStackText } from "../../../config/read/stack-file";
import { RULES } from "../../../config/rules";

const REF = { fromConfig: "x" };
const RECEIVER = { alerting: { receivers: { team: { type: "discord", webhookUrl: REF } } } };
const CLOUDFLARE = { tunnelName: "demo", zone: "pupin.fr", accountId: REF, zoneId: REF, apiToken: REF };
const TIGHT = { prometheus: { storage: { size: "20Gi" }, retention: { size: "19Gi" } } };
const FORGETS = {
  prometheus: { retention: { time: "15d" } },
  systems: { gauzian: { alerts: true }, huntaze: {}, deploymentSystem: {} },
};
const AT = { type: "postgres", database: "shop", sslMode: "disable" } as const;
const IN_CLEAR = {
  databases: [
    { ...AT, name: "inside", address: "db.shop.svc:5432" },
    { ...AT, name: "outside", address: "db.example.org:5432" },
  ],
  systems: {
    crm: {
      postgres: {
        address: "10.1.2.3:5432",
        database: "crm",
        user: { fromConfig: "x" },
        password: { fromConfig: "x" },
        sslMode: "disable",
      },
    },
  },
};
const BASE = { environment: "development", platform: "k3s", cluster: { name: "demo", context: "demo" } };

function raw(values: Record<string, unknown> = {}, rest: Partial<RawConfig> = {}): RawConfig {
  return { ...emptyRaw("vigie", "demo", "Pulumi.demo.yaml"), values: { ...BASE, ...values }, ...rest };
}

function problemsOf(config: RawConfig, requireSecrets = true): readonly string[] {
  try {
    load(config, { requireSecrets });
  } catch (error) {
    if (error instanceof StackFileError) return error.problems;
    throw error;
  }
  return [];
}

function read(text: string): RawConfig {
  return readStackText({ project: "vigie", stack: "demo", file: "Pulumi.demo.yaml", text });
}

describe("load", () => {
  it("fills in the defaults", () => {
    const { settings } = load(raw(), { requireSecrets: true });

    expect(settings.profile).toBe("small");
    expect(settings.prometheus.retention.time).toBe("30d");
    expect(settings.cloudflare).toBeUndefined();
  });

  it("freezes the settings at every depth", () => {
    const { settings } = load(raw({ apps: { shop: { probes: [] } } }), { requireSecrets: true });
    const write = () => Object.assign(settings.prometheus.retention, { time: "1d" });

    expect(write).toThrow(TypeError);
    expect(Object.isFrozen(settings.apps.shop?.probes)).toBe(true);
  });

  it("takes an empty block as not set, as Pulumi hands over the default of an optional one", () => {
    const { settings } = load(raw({ cloudflare: {}, databases: [] }), { requireSecrets: true });

    expect(settings.cloudflare).toBeUndefined();
    expect(settings.databases).toEqual([]);
  });

  it("reads objects that Pulumi stored as JSON text", () => {
    const config = read(
      `config:\n  vigie:environment: staging\n  vigie:platform: k3s\n  vigie:cluster: '{"name":"demo","context":"demo"}'\n`,
    );

    expect(load(config, { requireSecrets: true }).settings.cluster.name).toBe("demo");
  });

  it("reads the older form of a key and follows YAML merges", () => {
    const config = read(
      [
        "config:",
        "  vigie:config:environment: staging",
        "  vigie:platform: k3s",
        "  vigie:cluster: { name: demo, context: demo }",
        "  vigie:prometheus: &small { storage: { size: 1Gi } }",
        "  vigie:loki: { <<: *small, retention: 24h }",
        "  aws:region: eu-west-3",
      ].join("\n"),
    );
    const { settings } = load(config, { requireSecrets: true });

    expect(settings.environment).toBe("staging");
    expect(settings.loki.storage.size).toBe("1Gi");
  });

  it("accepts a bare number of cores", () => {
    const resources = { limits: { cpu: 2 } };
    const { settings } = load(raw({ grafana: { resources } }), { requireSecrets: true });

    expect(settings.grafana.resources?.limits?.cpu).toBe("2");
  });

  it("reports rules over sound keys even when another key is broken", () => {
    const both = problemsOf(raw({ loki: { retention: "1 week" }, namespace: { name: "default" } }));
    expect(both.map((problem) => problem.split(": ")[1])).toEqual([
      "vigie:loki.retention",
      "vigie:namespace.name",
    ]);
  });
});

describe("secrets", () => {
  const grafana = { adminPassword: { fromConfig: "grafanaPassword" } };

  it("are listed with their command when only rendering", () => {
    const { missing } = load(raw({ grafana }), { requireSecrets: false });

    expect(missing).toEqual([
      {
        key: "grafanaPassword",
        usedBy: "vigie:grafana.adminPassword",
        command: "pulumi config set --secret --path 'vigie:secrets.grafanaPassword' -s demo",
      },
    ]);
  });

  it("are refused when missing at preview and up", () => {
    expect(problemsOf(raw({ grafana }))).toEqual([
      "Pulumi.demo.yaml: vigie:secrets.grafanaPassword: has no value, vigie:grafana.adminPassword needs it; " +
        "run pulumi config set --secret --path 'vigie:secrets.grafanaPassword' -s demo",
    ]);
  });

  it("that are set under a similar name are named", () => {
    const secrets = { grafanaPasword: { state: "sealed" } } as const;

    expect(problemsOf(raw({ grafana }, { secrets })).join()).toMatch(/, or did you mean "grafanaPasword"\?$/);
  });

  it("that nothing refers to are worth a word", () => {
    const secrets = { old: { state: "sealed" } } as const;

    expect(load(raw({}, { secrets }), { requireSecrets: true }).warnings.join()).toMatch(
      /vigie:secrets\.old: is set but nothing refers to it/,
    );
  });

  it("that are encrypted count as set", () => {
    const secrets = { grafanaPassword: { state: "sealed" } } as const;

    expect(load(raw({ grafana }, { secrets }), { requireSecrets: true }).missing).toEqual([]);
  });
});

describe("rules", () => {
  it("have names of their own", () => {
    const names = RULES.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  const warnings: readonly [string, Record<string, unknown>, string][] = [
    ["a tunnel nothing goes through", { cloudflare: CLOUDFLARE }, "vigie:cloudflare: no route goes through"],
    ["a size limit without room for the WAL", TIGHT, "retention.size: is 95 % of the volume"],
    ["a slow scrape", { prometheus: { scrapeInterval: "3m" } }, 'scrapeInterval: is "3m"'],
    ["long logs on a volume", { loki: { retention: "90d" } }, "vigie:loki.retention"],
    ["Promtail", {}, "past its end of life"],
    ["Loki without a collector", { logs: { collector: "none" } }, "Loki stays empty"],
    ["a receiver without a route", RECEIVER, "vigie:alerting.receivers.team: no route leads to it"],
    ["two Alertmanagers", { alertmanager: { replicas: 2 } }, "vigie:alertmanager.replicas: is 2"],
    ["loose pods", { namespace: { podSecurity: "baseline" } }, "vigie:namespace.podSecurity"],
    [
      "objectives left out",
      FORGETS,
      'retention.time: is "15d": the objectives of gauzian, huntaze are counted',
    ],
    [
      "a database in clear, far away",
      IN_CLEAR,
      'vigie:databases[1].sslMode: is "disable", and db.example.org:5432',
    ],
    [
      "a product's database in clear",
      IN_CLEAR,
      'vigie:systems.crm.postgres.sslMode: is "disable", and 10.1.2.3:5432',
    ],
    ["staging that tells nobody", { environment: "staging" }, "critical alerts reach nobody"],
  ];

  it.each(warnings)("warn of %s and go on", (_, values, expected) => {
    const secrets = { x: { state: "sealed" } } as const;
    const { warnings: said } = load(raw(values, { secrets }), { requireSecrets: true });

    expect(said.join("\n")).toContain(expected);
  });

  it("warn of a production without heartbeat or protection", () => {
    const alerting = { ...RECEIVER.alerting, routes: [{ receiver: "team" }] };
    const config = raw({ environment: "production", alerting });
    const said = load(config, { requireSecrets: false }).warnings.join("\n");

    expect(said).toContain("vigie:alerting.heartbeat: is missing");
    expect(said).toContain("vigie:scheduling.protect: is false in production");
  });
});
