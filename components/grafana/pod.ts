import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../systems/plan";
import { portOf } from "../../base/endpoints";
import type { k8s } from "../kit/kubernetes";
import { hardenedContainer, hardenedPod, httpProbe, startupProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import { folderMounts, folderVolumes } from "./dashboards";
import { ADMIN_PASSWORD_FILE, CONFIG_DIR, DATA, SECRETS_DIR } from "./paths";

/**
 * Not the image's own 472, which may be a user of the node. The image runs as any user, and `fsGroup` opens the volume:
 * https://grafana.com/docs/grafana/latest/setup-grafana/installation/docker/
 */
const GRAFANA_USER = 10_472;

export interface GrafanaPodArgs {
  readonly plan: Plan;
  readonly serviceAccountName: pulumi.Input<string>;
  readonly claimName: pulumi.Input<string>;
  readonly configName: pulumi.Input<string>;
  readonly secretSources: k8s.core.v1.VolumeProjection[];
}

/**
 * Grafana reads `admin_password` only when it creates its database. This sets it again before every start, so that the
 * Secret is the truth: change it, restart, done. A failure stops the start, because the reason for a new password may be
 * that the old one is known; the container's log says what failed.
 */
const RESET_ADMIN_PASSWORD = [
  "set -eu",
  `[ -f ${DATA}/grafana.db ] || exit 0`,
  `exec grafana cli --homepath /usr/share/grafana --config ${CONFIG_DIR}/grafana.ini admin reset-admin-password --password-from-stdin < ${ADMIN_PASSWORD_FILE}`,
].join("\n");

/** Key of the ConfigMap to its path under /etc/grafana. */
export const CONFIG_FILES = {
  "grafana.ini": "grafana.ini",
  "datasources.yaml": "provisioning/datasources/vigie.yaml",
  "dashboards.yaml": "provisioning/dashboards/vigie.yaml",
  // Grafana logs an error for each provisioning folder that is not there.
  "plugins.yaml": "provisioning/plugins/vigie.yaml",
  "alerting.yaml": "provisioning/alerting/vigie.yaml",
} as const;

export function grafanaPod(args: GrafanaPodArgs): k8s.core.v1.PodSpec {
  const { settings } = args.plan;
  const { image } = settings.grafana;
  const resources = resourcesFor("grafana", settings.profile, settings.grafana.resources);
  const volumeMounts: k8s.core.v1.VolumeMount[] = [
    { name: "data", mountPath: DATA },
    { name: "config", mountPath: CONFIG_DIR, readOnly: true },
    { name: "secrets", mountPath: SECRETS_DIR, readOnly: true },
    { name: "tmp", mountPath: "/tmp" },
  ];
  return hardenedPod({
    settings,
    serviceAccountName: args.serviceAccountName,
    user: GRAFANA_USER,
    workload: settings.grafana,
    initContainers: [
      hardenedContainer({
        name: "admin-password",
        image,
        settings,
        resources,
        command: ["/bin/sh", "-c", RESET_ADMIN_PASSWORD],
        volumeMounts,
      }),
    ],
    containers: [
      hardenedContainer({
        name: "grafana",
        image,
        settings,
        resources,
        ports: [{ name: "http", containerPort: portOf("grafana"), protocol: "TCP" }],
        volumeMounts: [...volumeMounts, ...folderMounts(args.plan)],
        // The first start creates the database: a minute and more on a small node.
        startupProbe: startupProbe("/healthz", "http", 10),
        // /api/health asks the database, /healthz only the process: a locked database is no reason to kill.
        readinessProbe: httpProbe("/api/health", "http"),
        livenessProbe: httpProbe("/healthz", "http"),
      }),
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: args.claimName } },
      {
        name: "config",
        configMap: {
          name: args.configName,
          items: Object.entries(CONFIG_FILES).map(([key, path]) => ({ key, path })),
        },
      },
      { name: "secrets", projected: { sources: args.secretSources, defaultMode: 0o440 } },
      { name: "tmp", emptyDir: { sizeLimit: "128Mi" } },
      ...folderVolumes(args.plan),
    ],
  });
}
