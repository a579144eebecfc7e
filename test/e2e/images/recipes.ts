import type { ImageContent } from "./oci";

/** How the image of one repository is made here. */
export type Recipe = ProgramRecipe | StandInRecipe | DebianRecipe | GivenRecipe;

/** The real program, from the project's tools, set up as upstream's own image is. */
export interface ProgramRecipe {
  readonly kind: "program";
  /** Path in the image to the tool's name (test/tools/pins*.ts). */
  readonly programs: Readonly<Record<string, string>>;
  readonly start: Start;
}

/** The real program, which somebody has laid ready where it would otherwise have a stand-in. */
export interface GivenRecipe {
  readonly kind: "given";
  /** Where it lies. */
  readonly file: string;
  /** Where upstream's image has it. */
  readonly path: string;
  readonly start: Start;
}

/** Something that answers in the place of a program that cannot be had; the report says so with the reason. */
export interface StandInRecipe {
  readonly kind: "stand-in";
  readonly reason: string;
  /** Where upstream's image has its program. */
  readonly path: string;
  readonly start: Start;
  readonly port: number;
  readonly answers: Readonly<Record<string, string>>;
  /** Files and folders that the real program would read at start. */
  readonly reads?: readonly string[];
  /** Folders that the real program would write to. */
  readonly writes?: readonly string[];
  /** Upstream's image has a shell, and pods rely on it. */
  readonly shell?: boolean;
  /** The program alone would do here, too; see `given.ts`. */
  readonly takesProgram?: boolean;
}

/** Real programs from Debian packages. */
export interface DebianRecipe {
  readonly kind: "debian";
  readonly packages: readonly string[];
  /** Only these packages, without a system around them. */
  readonly alone?: boolean;
  readonly links?: Readonly<Record<string, string>>;
  readonly start: Start;
  readonly texts: Readonly<Record<string, string>>;
}

type Start = Pick<ImageContent, "entrypoint" | "command" | "user" | "workingDirectory" | "environment">;

const NO_RELEASE = "its releases cannot be reached and its Go module is not served by the module proxy";

/** In one file system, since making one takes a minute. */
const DATABASES = ["postgresql-15", "redis-server"];

/** By repository, without registry mirror and tag. Entry points, users and folders are those of upstream's Dockerfiles. */
export const recipes: Readonly<Record<string, Recipe>> = {
  "docker.io/prom/prometheus": program(
    { "/bin/prometheus": "prometheus", "/bin/promtool": "promtool" },
    { entrypoint: ["/bin/prometheus"], user: "nobody", workingDirectory: "/prometheus" },
  ),
  "docker.io/prom/alertmanager": program(
    { "/bin/alertmanager": "alertmanager", "/bin/amtool": "amtool" },
    { entrypoint: ["/bin/alertmanager"], user: "nobody", workingDirectory: "/alertmanager" },
  ),
  "quay.io/prometheus/node-exporter": program(
    { "/bin/node_exporter": "node_exporter" },
    { entrypoint: ["/bin/node_exporter"], user: "nobody" },
  ),
  "registry.k8s.io/kube-state-metrics/kube-state-metrics": program(
    { "/kube-state-metrics": "kube-state-metrics" },
    { entrypoint: ["/kube-state-metrics", "--port=8080", "--telemetry-port=8081"], user: "nobody" },
  ),
  "quay.io/prometheus/blackbox-exporter": program(
    { "/bin/blackbox_exporter": "blackbox_exporter" },
    { entrypoint: ["/bin/blackbox_exporter"] },
  ),
  "quay.io/prometheuscommunity/postgres-exporter": program(
    { "/bin/postgres_exporter": "postgres_exporter" },
    { entrypoint: ["/bin/postgres_exporter"], user: "nobody" },
  ),
  "docker.io/prometheuscommunity/postgres-exporter": program(
    { "/bin/postgres_exporter": "postgres_exporter" },
    { entrypoint: ["/bin/postgres_exporter"], user: "nobody" },
  ),
  "docker.io/oliver006/redis_exporter": program(
    { "/redis_exporter": "redis_exporter" },
    { entrypoint: ["/redis_exporter"], user: "59000:59000" },
  ),
  "docker.io/grafana/loki": program(
    { "/usr/bin/loki": "loki" },
    { entrypoint: ["/usr/bin/loki"], command: ["-config.file=/etc/loki/local-config.yaml"], user: "10001" },
  ),
  "docker.io/grafana/promtail": program(
    { "/usr/bin/promtail": "promtail" },
    { entrypoint: ["/usr/bin/promtail"], command: ["-config.file=/etc/promtail/config.yml"] },
  ),
  "docker.io/library/traefik": program(
    { "/usr/local/bin/traefik": "traefik" },
    { entrypoint: ["/usr/local/bin/traefik"] },
  ),
  "docker.io/coredns/coredns": program({ "/coredns": "coredns" }, { entrypoint: ["/coredns"] }),
  "docker.io/rancher/local-path-provisioner": program(
    { "/usr/bin/local-path-provisioner": "local-path-provisioner" },
    { entrypoint: ["/usr/bin/local-path-provisioner"] },
  ),
  "docker.io/grafana/grafana": {
    kind: "stand-in",
    reason: NO_RELEASE,
    path: "/run.sh",
    start: { entrypoint: ["/run.sh"], user: "472", workingDirectory: "/usr/share/grafana" },
    port: 3000,
    answers: {
      "/api/health": '{"database":"ok","version":"stand-in"}\n',
      "/healthz": "Ok",
      "/metrics":
        '# TYPE grafana_build_info gauge\ngrafana_build_info{version="stand-in"} 1\n# TYPE grafana_http_request_duration_seconds histogram\ngrafana_http_request_duration_seconds_count{status_code="200"} 1\n',
      "/login": "<!doctype html><title>stand-in</title>\n",
      "/": "<!doctype html><title>stand-in</title>\n",
    },
    reads: [
      "/etc/grafana/grafana.ini",
      "/etc/grafana/provisioning",
      "/etc/vigie/dashboards",
      "/etc/vigie/secrets",
    ],
    writes: ["/var/lib/grafana"],
    shell: true,
  },
  "docker.io/grafana/alloy": {
    kind: "stand-in",
    reason: `${NO_RELEASE}; its configuration is checked with Alloy's own parser`,
    path: "/bin/alloy",
    takesProgram: true,
    start: { entrypoint: ["/bin/alloy"] },
    port: 12345,
    answers: {
      "/-/ready": "Alloy is ready.\n",
      "/-/healthy": "ok\n",
      "/metrics": "# TYPE alloy_build_info gauge\nalloy_build_info 1\n",
    },
  },
  "docker.io/cloudflare/cloudflared": {
    kind: "stand-in",
    reason: `${NO_RELEASE}, and it needs Cloudflare's edge`,
    path: "/usr/local/bin/cloudflared",
    start: { entrypoint: ["cloudflared", "--no-autoupdate"], user: "65532:65532" },
    port: 2000,
    answers: {
      "/ready": '{"status":200,"readyConnections":4}\n',
      "/metrics": "# TYPE cloudflared_tunnel_ha_connections gauge\ncloudflared_tunnel_ha_connections 4\n",
    },
  },
  "docker.io/percona/mongodb_exporter": {
    kind: "stand-in",
    reason: NO_RELEASE,
    path: "/mongodb_exporter",
    start: { entrypoint: ["/mongodb_exporter"], user: "65535:65535" },
    port: 9216,
    answers: { "/metrics": "# TYPE mongodb_up gauge\nmongodb_up 1\n", "/": "stand-in\n" },
  },
  "docker.io/library/busybox": {
    kind: "debian",
    packages: ["busybox-static"],
    alone: true,
    start: { entrypoint: [], command: ["sh"] },
    texts: {},
    links: Object.fromEntries(
      ["sh", "mkdir", "rm", "ls", "cat", "sleep"].map((name) => [`/bin/${name}`, "/bin/busybox"]),
    ),
  },
  "docker.io/library/postgres": {
    kind: "debian",
    packages: DATABASES,
    start: {
      entrypoint: ["/usr/local/bin/docker-entrypoint.sh"],
      user: "999:999",
      environment: { PGDATA: "/var/lib/postgresql/data/pgdata" },
    },
    texts: {
      "/usr/local/bin/docker-entrypoint.sh": postgresStart(),
      "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\n",
    },
  },
  "docker.io/library/redis": {
    kind: "debian",
    packages: DATABASES,
    start: { entrypoint: ["/usr/bin/redis-server"], user: "999:999", workingDirectory: "/data" },
    texts: {},
  },
};

/** As upstream's: makes the database on first start, with the password from POSTGRES_PASSWORD. */
function postgresStart(): string {
  return `#!/bin/sh
set -eu
bin=/usr/lib/postgresql/15/bin
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
  "$bin/initdb" -D "$PGDATA" -U "\${POSTGRES_USER:-postgres}" --pwfile=/tmp/password --auth-local=trust --auth-host=scram-sha-256
  rm /tmp/password
  echo "CREATE DATABASE $POSTGRES_DB" | "$bin/postgres" --single -D "$PGDATA" postgres
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
fi
exec "$bin/postgres" -D "$PGDATA" -c "listen_addresses=*" -c unix_socket_directories=/tmp "$@"
`;
}

function program(programs: Readonly<Record<string, string>>, start: Start): ProgramRecipe {
  return { kind: "program", programs, start };
}
