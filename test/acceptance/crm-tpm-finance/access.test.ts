import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { readStackFile } from "../../../config/read/find";
import { secretValueProblems } from "../../../config/secrets/sanity";
import { renderedStack, withFiles, type RenderedStack } from "../../kit";
import { example, exampleFile, exampleSettings } from "./stacks";

const HOST = "monitoring.crm-tpm-finance.internal";

let dev: RenderedStack;
let production: RenderedStack;

beforeAll(async () => {
  dev = await example("dev");
  production = await example("production");
});

test("CRM-77: today nothing has an address outside the cluster", () => {
  const types = dev.kind("Service").map(({ spec }) => (spec as { type?: string }).type ?? "ClusterIP");

  expect(dev.kind("IngressRoute")).toEqual([]);
  expect(new Set(types)).toEqual(new Set(["ClusterIP"]));
});

describe("one host, two paths", () => {
  test("CRM-79, CRM-Q7: /grafana/ leads to Grafana, which knows its path; the path is taken off on the way", () => {
    expect(match("grafana")).toContain(
      `Host(\`${HOST}\`) && (Path(\`/grafana\`) || PathPrefix(\`/grafana/\`))`,
    );
    expect(production.at("Middleware/monitoring/grafana-strip-prefix", "spec.stripPrefix")).toEqual({
      prefixes: ["/grafana"],
    });
    expect(middlewares("grafana")).toContain("grafana-strip-prefix");
    // Traefik passes Host on, and X-Real-Ip, without being asked.
    expect(production.text("grafana-config", "grafana.ini")).toContain(`domain = ${HOST}`);
  });

  test("CRM-80, CRM-82, CRM-89: /prometheus/ asks for basic auth, realm Restricted, before the path is taken off", () => {
    expect(match("prometheus")).toContain("PathPrefix(`/prometheus/`)");
    expect(production.at("Middleware/monitoring/prometheus-auth", "spec.basicAuth")).toMatchObject({
      realm: "Restricted",
      secret: "prometheus-auth-secret",
      removeHeader: true,
    });
    const chain = middlewares("prometheus");
    expect(chain.indexOf("prometheus-auth")).toBeLessThan(chain.indexOf("prometheus-strip-prefix"));
  });

  test("CRM-80, CRM-Q7: Prometheus knows the address that its links need, and serves from the root", () => {
    const args = production.at("StatefulSet/prometheus", "spec.template.spec.containers.0.args");

    expect(args).toEqual(
      expect.arrayContaining([`--web.external-url=https://${HOST}/prometheus`, "--web.route-prefix=/"]),
    );
  });

  test("CRM-81, CRM-90: both are https, with the certificate of the stack file", () => {
    for (const route of ["grafana", "prometheus"]) {
      expect(production.at(`IngressRoute/${route}`, "spec.entryPoints")).toEqual(["websecure"]);
      expect(production.at(`IngressRoute/${route}`, "spec.tls")).toEqual({
        secretName: "crm-monitoring-tls",
      });
    }
  });

  test("CRM-84: neither a tunnel nor Access", () => {
    expect(production.resources.filter(({ type }) => type.startsWith("cloudflare:"))).toEqual([]);
  });
});

describe("production", () => {
  test("CRM-88: whoever is not let in reaches neither UI nor metrics: default deny, one policy per part", () => {
    const policies = production
      .kind("NetworkPolicy")
      .filter(({ metadata }) => metadata.namespace === "monitoring")
      .map(({ metadata }) => metadata.name);

    expect(policies).toEqual(expect.arrayContaining(["default-deny", "grafana", "prometheus"]));
    expect(match("grafana")).toContain("!PathPrefix(`/grafana/metrics`)");
  });

  test("CRM-90: the admin's password is generated, and cookies go over https alone", () => {
    expect(exampleSettings("production").settings.grafana.adminPassword).toEqual({ generate: true });
    expect(production.text("grafana-config", "grafana.ini")).toContain("cookie_secure = true");
  });
});

test("CRM-83, CRM-90: OAuth with Google or GitHub is six lines of the stack file", async () => {
  const text = readFileSync(exampleFile("production"), "utf8").replace(
    "  vigie:exposure:\n",
    [
      "  vigie:grafana:",
      "    oauth:",
      "      provider: github",
      "      allowedOrganizations: [tpm-finance]",
      "      clientId: { fromConfig: oauthClientId }",
      "      clientSecret: { fromConfig: oauthClientSecret }",
      "  vigie:exposure:\n",
    ].join("\n"),
  );
  await withFiles({ "Pulumi.production.yaml": text }, async (folder) => {
    const stack = await renderedStack(join(folder, "Pulumi.production.yaml"));
    const ini = stack.text("grafana-config", "grafana.ini");

    expect(ini).toContain("[auth.github]");
    expect(ini).toContain("allowed_organizations = tpm-finance");
  });
});

test.each(["admin", "super_secret_password_change_me"])(
  "CRM-09, CRM-78, CRM-Q8: the password %s is refused where somebody sets it",
  async (value) => {
    const text = readFileSync(exampleFile("dev"), "utf8").replace(
      "  vigie:grafana:\n",
      "  vigie:grafana:\n    adminPassword: { fromConfig: grafanaPassword }\n",
    );
    await withFiles({ "Pulumi.dev.yaml": text }, (folder) => {
      const raw = readStackFile(join(folder, "Pulumi.dev.yaml"));
      const problems = secretValueProblems({
        ...raw,
        secrets: { grafanaPassword: { state: "opened", value } },
      });

      expect(problems.map(({ path }) => path)).toEqual(["vigie:secrets.grafanaPassword"]);
      return Promise.resolve();
    });
  },
);

function match(route: string): string {
  return String(production.at(`IngressRoute/${route}`, "spec.routes.0.match"));
}

function middlewares(route: string): string[] {
  const chain = production.at(`IngressRoute/${route}`, "spec.routes.0.middlewares");
  return (chain as readonly { name: string }[]).map(({ name }) => name);
}
