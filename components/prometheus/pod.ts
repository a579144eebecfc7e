import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../systems/plan";
import { portOf } from "../../base/endpoints";
import type { k8s } from "../kit/kubernetes";
import { hardenedContainer, hardenedPod, httpProbe, startupProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import { CONFIG_DIR, CONFIG_FILE, DATA_DIR, RULES_DIR, SECRETS_DIR } from "./paths";
import { retentionSize } from "./retention";

/** Names of the objects that the pod mounts. */
export interface Mounts {
  readonly config: pulumi.Input<string>;
  readonly rules: readonly pulumi.Input<string>[];
  readonly claim: pulumi.Input<string>;
  readonly secrets: k8s.core.v1.Volume | undefined;
}

export function prometheusPod(
  plan: Plan,
  serviceAccountName: pulumi.Input<string>,
  mounts: Mounts,
): k8s.core.v1.PodSpec {
  const { settings } = plan;
  const { prometheus, profile } = settings;
  const port = portOf("prometheus");
  return hardenedPod({
    settings,
    serviceAccountName,
    needsApi: true,
    workload: prometheus,
    // Long enough to write the head block down; killed earlier, the next start replays it.
    terminationGracePeriodSeconds: 300,
    containers: [
      hardenedContainer({
        name: "prometheus",
        image: prometheus.image,
        settings,
        resources: resourcesFor("prometheus", profile, prometheus.resources),
        args: prometheusArgs(plan),
        ports: [{ name: "web", containerPort: port, protocol: "TCP" }],
        volumeMounts: [
          { name: "config", mountPath: CONFIG_DIR, readOnly: true },
          { name: "rules", mountPath: RULES_DIR, readOnly: true },
          { name: "data", mountPath: DATA_DIR },
          ...(mounts.secrets === undefined
            ? []
            : [{ name: mounts.secrets.name, mountPath: SECRETS_DIR, readOnly: true }]),
        ],
        // Ready only after the write-ahead log was replayed, which may take long after a crash: up to an hour.
        startupProbe: startupProbe("/-/ready", "web", 60),
        readinessProbe: httpProbe("/-/ready", "web"),
        livenessProbe: httpProbe("/-/healthy", "web"),
      }),
    ],
    volumes: [
      { name: "config", configMap: { name: mounts.config } },
      { name: "rules", projected: { sources: mounts.rules.map((name) => ({ configMap: { name } })) } },
      { name: "data", persistentVolumeClaim: { claimName: mounts.claim } },
      ...(mounts.secrets === undefined ? [] : [mounts.secrets]),
    ],
  });
}

/**
 * Changed files are noticed by Prometheus itself, so that neither the lifecycle endpoint nor a restart is needed; the
 * admin API and the receivers for remote writes stay off. Memory and CPU limits are read from the cgroup by default.
 */
export function prometheusArgs({ settings, urls }: Plan): string[] {
  const { prometheus } = settings;
  return [
    `--config.file=${CONFIG_DIR}/${CONFIG_FILE}`,
    "--config.auto-reload",
    "--config.auto-reload-interval=30s",
    `--storage.tsdb.path=${DATA_DIR}`,
    `--storage.tsdb.retention.time=${prometheus.retention.time}`,
    `--storage.tsdb.retention.size=${retentionSize(prometheus)}`,
    `--web.external-url=${urls.prometheus}`,
    // Behind Traefik the external URL has no path, and probes and Grafana ask without one.
    "--web.route-prefix=/",
  ];
}
