import type { KubeObject } from "../cluster";
import { DATABASE_PASSWORD } from "./stack";

export const POSTGRES_IMAGE = "docker.io/library/postgres:15";
export const REDIS_IMAGE = "docker.io/library/redis:7.0";

/** The user's own database into which the patch puts an exporter: Deployment (or StatefulSet), Service and volume. */
export function database(patch: KubeObject): readonly KubeObject[] {
  const exporter = JSON.stringify(patch["spec"]);
  const isPostgres = exporter.includes("postgres-exporter");
  const { name, namespace = "default" } = patch.metadata;
  const labels = { app: name };
  const metadata = { name, namespace, labels };
  const port = isPostgres ? 5432 : 6379;
  const container = isPostgres ? postgres : redis;
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
      ],
    },
  };
  const serviceName = patch.kind.startsWith("StatefulSet")
    ? { serviceName: name }
    : { strategy: { type: "Recreate" } };
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
      kind: patch.kind,
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
