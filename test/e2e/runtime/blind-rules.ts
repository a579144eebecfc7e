import { parse } from "yaml";
import type { KubeObject } from "../cluster";
import { files, readQuery } from "./queries";
import type { Servers } from "./servers";

/** A selector of a rule for which the running stack has no series. */
export interface BlindSelector {
  readonly rule: string;
  readonly selector: string;
  /** Why that is all right; undefined when nobody knows. */
  readonly reason: string | undefined;
}

/** Series that a healthy stack in this world need not have. */
const absent: readonly (readonly [RegExp, string])[] = [
  [
    /^kubelet_volume_stats_/,
    "the kubelet measures no hostPath volumes, and k3s' local-path makes just those",
  ],
  [
    /^kube_pod_container_status_(waiting|last_terminated)_reason/,
    "exists only while a container is in trouble",
  ],
  [/^kube_job_/, "there are no jobs"],
  [/^loki_write_/, "Alloy's name for what Promtail counts otherwise"],
  [/^promtail_/, "Promtail's name for what Alloy counts otherwise"],
  [
    /^loki_(discarded_samples_total|prometheus_rule_evaluation_failures_total)/,
    "appears with the first of its kind",
  ],
  [/^probe_/, "the stack file names no probe"],
  [/job="deployed-applications-metrics"/, "no deployed application says that it exposes metrics"],
  [/^deployment_duration_seconds_bucket.*le=~"600/, "a bound that the product may have, too"],
  [/^mongodb_ss_/, "the exporter of MongoDB is a stand-in that says no more than that it is up"],
  [/^mongodb_up\{job!=/, "the stack watches one MongoDB"],
  [/^sli_current_value\{.*unit="(ratio|seconds|per-minute)"/, "the product gives this value in another unit"],
  [/=~"5\.\."/, "no request has failed"],
];

/**
 * Rules ask for series; one that does not exist makes an alert that can never fire. Every selector of every rule is asked
 * of the running Prometheus, as it stands.
 */
export async function blindSelectors(
  objects: readonly KubeObject[],
  servers: Servers,
): Promise<readonly BlindSelector[]> {
  interface RuleFile {
    readonly groups: readonly {
      readonly rules: readonly { alert?: string; record?: string; expr: string }[];
    }[];
  }
  const blind = new Map<string, BlindSelector>();
  const groups = files(objects, "prometheus-rules").flatMap(([, text]) => (parse(text) as RuleFile).groups);
  for (const { alert, record, expr } of groups.flatMap(({ rules }) => rules)) {
    for (const { metric, matchers } of (await readQuery(expr)).selectors) {
      const selector = `${metric}{${matchers.map(({ label, operator, value }) => `${label}${operator}"${value}"`).join(",")}}`;
      const rule = alert ?? record ?? "";
      if (blind.has(`${rule}${selector}`) || (await servers.query(`count(${selector})`)).length > 0) continue;
      const reason = absent.find(([pattern]) => pattern.test(selector))?.[1];
      blind.set(`${rule}${selector}`, { rule, selector, reason });
    }
  }
  return [...blind.values()];
}
