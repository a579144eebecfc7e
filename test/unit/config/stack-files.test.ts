import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { loadFromFile } from "../../../config/from-file";
import { settingsSchema } from "../../../config/generate/json-schema";
import { PROJECT } from "../../../config/project";
import { stackNames } from "../../../config/root";
import { BUILT_IN_JOBS, BUILT_IN_SYSTEMS } from "../../../config/rules/names";
import { label } from "../../../config/schema/scalars";
import { prometheusConfig } from "../../../components/prometheus/config";
import { RULES } from "../../../config/rules";
import { buildPlan } from "../../../systems";
import { exampleStackFiles } from "../../kit/stack-files";

const ROOT = join(__dirname, "../../..");
const STACKS = ["dev", "staging", "production"];

const EXAMPLES = exampleStackFiles().map((file) => join(ROOT, file));

interface ProjectFile {
  readonly name: string;
  readonly config: Readonly<Record<string, { type: string; description: string; default?: unknown }>>;
}

function projectFile(): ProjectFile {
  return parse(readFileSync(join(ROOT, "Pulumi.yaml"), "utf8")) as ProjectFile;
}

describe("the committed stack files", () => {
  it("are the three that the docs name", () => {
    expect(stackNames(ROOT)).toEqual([...STACKS].sort());
  });

  it.each(STACKS)("%s loads without a passphrase and holds no secret", (stack) => {
    const text = readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8");
    const { missing, settings } = loadFromFile(stack, ROOT);

    expect(text).not.toMatch(/secure:|https:\/\/(hooks|discord)|vigie:secrets/);
    expect(text.startsWith("# yaml-language-server: $schema=config/stack-file.schema.json\n")).toBe(true);
    expect(missing.every(({ command }) => command.endsWith(`-s ${stack}`))).toBe(true);
    expect(settings.systems.gauzian).toBeDefined();
  });

  it("lets dev go up without any secret, and the others name theirs", () => {
    const keys = (stack: string) => loadFromFile(stack, ROOT).missing.map(({ key }) => key);

    expect(keys("dev")).toEqual([]);
    expect(keys("production")).toEqual([
      "tumulteMonitoringWebhook",
      "tumulteCriticalWebhook",
      "slackAlertsCriticalWebhook",
      "slackDeploymentWebhook",
      "slackInfrastructureWebhook",
      "slackApplicationsWebhook",
      "slackGauzianWebhook",
      "slackHuntazeWebhook",
      "slackCrmWebhook",
      "heartbeatUrl",
      "tumultePostgresUser",
      "tumultePostgresPassword",
      "tumulteRedisPassword",
      "mongodbUser",
      "mongodbPassword",
      "minioMetricsToken",
      "gauzianPostgresUser",
      "gauzianPostgresPassword",
      "crmMetricsToken",
      "crmPostgresUser",
      "crmPostgresPassword",
    ]);
    expect(keys("staging")).toEqual(
      expect.arrayContaining(["cloudflareAccountId", "cloudflareZoneId", "cloudflareApiToken"]),
    );
  });

  it("name the cluster that they go to, but for a laptop's", () => {
    const contexts = STACKS.map((stack) => loadFromFile(stack, ROOT).settings.cluster.context);

    expect(contexts).toEqual([undefined, "staging", "production"]);
  });

  it("exercise both collectors and both ways in", () => {
    const settings = STACKS.map((stack) => loadFromFile(stack, ROOT).settings);

    expect(new Set(settings.map(({ logs }) => logs.collector))).toEqual(new Set(["promtail", "alloy"]));
    expect(new Set(settings.map(({ exposure }) => exposure.grafana?.via))).toEqual(
      new Set([undefined, "tunnel", "traefik"]),
    );
  });

  it("GAU-31 GAU-34 GAU-38: staging and production turn the optional parts of Gauzian on", () => {
    for (const stack of ["staging", "production"]) {
      const { gauzian } = loadFromFile(stack, ROOT).settings.systems;
      expect(gauzian).toMatchObject({
        alerts: true,
        postgresExporter: { enabled: true, workload: "postgres" },
        redisExporter: { enabled: true, workload: "redis" },
      });
    }
  });

  it("run all five products in staging and production", () => {
    for (const stack of ["staging", "production"]) {
      const { systems } = loadFromFile(stack, ROOT).settings;
      expect(Object.keys(systems).sort()).toEqual([
        "crm",
        "deploymentSystem",
        "gauzian",
        "huntaze",
        "tumulte",
      ]);
    }
  });

  it("TUM-90: keep Prometheus and Alertmanager off the Internet where several products share them", () => {
    for (const stack of STACKS) {
      const { exposure } = loadFromFile(stack, ROOT).settings;
      expect([exposure.prometheus, exposure.alertmanager]).toEqual([undefined, undefined]);
    }
  });

  it("GAU-59 GAU-60 GAU-66 GAU-70: Gauzian alone has its own hosts, middlewares and retention", () => {
    const { exposure, prometheus } = loadFromFile("examples/gauzian/Pulumi.production.yaml", ROOT).settings;

    expect(exposure.grafana?.host).toBe("grafana.gauzian.pupin.fr");
    expect(exposure.prometheus).toMatchObject({
      host: "prometheus.gauzian.pupin.fr",
      auth: { type: "basic", user: "admin" },
      middlewares: [{ name: "security-headers", namespace: "gauzian-v2" }],
    });
    expect(prometheus.retention.time).toBe("30d");
  });

  it("mark values that cannot be read as secret", async () => {
    const value = loadFromFile("production", ROOT).secrets.get("heartbeatUrl");
    const isSecret = await (value as unknown as { isSecret: Promise<boolean> }).isSecret;
    const text = await new Promise((resolve) => value.apply(resolve));

    expect(isSecret).toBe(true);
    expect(text).toBe("<secret vigie:secrets.heartbeatUrl>");
  });

  it.each([
    ["prod", /^prod: is not a stack of this project; did you mean "production"\? The stacks are dev, /],
    ["nope", /^nope: is not a stack of this project; The stacks are dev, production, staging$/],
    ["examples/none.yaml", /^examples\/none\.yaml: no such file; paths are relative/],
  ])("and %s is not one of them", (stack, message) => {
    expect(() => loadFromFile(stack, ROOT)).toThrow(message);
  });
});

describe("Pulumi.yaml", () => {
  it("has the project's name", () => {
    expect(projectFile().name).toBe(PROJECT);
  });

  it("declares every top-level key of the schema, with its description", () => {
    const { properties = {} } = settingsSchema();
    const { secrets, ...declared } = projectFile().config;

    expect(secrets?.default).toEqual({});
    expect(Object.keys(declared)).toEqual(expect.arrayContaining(Object.keys(properties)));
    expect(Object.keys(declared)).toHaveLength(Object.keys(properties).length);
    for (const [key, { description }] of Object.entries(declared)) {
      expect([key, description]).toEqual([key, properties[key]?.description]);
    }
  });

  it("requires exactly what the schema requires", () => {
    const withoutDefault = Object.entries(projectFile().config).filter(
      ([, { default: preset }]) => preset === undefined,
    );

    expect(withoutDefault.map(([key]) => key).sort()).toEqual([...(settingsSchema().required ?? [])].sort());
  });
});

describe("reserved names", () => {
  it("hold every system and job that the program brings along", () => {
    const plans = [...STACKS, ...EXAMPLES].map((stack) => buildPlan(loadFromFile(stack, ROOT).settings));
    const builtIn = plans.flatMap(({ systems }) => systems).filter(({ name }) => name !== "shop");
    const jobs = builtIn.flatMap(({ scrapes, databases }) => [
      ...scrapes.map(({ job }) => job),
      ...databases.filter(({ system }) => system !== "shop").map(({ name }) => name),
    ]);

    expect([...new Set(builtIn.map(({ name }) => name))].sort()).toEqual([...BUILT_IN_SYSTEMS].sort());
    expect([...BUILT_IN_JOBS].sort()).toEqual(expect.arrayContaining([...new Set(jobs)].sort()));
  });

  it("hold every job of Prometheus' own file that a user could name too", () => {
    const isName = (job: string) => label.safeParse(job).success;
    const unreserved = STACKS.flatMap((stack) => {
      const { settings } = loadFromFile(stack, ROOT);
      const own = [
        ...settings.databases.map(({ name }) => name),
        ...Object.values(settings.apps).flatMap(({ scrapes }) => scrapes.map(({ job }) => job)),
      ];
      const jobs = prometheusConfig(buildPlan(settings)).scrape_configs.map(({ job_name }) => job_name);
      return jobs.filter((job) => isName(job) && ![...BUILT_IN_JOBS, ...own].includes(job));
    });

    expect(unreserved).toEqual([]);
  });
});

describe("the table of rules", () => {
  it("is not empty and reads only keys of the schema", () => {
    const keys = Object.keys(settingsSchema().properties ?? {});

    expect(RULES.length).toBeGreaterThan(30);
    expect(RULES.flatMap(({ reads }) => reads).filter((key) => !keys.includes(key))).toEqual([]);
  });
});
