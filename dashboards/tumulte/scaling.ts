import { above } from "../kit";
import type { PanelSpec, RowSpec, Step } from "../kit";
import { backend, nodes, quantile } from "./select";

/** The scaling table of the specification (TUM-121 to TUM-127). */
const LEVELS = {
  cpu: { warning: 70, critical: 85 },
  memory: { warning: 80 },
  latency: { warning: 0.5, critical: 1 },
  pool: { warning: 80 },
  webSockets: { info: 500 },
} as const;

/** TUM-128: what "sustained" means is not specified; a quarter of an hour outlives a deployment. */
const SUSTAINED = "15m";

/** When to add machines: advice with its own limits, apart from the alerts (TUM-Q1). */
export function scalingRow(poolSize: number | undefined, hasNodes: boolean): RowSpec {
  return {
    title: "When to scale",
    panels: [...(hasNodes ? [cpu(), memory()] : []), latency(), pool(poolSize), webSocketsPerInstance()],
  };
}

const SHAPE = { type: "gauge", width: 6, height: 7 } as const;

/** TUM-121, TUM-122 */
function cpu(): PanelSpec {
  const idle = `rate(${nodes("node_cpu_seconds_total", 'mode="idle"')}[$__rate_interval])`;
  return {
    ...SHAPE,
    key: "scale-cpu",
    title: "CPU, sustained",
    description: `Use of each node's processors over ${SUSTAINED}. Yellow: consider scaling. Red: scale at once.`,
    unit: "percent",
    min: 0,
    max: 100,
    steps: above(LEVELS.cpu.critical, LEVELS.cpu.warning),
    queries: [
      { expr: `(1 - avg by (instance, node) (${idle})) * 100`, legend: "{{node}}", window: SUSTAINED },
    ],
  };
}

/** TUM-119, TUM-123 */
function memory(): PanelSpec {
  return {
    ...SHAPE,
    key: "scale-memory",
    title: "Memory",
    description: "Memory of each node that is in use. Yellow: add memory or instances.",
    unit: "percent",
    min: 0,
    max: 100,
    steps: warnAbove(LEVELS.memory.warning),
    queries: [{ expr: memoryUsed(), legend: "{{node}}" }],
  };
}

/** TUM-119, narrowed to node-exporter. */
export function memoryUsed(): string {
  return `(1 - ${nodes("node_memory_MemAvailable_bytes")} / ${nodes("node_memory_MemTotal_bytes")}) * 100`;
}

/** TUM-124, TUM-125 */
function latency(): PanelSpec {
  return {
    ...SHAPE,
    key: "scale-latency",
    title: "Latency p95",
    description: "p95 of the backend over five minutes. Yellow: optimise or scale. Red: scale the backend.",
    unit: "s",
    min: 0,
    max: 2 * LEVELS.latency.critical,
    decimals: 2,
    noValue: "no request",
    steps: above(LEVELS.latency.critical, LEVELS.latency.warning),
    queries: [quantile(0.95)],
  };
}

/** TUM-126, TUM-Q5: against the configured size, else against what is open. */
function pool(poolSize: number | undefined): PanelSpec {
  const active = `sum by (instance) (${backend("tumulte_db_connections_active")})`;
  const idle = `sum by (instance) (${backend("tumulte_db_connections_idle")})`;
  const whole = poolSize === undefined ? `(${active} + ${idle})` : String(poolSize);
  const of = poolSize === undefined ? "the open ones, active or idle" : `the ${poolSize} of its pool`;
  return {
    ...SHAPE,
    key: "scale-pool",
    title: "Database pool in use",
    description: `Active connections of each instance as a share of ${of}. Yellow: enlarge the pool or add replicas.`,
    unit: "percent",
    min: 0,
    max: 100,
    steps: warnAbove(LEVELS.pool.warning),
    queries: [{ expr: `${active} / ${whole} * 100`, legend: "{{instance}}" }],
  };
}

/** TUM-127 */
function webSocketsPerInstance(): PanelSpec {
  const { info } = LEVELS.webSockets;
  return {
    ...SHAPE,
    key: "scale-websockets",
    title: "WebSocket connections per instance",
    description: "The instance with the most open connections. Blue: plan horizontal scaling.",
    unit: "short",
    min: 0,
    max: 2 * info,
    decimals: 0,
    steps: [
      { from: undefined, color: "green" },
      { from: info, color: "blue" },
    ],
    queries: [{ expr: `max(${backend("tumulte_websocket_connections_total")})`, legend: "connections" }],
  };
}

/** There is no second level to turn red at. */
function warnAbove(warning: number): readonly Step[] {
  return [
    { from: undefined, color: "green" },
    { from: warning, color: "yellow" },
  ];
}
