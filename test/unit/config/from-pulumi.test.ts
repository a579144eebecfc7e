import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { loadFromPulumi, orRunError } from "../../../config/from-pulumi";
import { UserError } from "../../../config/errors";

const BASE = {
  "vigie:environment": "development",
  "vigie:platform": "k3s",
  "vigie:cluster": JSON.stringify({ name: "demo" }),
  // What the CLI hands over for the defaults of Pulumi.yaml.
  "vigie:cloudflare": "{}",
  "vigie:databases": "[]",
  "pulumi:disable-default-providers": '["*"]',
};
const GRAFANA = { "vigie:grafana": JSON.stringify({ adminPassword: { fromConfig: "grafanaPassword" } }) };

async function engine(config: Record<string, string>): Promise<void> {
  await pulumi.runtime.setMocks(
    { newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) },
    "vigie",
    "demo",
    true,
  );
  pulumi.runtime.setAllConfig(config, ["vigie:secrets"]);
}

function refusal(): Error {
  try {
    loadFromPulumi();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the config was accepted");
}

describe("loadFromPulumi", () => {
  beforeEach(async () => {
    // Without an engine they would go to the console.
    jest.spyOn(pulumi.log, "warn").mockResolvedValue(undefined);
    await engine(BASE);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    pulumi.runtime.setAllConfig({});
  });

  it("reads what the engine hands over as JSON text", () => {
    const { stack, settings, missing } = loadFromPulumi();

    expect(stack).toBe("demo");
    expect(settings.cluster.name).toBe("demo");
    expect(settings.cloudflare).toBeUndefined();
    expect(missing).toEqual([]);
  });

  it("says every warning, so that a preview shows it", async () => {
    await engine({ ...BASE, "vigie:prometheus": '{"scrapeInterval":"3m"}' });
    const { warnings } = loadFromPulumi();

    expect(warnings).toContain(
      'vigie:prometheus.scrapeInterval: is "3m": one lost sample leaves a gap; use at most 2m',
    );
    expect(jest.mocked(pulumi.log.warn).mock.calls.map(([text]) => text)).toEqual(warnings);
  });

  it("hands secrets on as secret outputs", async () => {
    await engine({ ...BASE, ...GRAFANA, "vigie:secrets": '{"grafanaPassword":"correct horse"}' });
    const value = loadFromPulumi().secrets.get("grafanaPassword");
    const isSecret = await (value as unknown as { isSecret: Promise<boolean> }).isSecret;

    expect(isSecret).toBe(true);
    expect(await new Promise((resolve) => value.apply(resolve))).toBe("correct horse");
  });

  it("refuses a missing secret with the command that sets it, as an error without a stack trace", async () => {
    await engine({ ...BASE, ...GRAFANA });
    const error = refusal();

    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(error.message).toBe(
      "Pulumi.demo.yaml: vigie:secrets.grafanaPassword: has no value, vigie:grafana.adminPassword needs it; " +
        "run pulumi config set --secret --path 'vigie:secrets.grafanaPassword' -s demo",
    );
  });

  it("refuses a placeholder without repeating it", async () => {
    await engine({ ...BASE, ...GRAFANA, "vigie:secrets": '{"grafanaPassword":"ChangeMe123!"}' });

    expect(refusal().message).toBe(
      "Pulumi.demo.yaml: vigie:secrets.grafanaPassword: is a placeholder (used by vigie:grafana.adminPassword); " +
        "run pulumi config set --secret --path 'vigie:secrets.grafanaPassword' -s demo",
    );
  });

  it("refuses secrets that are no mapping, without repeating them", async () => {
    await engine({ ...BASE, "vigie:secrets": "hunter2-is-not-secret" });

    expect(refusal().message).toMatch(/^Pulumi\.demo\.yaml: vigie:secrets: is not a mapping/);
    expect(refusal().message).not.toContain("hunter2");
  });

  it("reports every problem of the config at once", async () => {
    await engine({ ...BASE, "vigie:promtheus": "{}", "vigie:loki": '{"retention":"1 week"}' });

    expect(refusal().message).toMatch(/^Pulumi\.demo\.yaml: 2 problems\n/);
  });
});

describe("orRunError", () => {
  it("lets other errors pass with their stack", () => {
    const bug = new TypeError("a bug");
    const run = (error: Error) => () =>
      orRunError(() => {
        throw error;
      });

    expect(run(bug)).toThrow(bug);
    expect(run(new UserError(["x: is wrong; fix it"]))).toThrow(pulumi.RunError);
  });
});
