import type { KubeObject } from "../cluster";
import { DATABASE_PASSWORD } from "./stack";

export const POSTGRES_IMAGE = "docker.io/library/postgres:15";
export const REDIS_IMAGE = "docker.io/library/redis:7.0";

/** The user's own database into which the patch puts an exporter. */
export function databaseFor(patch: KubeObject): readonly KubeObject[] {
  const type = JSON.stringify(patch.spec).includes("postgres-exporter") ? "postgres" : "redis";
  return database(type, patch.metadata.name, patch.metadata.namespace ?? "default", patch.kind);
}

/** The user's own databases that exporters of the stack reach by their addresses. */
export function databasesByAddress(objects: readonly KubeObject[]): readonly KubeObject[] {
  const addresses = objects
    .filter(({ kind }) => kind === "Deployment")
    .flatMap((object) => [
      ...JSON.stringify(object).matchAll(/([a-z0-9-]+)\.([a-z0-9-]+)\.svc[a-z.]*:(5432|6379)/g),
    ]);
  return addresses.flatMap(([, name = "", namespace = "", port]) =>
    database(port === "5432" ? "postgres" : "redis", name, namespace, "Deployment"),
  );
}

/** A workload (Deployment or StatefulSet) with its Service and volume. */
function database(
  type: "postgres" | "redis",
  name: string,
  namespace: string,
  kind: string,
): readonly KubeObject[] {
  const labels = { app: name };
  const metadata = { name, namespace, labels };
  const port = type === "postgres" ? 5432 : 6379;
  const container = type === "postgres" ? postgres : redis;
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

const postgres = {
  name: "postgres",
  image: POSTGRES_IMAGE,
  env: [
    { name: "POSTGRES_PASSWORD", value: DATABASE_PASSWORD },
    { name: "POSTGRES_DB", value: "gauzian" },
  ],
  volumeMounts: [
    { name: "data", mountPath: "/var/lib/postgresql/data" },
    { name: "tmp", mountPath: "/tmp" },
    { name: "run", mountPath: "/var/run/postgresql" },
  ],
  readinessProbe: { tcpSocket: { port: 5432 }, periodSeconds: 2 },
} as const;

const redis = {
  name: "redis",
  image: REDIS_IMAGE,
  args: ["--dir", "/data", "--bind", "0.0.0.0", "--protected-mode", "no"],
  volumeMounts: [
    { name: "data", mountPath: "/data" },
    { name: "tmp", mountPath: "/tmp" },
  ],
  readinessProbe: { tcpSocket: { port: 6379 }, periodSeconds: 2 },
} as const;
