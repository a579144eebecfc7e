import { NODE_EXPORTER_ARGS } from "../../../components/exporters/node-exporter-host";

/** A program that is run on loopback for the sake of its metrics page. */
export interface Program {
  /** File in catalogue/. */
  readonly name: string;
  /** Pinned tool. */
  readonly tool: string;
  /** Files to write into its folder first; `{folder}` in them is that folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly args: (port: number) => readonly string[];
  /** Pages that are read, after each of `visits` was asked for so that what counts visits has counted one. */
  readonly pages: readonly string[];
  readonly visits?: readonly string[];
  /** Bodies that are posted, by page; `{now}` is the time in nanoseconds. */
  readonly posts?: Readonly<Record<string, string>>;
  /** Environment that it cannot do without: the address of a database to look at. */
  readonly needs?: readonly string[];
}

const listen = (port: number): string => `127.0.0.1:${port}`;

const COLLECTOR_URL = "http://127.0.0.1:1/loki/api/v1/push";

export const PROGRAMS: readonly Program[] = [
  {
    name: "node-exporter",
    tool: "node_exporter",
    // The stack's own choice of collectors, but this machine's folders.
    args: (port) => [
      `--web.listen-address=${listen(port)}`,
      ...NODE_EXPORTER_ARGS.filter((arg) => !arg.startsWith("--path.")),
    ],
    pages: ["/metrics"],
  },
  {
    name: "blackbox-exporter",
    tool: "blackbox_exporter",
    files: {
      "blackbox.yml":
        "modules: { http: { prober: http, http: { follow_redirects: true } }, tcp: { prober: tcp } }\n",
    },
    args: (port) => [`--web.listen-address=${listen(port)}`],
    visits: ["/probe?module=http&target=http://127.0.0.1:{port}/metrics"],
    pages: [
      "/metrics",
      "/probe?module=http&target=http://127.0.0.1:{port}/metrics",
      "/probe?module=tcp&target=127.0.0.1:{port}",
    ],
  },
  {
    name: "prometheus",
    tool: "prometheus",
    files: {
      "prometheus.yml": JSON.stringify({
        global: { scrape_interval: "1s", evaluation_interval: "1s" },
        rule_files: ["rules.yml"],
        alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:1"] }] }] },
        scrape_configs: [{ job_name: "self", static_configs: [{ targets: ["127.0.0.1:1"] }] }],
        remote_write: [{ url: "http://127.0.0.1:1/", name: "remote" }],
      }),
      "rules.yml":
        "groups: [{ name: g, rules: [{ alert: Up, expr: vector(1) }, { record: r, expr: vector(1) }] }]\n",
    },
    args: (port) => [
      `--web.listen-address=${listen(port)}`,
      "--storage.tsdb.path=data",
      "--web.enable-lifecycle",
    ],
    visits: ["/api/v1/query?query=up", "/-/ready"],
    pages: ["/metrics"],
  },
  {
    name: "alertmanager",
    tool: "alertmanager",
    files: {
      "alertmanager.yml": JSON.stringify({
        route: { receiver: "a" },
        receivers: [{ name: "a", webhook_configs: [{ url: "http://127.0.0.1:1/" }] }],
      }),
    },
    args: (port) => [
      `--web.listen-address=${listen(port)}`,
      `--cluster.listen-address=${listen(port + 1)}`,
      "--storage.path=data",
    ],
    visits: ["/api/v2/status", "/-/ready"],
    pages: ["/metrics"],
  },
  {
    name: "loki",
    tool: "loki",
    files: {
      "loki.yaml": JSON.stringify(lokiConfig()),
      "data/rules/fake/a.yaml":
        'groups: [{ name: g, interval: 1s, rules: [{ alert: A, expr: sum(rate({a="b"}[1m])) > 9 }] }]\n',
    },
    posts: {
      "/loki/api/v1/push": JSON.stringify({
        streams: [
          {
            stream: { a: "b" },
            values: [
              ["{now}", "hello"],
              // Too old: counted as refused.
              ["1500000000000000000", "hello"],
            ],
          },
        ],
      }),
    },
    args: (port) => [
      "-config.file=loki.yaml",
      "-server.http-listen-address=127.0.0.1",
      `-server.http-listen-port=${port}`,
      "-server.grpc-listen-address=127.0.0.1",
      `-server.grpc-listen-port=${port + 1}`,
    ],
    visits: ["/loki/api/v1/labels", '/loki/api/v1/query?query=sum(rate({a="b"}[1m]))'],
    pages: ["/metrics"],
  },
  {
    name: "promtail",
    tool: "promtail",
    files: {
      "promtail.yaml": JSON.stringify({
        clients: [{ url: COLLECTOR_URL }],
        positions: { filename: "positions.yaml" },
        scrape_configs: [
          {
            job_name: "files",
            static_configs: [{ targets: ["localhost"], labels: { __path__: "{folder}/*.log" } }],
            pipeline_stages: [{ cri: {} }],
          },
        ],
      }),
      "a.log": "2026-01-01T00:00:00Z stdout F hello\n",
    },
    args: (port) => [
      "-config.file=promtail.yaml",
      "-server.http-listen-address=127.0.0.1",
      `-server.http-listen-port=${port}`,
      "-server.grpc-listen-port=0",
    ],
    visits: ["/ready"],
    pages: ["/metrics"],
  },
  {
    name: "traefik",
    tool: "traefik",
    files: {
      "routes.yml": JSON.stringify({
        http: {
          routers: { r: { rule: "PathPrefix(`/`)", service: "s", entryPoints: ["web"], tls: undefined } },
          services: { s: { loadBalancer: { servers: [{ url: "http://127.0.0.1:1/" }] } } },
        },
      }),
    },
    args: (port) => [
      `--entrypoints.metrics.address=${listen(port)}`,
      `--entrypoints.web.address=${listen(port + 1)}`,
      "--metrics.prometheus=true",
      "--metrics.prometheus.entrypoint=metrics",
      "--metrics.prometheus.addrouterslabels=true",
      "--providers.file.filename=routes.yml",
      "--global.checknewversion=false",
      "--global.sendanonymoususage=false",
    ],
    visits: [":next/anything"],
    pages: ["/metrics"],
  },
  {
    name: "postgres",
    tool: "postgres_exporter",
    needs: ["DATA_SOURCE_NAME"],
    args: (port) => [`--web.listen-address=${listen(port)}`, "--no-collector.wal"],
    pages: ["/metrics"],
  },
  {
    name: "redis",
    tool: "redis_exporter",
    needs: ["REDIS_ADDR"],
    args: (port) => [`--web.listen-address=${listen(port)}`],
    pages: ["/metrics"],
  },
];

/** A single binary that also compacts and evaluates rules. */
function lokiConfig(): object {
  const ring = { kvstore: { store: "inmemory" } };
  return {
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    common: {
      path_prefix: "data",
      instance_addr: "127.0.0.1",
      replication_factor: 1,
      ring,
      storage: { filesystem: { chunks_directory: "data/chunks", rules_directory: "data/rules" } },
    },
    schema_config: {
      configs: [
        {
          from: "2024-01-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          index: { prefix: "i", period: "24h" },
        },
      ],
    },
    compactor: {
      working_directory: "data/compactor",
      retention_enabled: true,
      delete_request_store: "filesystem",
    },
    ruler: {
      storage: { type: "local", local: { directory: "data/rules" } },
      rule_path: "data/scratch",
      enable_api: true,
      ring,
    },
  };
}
