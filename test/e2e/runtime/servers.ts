import type { Api } from "../cluster";

/** The stack's servers, asked through the API server, so that nothing has to be exposed for the tests. */
export interface Servers {
  /** An instant query; its series with their values. */
  query(expression: string): Promise<readonly Sample[]>;
  /** Raw samples of a range selector, e.g. `up[5m]`. */
  samples(selector: string): Promise<readonly RawSeries[]>;
  /** One of Prometheus' own metrics as it is at this moment, which is not what was scraped last; NaN when there is none. */
  metric(name: string): Promise<number>;
  targets(): Promise<readonly Target[]>;
  ruleGroups(): Promise<readonly RuleGroup[]>;
  /** Active alerts as Prometheus has them. */
  alerts(): Promise<readonly Alert[]>;
  /** Log lines of the last hour that the LogQL query finds, newest first. */
  logs(query: string): Promise<readonly LogLine[]>;
  /** GET of any path of one of the stack's services. */
  fetch(service: string, path: string): Promise<{ readonly status: number; readonly body: string }>;
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface RawSeries {
  readonly metric: Readonly<Record<string, string>>;
  /** Unix time in seconds, and the value. */
  readonly values: readonly (readonly [number, string])[];
}

export interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly health: "up" | "down" | "unknown";
  readonly lastError: string;
  /** As `15s`. */
  readonly scrapeInterval: string;
  /** RFC 3339. */
  readonly lastScrape: string;
}

export interface RuleGroup {
  readonly name: string;
  readonly file: string;
  /** Seconds between two evaluations. */
  readonly interval: number;
  readonly rules: readonly {
    readonly name: string;
    readonly health: "ok" | "err" | "unknown";
    readonly lastError?: string;
  }[];
}

export interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
  readonly activeAt: string;
}

export interface LogLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

export function openServers(api: Api, namespace: string): Servers {
  const get = (service: string, path: string): ReturnType<Servers["fetch"]> =>
    api.send("GET", `/api/v1/namespaces/${namespace}/services/${service}/proxy${path}`);
  const prometheus = async (path: string): Promise<unknown> =>
    data(await get("prometheus:9090", `/api/v1/${path}`));
  return {
    fetch: get,
    query: async (expression) => {
      const answer = (await prometheus(`query?query=${encodeURIComponent(expression)}`)) as InstantResult;
      if (answer.resultType === "scalar") return [{ metric: {}, value: Number(answer.result[1]) }];
      return (answer.result as readonly Series[]).map(({ metric, value }) => ({
        metric,
        value: Number(value?.[1]),
      }));
    },
    samples: async (selector) =>
      ((await prometheus(`query?query=${encodeURIComponent(selector)}`)) as { result: RawSeries[] }).result,
    metric: async (name) => {
      const { body } = await get("prometheus:9090", "/metrics");
      return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(body)?.[1]);
    },
    targets: async () =>
      ((await prometheus("targets?state=active")) as { activeTargets: Target[] }).activeTargets,
    ruleGroups: async () => ((await prometheus("rules")) as { groups: RuleGroup[] }).groups,
    alerts: async () => ((await prometheus("alerts")) as { alerts: Alert[] }).alerts,
    logs: async (query) => {
      const path = `/loki/api/v1/query_range?limit=100&query=${encodeURIComponent(query)}`;
      const answer = data(await get("loki:3100", path)) as LogResult;
      return answer.result.flatMap(({ stream, values }) =>
        values.map(([, line]) => ({ labels: stream, line })),
      );
    },
  };
}

interface InstantResult {
  /** A vector's series, or a scalar's time and value. */
  readonly resultType: "vector" | "matrix" | "scalar" | "string";
  readonly result: readonly unknown[];
}

interface LogResult {
  readonly result: readonly { stream: Record<string, string>; values: [string, string][] }[];
}

interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
}

/** The payload of an answer in Prometheus' and Loki's envelope. @throws with the server's own words. */
function data({ status, body }: { readonly status: number; readonly body: string }): unknown {
  if (status !== 200) throw new Error(`${status}: ${body.slice(0, 500)}`);
  return (JSON.parse(body) as { data: unknown }).data;
}
