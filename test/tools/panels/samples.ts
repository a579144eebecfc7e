import type { Plan } from "../../../systems/plan";

/**
 * Values for labels that may have any, by `metric.label` or `label`. They are what such labels hold in life, not what a query
 * asks for: a query that wants another value finds nothing.
 */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  code: ["200", "404", "500"],
  "http_requests_total.status": ["200", "404", "500"],
  status: ["success", "failure"],
  status_code: ["200", "404", "500"],
  "emails_sent_total.status": ["sent", "failed"],
  "tasks_total.status": ["pending", "completed", "failed"],
  "kube_node_status_condition.status": ["true", "false"],
  method: ["GET", "POST"],
  verb: ["GET", "LIST"],
  endpoint: ["/api/a", "/api/b"],
  fstype: ["ext4", "tmpfs"],
  device: ["sda", "eth0"],
  mountpoint: ["/", "/var"],
  interface: ["eth0"],
  container: ["app", ""],
  condition: ["Ready", "true", "false"],
  reason: ["OOMKilled", "CrashLoopBackOff"],
  alertstate: ["firing", "pending"],
  severity: ["critical", "warning", "info", "none"],
  resource: ["cpu", "memory"],
  legacy_op_type: ["query", "insert"],
  op_type: ["reads", "writes", "commands"],
  conn_type: ["current", "available"],
  name: ["availability", "latency", "error_rate", "throughput"],
  state: ["active", "idle"],
  le: [],
};

/** Values that depend on what the stack watches. */
export function sampleValues(plan: Plan): (metric: string, label: string) => readonly string[] {
  const found: Readonly<Record<string, readonly string[]>> = {
    ...VALUES,
    namespace: namespaces(plan),
    "ALERTS.alertname": alertNames(plan),
  };
  return (metric, label) => found[`${metric}.${label}`] ?? found[label] ?? [`${label}-1`];
}

function alertNames({ ruleFiles }: Plan): readonly string[] {
  const rules = ruleFiles.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
  return [...new Set(rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])))].sort();
}

/** Where the stack's targets run. */
export function namespaces({ systems, settings }: Plan): readonly string[] {
  const found = systems.flatMap(({ scrapes, databases }) => [
    ...scrapes.flatMap(({ target }) => ("namespace" in target ? [target.namespace] : [])),
    ...databases.flatMap(({ sidecar }) => (sidecar === undefined ? [] : [sidecar.namespace])),
  ]);
  return [...new Set([settings.namespace.name, ...found])].sort();
}

/** What the pods of those targets are called in the logs. */
export function apps({ systems }: Plan): readonly string[] {
  const found = systems.flatMap(({ scrapes }) =>
    scrapes.flatMap(({ job, target }) => (target.kind === "service" ? [job, target.service] : [job])),
  );
  return [...new Set(found)].sort();
}

/** Lines as programs write them: JSON, key=value, plain. */
export const LINES: readonly string[] = [
  '{"level":"error","msg":"request failed","status":500,"path":"/api/a","duration_ms":12}',
  'level=error msg="deployment failed: timeout" status=500 path=/api/a',
  "ERROR failed to allocate port 8101: already in use",
  "INFO deployment finished, port allocated, status=success",
  '{"level":"error","msg":"❌ deployment failed","deployment_id":"42","duration":61}',
  '{"level":"warning","msg":"container restart","container":"app-8101"}',
  'level=error msg="ERROR CRITICAL: disk failure"',
  'INFO 10.0.0.7 - - "GET /api/a HTTP/1.1" 200 12',
];
