import { beforeAll, expect, test } from "@jest/globals";
import { program } from "../../../components/program";
import { loadFromFile } from "../../../config/from-file";
import { record } from "../../../cli/program/record";
import { renderedStack, type RenderedStack } from "../../kit";

let stack: RenderedStack;

beforeAll(async () => {
  stack = await renderedStack("examples/gauzian/Pulumi.production.yaml");
});

test.each([
  [
    "GAU-59: grafana.gauzian.pupin.fr leads to Grafana, by Traefik",
    "grafana",
    "grafana.gauzian.pupin.fr",
    3000,
  ],
  [
    "GAU-60: prometheus.gauzian.pupin.fr leads to Prometheus, by Traefik",
    "prometheus",
    "prometheus.gauzian.pupin.fr",
    9090,
  ],
])("%s", (_title, route, host, port) => {
  expect(stack.at(`IngressRoute/${route}`, "spec.routes.0.match")).toContain(`Host(\`${host}\`)`);
  expect(stack.at(`IngressRoute/${route}`, "spec.routes.0.services")).toEqual([{ name: route, port }]);
});

test("GAU-62: both routes are https, by the certificate resolver of the stack file", () => {
  for (const route of ["grafana", "prometheus"]) {
    expect(stack.at(`IngressRoute/${route}`, "spec.entryPoints")).toEqual(["websecure"]);
    expect(stack.at(`IngressRoute/${route}`, "spec.tls")).toEqual({ certResolver: "letsencrypt" });
  }
});

test("GAU-63: Grafana's user is admin; its password is generated, never the one of the source", () => {
  const [password] = stack.resources.filter(({ name }) => name === "grafana-admin-password");

  expect(password?.type).toBe("random:index/randomPassword:RandomPassword");
  expect(JSON.stringify(stack.resources)).not.toContain("ChangeMe123!");
});

test("GAU-64, GAU-74: the Prometheus route asks for basic auth by the middleware prometheus-auth", () => {
  expect(stack.at("Middleware/monitoring/prometheus-auth", "apiVersion")).toBe("traefik.io/v1alpha1");
  expect(stack.at("Middleware/monitoring/prometheus-auth", "spec.basicAuth")).toMatchObject({
    secret: "prometheus-auth-secret",
    removeHeader: true,
  });
});

test("GAU-65: Secret prometheus-auth-secret is Opaque with the one key users", () => {
  expect(stack.at("Secret/monitoring/prometheus-auth-secret", "type")).toBe("Opaque");
  expect(stack.at("Secret/monitoring/prometheus-auth-secret", "stringData")).toEqual({ users: "<redacted>" });
});

test("GAU-66, GAU-75: prometheus-auth stands before security-headers of gauzian-v2", () => {
  const names = (
    stack.at("IngressRoute/prometheus", "spec.routes.0.middlewares") as Record<string, string>[]
  ).map(({ namespace, name }) => `${namespace ?? ""}/${name ?? ""}`);

  expect(names.filter((name) => !name.includes("rate-limit"))).toEqual([
    "monitoring/prometheus-auth",
    "gauzian-v2/security-headers",
  ]);
});

test("GAU-03: the middleware of gauzian-v2 is referred to, never made or changed by us", () => {
  const theirs = stack.objects.filter(
    ({ kind, metadata }) => kind === "Middleware" && metadata.namespace !== "monitoring",
  );

  expect(theirs).toEqual([]);
});

test("GAU-67: no Cloudflare resource in production", () => {
  expect(stack.resources.filter(({ type }) => type.startsWith("cloudflare:"))).toEqual([]);
});

test("GAU-89: the outputs name Grafana's URL and user, and Prometheus' URL", async () => {
  const { outputs } = await record(() => program(loadFromFile("examples/gauzian/Pulumi.production.yaml")));

  expect(outputs).toMatchObject({
    grafanaUrl: "https://grafana.gauzian.pupin.fr",
    prometheusUrl: "https://prometheus.gauzian.pupin.fr",
    adminUser: "admin",
  });
});
