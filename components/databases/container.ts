import type { Settings } from "../../config/schema";
import type { Database } from "../../config/schema/databases";
import type { k8s } from "../kit/kubernetes";
import { NOBODY, hardenedContainer, httpProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import type { Connection } from "./connection";
import type { Credentials } from "./credentials";
import { EXPORTERS, METRICS_PORT } from "./naming";

type Container = k8s.core.v1.Container;

/** The exporter's container as it is in both shapes. Its liveness is its own web server, never the database. */
export function exporterContainer(
  database: Database,
  settings: Settings,
  { args, env }: Connection,
  credentials: Credentials,
): Container {
  const { container, port } = EXPORTERS[database.type];
  const plain = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
  return hardenedContainer({
    name: container,
    image: database.image ?? settings.exporters.images[database.type],
    settings,
    resources: resourcesFor("database-exporter", settings.profile, database.resources),
    ...(args.length === 0 ? {} : { args: [...args] }),
    env: [...plain.map(([name, value]) => ({ name, value })), ...credentials.env],
    ports: [{ name: METRICS_PORT, containerPort: port, protocol: "TCP" }],
    ...(credentials.volumeMounts.length === 0 ? {} : { volumeMounts: credentials.volumeMounts }),
    livenessProbe: httpProbe("/", port, { periodSeconds: 30 }),
  });
}

/**
 * The same container inside a pod that somebody else owns.
 * - Its security does not depend on that pod's: user, group and seccomp profile are the container's own.
 * - No readiness probe: a pod is ready when all its containers are, and an exporter that cannot log in must not take the
 *   database out of its Service.
 * - The image is not pulled again at a restart, whatever the stack's policy: the database must come back also while the
 *   registry is away.
 */
export function sidecarContainer(container: Container): Container {
  return {
    ...container,
    imagePullPolicy: "IfNotPresent",
    securityContext: {
      ...(container.securityContext as k8s.core.v1.SecurityContext),
      runAsNonRoot: true,
      runAsUser: NOBODY,
      runAsGroup: NOBODY,
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
}
