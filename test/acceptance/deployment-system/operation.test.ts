import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadFromFile } from "../../../config/from-file";
import type { RenderedStack } from "../../kit";
import { example, FILE } from "./stack";

let stack: RenderedStack;

beforeAll(async () => {
  stack = await example();
});

interface PromtailFile {
  readonly scrape_configs: readonly {
    readonly relabel_configs: readonly { readonly target_label?: string; readonly replacement?: string }[];
  }[];
}

describe("logs", () => {
  test.each([
    ["DEP-87, DEP-91: JSON lines", "port-manager", "/var/log/deployment-system/port-manager*.log"],
    ["DEP-88: JSON lines with an id", "deployment-api", "/var/log/deployment-system/deployment-api*.log"],
    ["DEP-89: JSON of Docker", "docker", "/var/lib/docker/containers/*/*-json.log"],
    ["DEP-90: logfmt of the system", "varlogs", "/var/log/*.log"],
  ])("%s: job %s reads its files as they are, on the server itself", (_line, job, path) => {
    const { scrape_configs: sources } = stack.file("logs-config", "promtail.yaml") as PromtailFile;
    const set = (source: PromtailFile["scrape_configs"][number], label: string) =>
      source.relabel_configs.findLast(({ target_label: to }) => to === label)?.replacement;
    const found = sources.filter((source) => set(source, "job") === job);

    expect(found.map((source) => set(source, "__path__"))).toEqual([path]);
  });

  test("DEP-89: the collector may read Docker's folder on the node, and no more than read", () => {
    const text = JSON.stringify(stack.at("DaemonSet/promtail", "spec.template.spec"));

    expect(text).toContain('"mountPath":"/var/lib/docker/containers","name":"files-');
    expect(text).toMatch(/"mountPath":"\/var\/lib\/docker\/containers","name":"files-\d","readOnly":true/);
  });

  test("DEP-86: Grafana has the Loki that they are searched in", () => {
    expect(stack.text("grafana-config", "datasources.yaml")).toContain("http://loki.monitoring.svc:3100");
  });

  test("DEP-92, DEP-116, DEP-121, DEP-161: logs are deleted after 7 days by Loki itself, without a job", () => {
    expect(stack.text("loki-config", "loki.yaml")).toMatch(/retention_period: (7d|168h)/);
    expect(stack.text("loki-config", "loki.yaml")).toContain("retention_enabled: true");
  });
});

describe("access", () => {
  const DNS = "cloudflare:index/dnsRecord:DnsRecord";
  const ACCESS = "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication";

  test.each([
    ["DEP-106, DEP-18, DEP-110: Grafana", "grafana.silverhawk77.click"],
    ["DEP-107: Prometheus", "prometheus.silverhawk77.click"],
    ["DEP-108: Alertmanager", "alerts.silverhawk77.click"],
  ])("%s: https://%s comes through the Cloudflare Tunnel", (_line, host) => {
    const records = stack.resources.filter(({ type }) => type === DNS);

    expect(records.map(({ inputs }) => inputs.name)).toContain(host);
    expect(stack.text("grafana-config", "grafana.ini")).toContain("https://grafana.silverhawk77.click");
  });

  test("DEP-109, DEP-125: Loki, the collector and the exporters have no public name", () => {
    expect(stack.resources.filter(({ type }) => type === DNS)).toHaveLength(3);
  });

  test("DEP-111, DEP-127: nobody reaches Prometheus or Alertmanager without a login", () => {
    const guarded = stack.resources.filter(({ type }) => type === ACCESS).map(({ inputs }) => inputs.domain);

    expect(guarded.sort()).toEqual(["alerts.silverhawk77.click", "prometheus.silverhawk77.click"]);
  });

  test("DEP-128: Grafana's password is generated", () => {
    const [password] = stack.resources.filter(({ name }) => name === "grafana-admin-password");

    expect(password?.type).toBe("random:index/randomPassword:RandomPassword");
  });
});

describe("persistence", () => {
  test("DEP-113, DEP-114, DEP-116, DEP-161: 30 days of metrics and at most 50 GB of them", () => {
    const args = JSON.stringify(stack.at("StatefulSet/prometheus", "spec.template.spec.containers.0.args"));

    expect(args).toContain("--storage.tsdb.retention.time=30d");
    // Prometheus counts in powers of two: 50GB are 51200MB.
    expect(args).toContain(`--storage.tsdb.retention.size=${50 * 1024}MB`);
  });

  test("DEP-114, DEP-124: the volume is larger than that", () => {
    const claims = stack
      .kind("PersistentVolumeClaim")
      .map(({ metadata, spec }) => [
        metadata.name,
        (spec as { resources: { requests: { storage: string } } }).resources.requests.storage,
      ]);

    expect(claims.find(([name]) => name?.includes("prometheus"))?.[1]).toBe("64Gi");
  });

  test("DEP-99: changed settings reach Alertmanager without a command: its files have their own names", () => {
    const names = stack.kind("ConfigMap").map(({ metadata }) => metadata.name);

    expect(names.some((name) => name.startsWith("alertmanager-config"))).toBe(true);
  });

  test("DEP-19, DEP-126: every secret comes from the stack's own, none is in the file", () => {
    const { missing } = loadFromFile(FILE);

    expect(missing.length).toBeGreaterThan(5);
    expect(JSON.stringify(stack.objects)).not.toContain("hooks.slack.com/services/YOUR");
  });
});
