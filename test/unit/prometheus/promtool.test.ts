import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { prometheusConfig } from "../../../components/prometheus";
import { toYaml } from "../../../base/serialise";
import type { Duration } from "../../../config/schema/scalars";
import type { ScrapeJob, TargetSource } from "../../../systems/model";
import { withFiles } from "../../kit/files";
import { planWith, settingsWith, systemWith } from "../../kit/settings";
import { promtoolCheckConfig } from "../../tools/run";

const SOURCES: readonly TargetSource[] = [
  { kind: "service", namespace: "shop", service: "api", port: "http" },
  { kind: "service", namespace: "shop", service: "minio", port: 9000 },
  { kind: "static", addresses: ["51.159.99.160:3005"] },
  { kind: "container", namespace: "db", container: "redis-exporter", port: 9121 },
  { kind: "kubelet" },
  { kind: "apiserver" },
];

const EVERYTHING = systemWith({
  scrapes: SOURCES.map((target, index): ScrapeJob => ({
    job: `job-${index}`,
    target,
    path: "/metrics/cadvisor",
    scheme: "https",
    interval: "5s" as Duration,
    bearerToken: target.kind === "static" ? { fromConfig: "token" } : undefined,
    keepMetrics: ["container_.+"],
    dropMetrics: ["container_spec_.+"],
    labels: { tier: "a$b" },
  })),
  probes: [{ name: "front", url: "https://shop.example.org/?a=b", interval: "30s" as Duration }],
  databases: [{ type: "redis", name: "cache", address: "10.0.0.9:6379" }],
});

it("is a configuration that Prometheus itself accepts, with every kind of job in it", async () => {
  const settings = settingsWith({
    prometheus: {
      remoteWrite: [
        { name: "a", url: "https://a.example.org/", username: "u", password: { fromConfig: "pw" } },
        { name: "b", url: "https://b.example.org/", bearerToken: { fromConfig: "token" } },
      ],
    },
  });
  const text = toYaml(prometheusConfig(planWith(settings, [EVERYTHING])));

  await withFiles({ "prometheus.yml": text }, async (folder) => {
    const result = await promtoolCheckConfig(join(folder, "prometheus.yml"), { syntaxOnly: true });
    expect(result).toMatchObject({ ok: true });
  });
});
