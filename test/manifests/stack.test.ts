import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { INVARIANTS, stackOfResources, type Stack } from "../../cli/check/invariants";
import { manifestsOf } from "../../cli/program/manifests";
import { record, type Recorded } from "../../cli/program/record";
import { UNKNOWN, unwrapped } from "../../cli/program/values";
import { renderedFiles } from "../../cli/render/files";
import { program } from "../../components/program";
import type { Loaded } from "../../config";
import { loadFromFile } from "../../config/from-file";
import { SENTINEL } from "../kit";

const STACKS = ["dev", "staging", "production"] as const;

/** A committed stack file with a sentinel for every secret. */
function sentinels(stack: string): Loaded {
  return {
    ...loadFromFile(stack),
    secrets: { get: (key) => pulumi.secret(`https://hooks.slack.com/${SENTINEL}-${key}`) },
  };
}

async function resourcesOf(stack: string, preview = false): Promise<readonly Recorded[]> {
  const loaded = sentinels(stack);
  return (await record(() => program(loaded), { stack, preview })).resources;
}

describe.each(STACKS)("the %s stack", (name) => {
  let resources: readonly Recorded[];
  let stack: Stack;

  beforeAll(async () => {
    resources = await resourcesOf(name);
    stack = stackOfResources(loadFromFile(name).settings, resources);
  });

  it("has the objects of every part", () => {
    const kinds = new Set(stack.objects.map(({ manifest }) => manifest.kind));
    for (const kind of ["Namespace", "StatefulSet", "Deployment", "DaemonSet", "ConfigMap", "Secret"]) {
      expect(kinds).toContain(kind);
    }
    expect(stack.objects.length).toBeGreaterThan(60);
  });

  it.each(Object.keys(INVARIANTS))("holds: %s", (invariant) => {
    expect(INVARIANTS[invariant]?.(stack)).toEqual([]);
  });

  it("has no secret value outside Secret objects, opened or not", () => {
    const planted = [SENTINEL, "<generated ", "<tunnel token>", "$2y$10$"];
    const elsewhere = stack.objects
      .filter(({ manifest }) => manifest.kind !== "Secret")
      .map(({ resource }) => JSON.stringify(unwrapped(resource.inputs)));

    expect(elsewhere.filter((text) => planted.some((secret) => text.includes(secret)))).toEqual([]);
  });

  it("renders no secret value unless asked to", () => {
    const redacted = [...renderedFiles(resources).values()].join("\n");
    const shown = [...renderedFiles(resources, { showSecrets: true }).values()].join("\n");

    expect(redacted).not.toContain(SENTINEL);
    expect(redacted).not.toContain("<generated ");
    expect(shown).toContain("<generated ");
  });

  it("renders the same bytes twice", async () => {
    const again = await resourcesOf(name);

    expect([...renderedFiles(again)]).toEqual([...renderedFiles(resources)]);
  });

  it("previews on an empty cluster: the same objects under the same names", async () => {
    const preview = await resourcesOf(name, true);

    expect(preview.map(({ urn }) => urn)).toEqual(resources.map(({ urn }) => urn));
    const names = manifestsOf(preview).map(({ metadata }) => metadata.name);
    expect(names.filter((objectName) => objectName === UNKNOWN)).toEqual([]);
  });
});

describe("the stack outputs", () => {
  it("of Gauzian's own stack are the public addresses, the credentials as secrets, and ways in without them", async () => {
    const { outputs } = await record(() => program(sentinels("examples/gauzian/Pulumi.production.yaml")));

    expect(outputs).toMatchObject({
      grafanaUrl: "https://grafana.gauzian.pupin.fr",
      prometheusUrl: "https://prometheus.gauzian.pupin.fr",
      adminUser: "admin",
      prometheusUser: "admin",
    });
    expect(outputs).not.toHaveProperty("alertmanagerUrl");
    expect(outputs.dashboardUrls["gauzian-overview"]).toBe(
      "https://grafana.gauzian.pupin.fr/d/gauzian-overview",
    );
    expect(outputs.portForwardCommands.grafana).toMatch(
      /^kubectl .*--namespace monitoring port-forward service\/grafana 3000$/,
    );
    await expect(isSecret(outputs.adminPassword)).resolves.toBe(true);
    await expect(isSecret(outputs.prometheusPassword)).resolves.toBe(true);
  });

  it("of production, which five products share, are Grafana's address and nobody else's", async () => {
    const { outputs } = await record(() => program(sentinels("production")));

    expect(outputs.grafanaUrl).toBe("https://grafana.gauzian.pupin.fr");
    expect(outputs).not.toHaveProperty("prometheusUrl");
    expect(outputs).not.toHaveProperty("alertmanagerUrl");
    expect(Object.keys(outputs.dashboardUrls)).toEqual(
      expect.arrayContaining([
        "tumulte-overview",
        "deployment-main",
        "huntaze-overview",
        "crm-tpm-finance-overview",
      ]),
    );
  });

  it("of dev say where Grafana is inside the cluster", async () => {
    const { outputs } = await record(() => program(sentinels("dev")));

    expect(outputs.grafanaUrl).toBe("http://grafana.monitoring.svc:3000");
    expect(outputs).not.toHaveProperty("prometheusUrl");
  });
});

describe("the transforms", () => {
  it("edit the main objects just before they are created", async () => {
    const loaded = sentinels("dev");
    const edited = { grafana: { deployment: { metadata: { name: "other", namespace: "monitoring" } } } };
    const { resources } = await record(() => program(loaded, edited));

    const deployments = manifestsOf(resources).filter(({ kind }) => kind === "Deployment");
    expect(deployments.map(({ metadata }) => metadata.name)).toContain("other");
  });
});

function isSecret(value: pulumi.Output<string> | undefined): Promise<boolean> {
  return value === undefined ? Promise.resolve(false) : pulumi.isSecret(value);
}
