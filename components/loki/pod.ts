import { sizeBytes } from "../../config/schema/scalars";
import type { Settings } from "../../config/schema";
import type * as pulumi from "@pulumi/pulumi";
import { portOf } from "../../base/endpoints";
import type { k8s } from "../kit/kubernetes";
import { hardenedContainer, hardenedPod, httpProbe, startupProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import { CONFIG_DIR, DATA, RULES_DIR, TENANT } from "./paths";
import type { S3Access } from "./s3";

/** uid of the image's user. */
const LOKI_USER = 10_001;

export interface LokiPodArgs {
  readonly settings: Settings;
  readonly serviceAccountName: pulumi.Input<string>;
  readonly claimName: pulumi.Input<string>;
  readonly configName: pulumi.Input<string>;
  readonly rulesName: pulumi.Input<string>;
  readonly s3: S3Access;
}

export function lokiPod(args: LokiPodArgs): k8s.core.v1.PodSpec {
  const { settings, s3 } = args;
  const resources = resourcesFor("loki", settings.profile, settings.loki.resources);
  return hardenedPod({
    settings,
    serviceAccountName: args.serviceAccountName,
    user: LOKI_USER,
    workload: settings.loki,
    // Loki flushes its streams on the way out; a kill means a long replay at the next start.
    terminationGracePeriodSeconds: 120,
    ...(s3.initContainers.length === 0 ? {} : { initContainers: s3.initContainers }),
    containers: [
      hardenedContainer({
        name: "loki",
        image: settings.loki.image,
        settings,
        resources,
        args: [`-config.file=${CONFIG_DIR}/loki.yaml`],
        env: [
          // The garbage collector works harder before the kernel kills.
          { name: "GOMEMLIMIT", value: String(Math.floor(sizeBytes(resources.limits.memory) * 0.9)) },
          ...s3.env,
        ],
        ports: [{ name: "http", containerPort: portOf("loki"), protocol: "TCP" }],
        volumeMounts: [
          { name: "data", mountPath: DATA },
          { name: "config", mountPath: CONFIG_DIR, readOnly: true },
          { name: "rules", mountPath: `${RULES_DIR}/${TENANT}`, readOnly: true },
          { name: "tmp", mountPath: "/tmp" },
          ...s3.volumeMounts,
        ],
        // The write-ahead log is replayed before it is ready: up to 15 minutes.
        startupProbe: startupProbe("/ready", "http", 15),
        readinessProbe: httpProbe("/ready", "http"),
        livenessProbe: httpProbe("/loki/api/v1/status/buildinfo", "http"),
      }),
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: args.claimName } },
      { name: "config", configMap: { name: args.configName } },
      { name: "rules", configMap: { name: args.rulesName } },
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
      ...s3.volumes,
    ],
  });
}
