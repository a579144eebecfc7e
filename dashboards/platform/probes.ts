import type { DashboardInput, DashboardJson } from "../contract";
import { dashboard, series, seriesVariables } from "../kit";
import type { PanelSpec } from "../kit";

export const PROBES = { uid: "vigie-probes", title: "Probes" } as const;

const RULES = "rules/platform/probes.yaml";
/** As the alert: most ports of a probed range are free, and no fault. */
const ADDRESSES = 'prober=""';
const NONE = "the stack file names no probe";

/** The addresses that the blackbox exporter asks as a user would: whether they answer, how fast, and until when. */
export function probesOverview(input: DashboardInput): DashboardJson {
  return dashboard({
    ...PROBES,
    description: "Addresses that are asked from outside of their program: answers, times and certificates.",
    tags: ["platform"],
    alerts: 'alertname=~"Probe.+"',
    variables: [
      ...seriesVariables(`probe_success{${ADDRESSES}}`, `probe_success{${ADDRESSES}, job=~"$job"}`),
    ],
    rows: [
      {
        panels: [
          success(),
          certificateDays(input.threshold(RULES, "ProbeCertificateExpiresSoon")),
          duration(),
          statusCodes(),
        ],
      },
    ],
  });
}

function success(): PanelSpec {
  return {
    key: "success",
    type: "timeseries",
    title: "Probes that succeed",
    description: "1 while the address answers as it should, 0 while it does not. The alert is ProbeFailed.",
    unit: "short",
    decimals: 0,
    min: 0,
    max: 1,
    width: 12,
    noValue: NONE,
    queries: [{ expr: series("probe_success", ADDRESSES), legend: "{{instance}}" }],
  };
}

function certificateDays(bad: number): PanelSpec {
  return {
    key: "certificates",
    type: "timeseries",
    title: "Days until a certificate expires",
    description:
      "Of the certificates that the address presents, the first to expire. Below the line is the alert ProbeCertificateExpiresSoon.",
    unit: "d",
    width: 12,
    steps: [
      { from: undefined, color: "red" },
      { from: bad, color: "green" },
    ],
    noValue: "no address with TLS is probed",
    queries: [
      {
        expr: `(${series("probe_ssl_earliest_cert_expiry")} - time()) / 86400`,
        legend: "{{instance}}",
      },
    ],
  };
}

function duration(): PanelSpec {
  return {
    key: "duration",
    type: "timeseries",
    title: "Time of a probe",
    description:
      "From the name's resolution to the last byte. A probe that takes longer than its timeout fails.",
    unit: "s",
    min: 0,
    width: 12,
    noValue: NONE,
    queries: [{ expr: series("probe_duration_seconds", ADDRESSES), legend: "{{instance}}" }],
  };
}

function statusCodes(): PanelSpec {
  return {
    key: "status",
    type: "timeseries",
    title: "Status of the answer",
    description: "HTTP status of the last answer; 0 is no answer: name resolution, network or TLS.",
    unit: "none",
    decimals: 0,
    min: 0,
    width: 12,
    noValue: NONE,
    queries: [{ expr: series("probe_http_status_code", ADDRESSES), legend: "{{instance}}" }],
  };
}
