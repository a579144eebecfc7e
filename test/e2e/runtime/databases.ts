import type { KubeObject } from "../cluster";

export const POSTGRES_IMAGE = "docker.io/library/postgres:15";
export const REDIS_IMAGE = "docker.io/library/redis:7.0";

/** User of all of them. */
export const DATABASE_USER = "postgres";

/** Password of all of them. */
export const DATABASE_PASSWORD = "database-password";

/** What of a rendered stack tells of its databases. */
interface Rendered {
  readonly objects: readonly KubeObject[];
  /** Parts that are added to somebody else's workload. */
  readonly patches: readonly KubeObject[];
}

/** A database of the user's, as its exporter's environment tells. */
interface Database {
  readonly type: "postgres" | "redis";
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
  /** What PostgreSQL keeps the product's tables in. */
  readonly database: string;
  readonly hasPassword: boolean;
}

/** The user's own databases: those that exporters of the stack reach by address, and those that one is put beside. */
export function databasesOf(stack: Rendered): readonly KubeObject[] {
  return databasesIn(stack).flatMap(objectsOf);
}

/** How many of them there are. */
export function countDatabases(stack: Rendered, type: Database["type"]): number {
  return databasesIn(stack).filter((database) => database.type === type).length;
}

function databasesIn({ objects, patches }: Rendered): readonly Database[] {
  const byAddress = objects
    .filter(({ kind }) => kind === "Deployment")
    .flatMap((object) => {
      const env = exporterEnvironment(object);
      const address = /([a-z0-9-]+)\.([a-z0-9-]+)\.svc/.exec(addressIn(env) ?? "");
      return address === null
        ? []
        : [{ ...describedBy(env), name: address[1] ?? "", namespace: address[2] ?? "" }];
    });
  const beside = patches.flatMap((patch) => {
    const env = exporterEnvironment(patch);
    const { name, namespace = "default" } = patch.metadata;
    return addressIn(env) === undefined ? [] : [{ ...describedBy(env), name, namespace, kind: patch.kind }];
  });
  return [...byAddress, ...beside];
}

type Environment = ReadonlyMap<string, string>;

/** Of the first container that is a database's exporter; empty when there is none. */
export function exporterEnvironment(object: KubeObject): Environment {
  interface Workload {
    readonly template?: {
      readonly spec?: {
        readonly containers?: readonly { env?: readonly { name: string; value?: string }[] }[];
      };
    };
  }
  const containers = (object.spec as Workload | undefined)?.template?.spec?.containers ?? [];
  const all = containers.map(({ env = [] }) => new Map(env.map(({ name, value = "" }) => [name, value])));
  return all.find((env) => addressIn(env) !== undefined) ?? new Map();
}

function addressIn(env: Environment): string | undefined {
  return env.get("DATA_SOURCE_URI") ?? env.get("REDIS_ADDR");
}

function describedBy(env: Environment): Omit<Database, "name" | "namespace"> {
  const uri = env.get("DATA_SOURCE_URI");
  return {
    type: uri === undefined ? "redis" : "postgres",
    kind: "Deployment",
    database: /\/(\w+)/.exec(uri ?? "")?.[1] ?? "",
    hasPassword: [...env.keys()].some((name) => name.includes("PASS")),
  };
}

/** A workload (Deployment or StatefulSet) with its Service and volume. */
function objectsOf(database: Database): readonly KubeObject[] {
  const { type, name, namespace, kind } = database;
  const labels = { app: name };
  const metadata = { name, namespace, labels };
  const port = type === "postgres" ? 5432 : 6379;
  const container = type === "postgres" ? postgres(database) : redis(database);
  const template = {
    metadata: { labels },
    spec: {
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 999,
        fsGroup: 999,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [
        { ...container, ...hardening, imagePullPolicy: "IfNotPresent", ports: [{ containerPort: port }] },
      ],
      volumes: [
        { name: "data", persistentVolumeClaim: { claimName: name } },
        { name: "tmp", emptyDir: {} },
        { name: "run", emptyDir: {} },
      ],
    },
  };
  const serviceName = kind === "StatefulSet" ? { serviceName: name } : { strategy: { type: "Recreate" } };
  return [
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata,
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
    { apiVersion: "v1", kind: "Service", metadata, spec: { selector: labels, ports: [{ port }] } },
    {
      apiVersion: "apps/v1",
      kind,
      metadata,
      spec: { replicas: 1, selector: { matchLabels: labels }, template, ...serviceName },
    },
  ];
}

const hardening = {
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
} as const;

function postgres({ database }: Database): object {
  return {
    name: "postgres",
    image: POSTGRES_IMAGE,
    env: [
      { name: "POSTGRES_PASSWORD", value: DATABASE_PASSWORD },
      { name: "POSTGRES_DB", value: database },
    ],
    volumeMounts: [
      { name: "data", mountPath: "/var/lib/postgresql/data" },
      { name: "tmp", mountPath: "/tmp" },
      { name: "run", mountPath: "/var/run/postgresql" },
    ],
    readinessProbe: { tcpSocket: { port: 5432 }, periodSeconds: 2 },
  };
}

function redis({ hasPassword }: Database): object {
  const login = hasPassword ? ["--requirepass", DATABASE_PASSWORD] : [];
  return {
    name: "redis",
    image: REDIS_IMAGE,
    args: ["--dir", "/data", "--bind", "0.0.0.0", "--protected-mode", "no", ...login],
    volumeMounts: [
      { name: "data", mountPath: "/data" },
      { name: "tmp", mountPath: "/tmp" },
    ],
    readinessProbe: { tcpSocket: { port: 6379 }, periodSeconds: 2 },
  };
}
