import { describe, expect, test } from "@jest/globals";
import { blackboxConfig } from "../../../components/exporters/blackbox-config";
import { probeEgress } from "../../../components/exporters/blackbox-traffic";
import { prometheusConfig } from "../../../components/prometheus/config";
import type { Duration } from "../../../config/schema/scalars";
import type { PortProbe } from "../../../systems/model";
import { planWith, settingsWith, systemWith } from "../../kit";

const RANGE: PortProbe = {
  job: "deployed",
  host: "10.0.0.5",
  ports: { from: 8100, to: 8104 },
  except: [8102],
  path: "/health",
  interval: "1m" as Duration,
  timeout: "5s" as Duration,
};
const ONE: PortProbe = {
  job: "manager",
  host: "10.0.0.5",
  ports: { from: 3001, to: 3001 },
  interval: "15s" as Duration,
  timeout: "10s" as Duration,
};
const PLAN = planWith(settingsWith(), [systemWith({ portProbes: [RANGE, ONE] })]);

function job(name: string) {
  return prometheusConfig(PLAN).scrape_configs.find((one) => one.job_name === name);
}

describe("a range of ports", () => {
  test("is one job with a target for each port but those left out", () => {
    expect(job("deployed")).toMatchObject({
      metrics_path: "/probe",
      params: { module: ["http_2xx"] },
      scrape_interval: "1m",
      scrape_timeout: "5s",
      static_configs: [
        {
          targets: ["10.0.0.5:8100", "10.0.0.5:8101", "10.0.0.5:8103", "10.0.0.5:8104"],
          labels: { prober: "blackbox", system: "shop" },
        },
      ],
    });
  });

  test("asks the path over HTTP, by the exporter, and names target and port", () => {
    expect(job("deployed")?.relabel_configs).toEqual([
      { source_labels: ["__address__"], target_label: "__param_target", replacement: "http://$1/health" },
      { source_labels: ["__address__"], target_label: "instance" },
      { source_labels: ["__address__"], regex: ".*:(\\d+)", target_label: "port" },
      { target_label: "__address__", replacement: "blackbox-exporter.monitoring.svc:9115" },
    ]);
  });

  test("keeps three series of each answer, however many the exporter gives", () => {
    expect(job("deployed")?.metric_relabel_configs).toEqual([
      {
        source_labels: ["__name__"],
        regex: "probe_success|probe_duration_seconds|probe_http_status_code",
        action: "keep",
      },
    ]);
  });

  test("without a path only connects", () => {
    expect(job("manager")).toMatchObject({ params: { module: ["tcp_connect"] } });
    expect(job("manager")?.relabel_configs?.[0]?.replacement).toBe("$1");
    expect(blackboxConfig(PLAN).modules.tcp_connect).toEqual({
      prober: "tcp",
      tcp: { preferred_ip_protocol: "ip4" },
    });
    const http = planWith(settingsWith(), [systemWith({ portProbes: [RANGE] })]);
    expect(Object.keys(blackboxConfig(http).modules)).toEqual(["http_2xx"]);
  });

  test("opens exactly its ports to the exporter", () => {
    expect(probeEgress(PLAN).slice(1)).toEqual([
      { peers: [{ anywhere: true }], ports: [{ port: 8100, endPort: 8104, protocol: "TCP" }] },
      { peers: [{ anywhere: true }], ports: [{ port: 3001, protocol: "TCP" }] },
    ]);
  });

  test("is not asked where nothing probes", () => {
    const off = planWith(settingsWith({ exporters: { blackbox: { enabled: false } } }), PLAN.systems);
    expect(prometheusConfig(off).scrape_configs.map(({ job_name: name }) => name)).not.toContain("deployed");
  });
});
