import type * as pulumi from "@pulumi/pulumi";
import { sizeBytes } from "../../config/schema/scalars";
import type { Settings } from "../../config/schema";
import { portOf } from "../../base/endpoints";
import type { k8s } from "../kit/kubernetes";
import { hardenedContainer, hardenedPod, httpProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import { CONFIG_DIR, type Collector, type Program } from "./collectors";
import { LOG_DIR } from "./host-directories";
import { STATE_DIR } from "./promtail";

export interface CollectorPodArgs {
  readonly settings: Settings;
  readonly collector: Collector;
  readonly program: Program;
  readonly serviceAccountName: pulumi.Input<string>;
  readonly configName: pulumi.Input<string>;
  /** Directories of the node beside /var/log. */
  readonly directories: readonly string[];
}

/**
 * Files under /var/log/pods belong to root with mode 0640 or 0600, whatever the pod that writes them runs as
 * (https://github.com/grafana/loki/issues/413), so the reader is uid 0. Log files of programs on the node belong to those
 * (/var/log/postgresql/*.log: postgres:adm, 0640), and without a capability uid 0 is to them a user like any other:
 * hence `DAC_READ_SEARCH`, which reads every file and writes none (capabilities(7)). That is all it has of root: every
 * other capability is dropped, its own root file system and /var/log are read-only, no host namespace. Its one writable
 * directory of the node holds how far it has read. An agent that reads through the API server instead would need no host
 * path, but the right to read every pod's log, and load on the API server for each line.
 */
const READS_HOST_FILES: k8s.core.v1.PodSecurityContext = {
  runAsUser: 0,
  runAsGroup: 0,
  runAsNonRoot: false,
  seccompProfile: { type: "RuntimeDefault" },
};
const READS_EVERY_FILE: k8s.core.v1.SecurityContext = {
  capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
};

export function collectorPod(args: CollectorPodArgs): k8s.core.v1.PodSpec {
  const { settings, collector, program } = args;
  const resources = resourcesFor(collector, settings.profile, settings.logs.resources);
  const extra = args.directories.map((path, index) => ({ name: `files-${index + 1}`, path }));
  const pod = hardenedPod({
    settings,
    serviceAccountName: args.serviceAccountName,
    needsApi: true,
    workload: {
      // Logs are wanted from every node, also from those that the stack itself is kept away from.
      nodeSelector: settings.logs.nodeSelector ?? {},
      tolerations: settings.logs.tolerations ?? [{ operator: "Exists", effect: "NoSchedule" }],
    },
    containers: [
      hardenedContainer({
        name: collector,
        image: program.image,
        settings,
        resources,
        args: program.args,
        env: [
          // By this both keep to the pods of their own node.
          { name: "HOSTNAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
          { name: "GOMEMLIMIT", value: String(Math.floor(sizeBytes(resources.limits.memory) * 0.9)) },
        ],
        ports: [{ name: "http", containerPort: portOf(collector), protocol: "TCP" }],
        volumeMounts: [
          { name: "config", mountPath: CONFIG_DIR, readOnly: true },
          { name: "log", mountPath: LOG_DIR, readOnly: true },
          { name: "state", mountPath: STATE_DIR },
          { name: "tmp", mountPath: "/tmp" },
          ...extra.map(({ name, path }) => ({ name, mountPath: path, readOnly: true })),
        ],
        // Promtail is ready with its first target, a moment after its start: at 10 s each node would wait for a second look.
        readinessProbe: httpProbe(program.readyPath, "http", { periodSeconds: 5 }),
        // Not the programs' own health: that is bad while Loki is away, and a restart would not help.
        livenessProbe: httpProbe("/metrics", "http", { periodSeconds: 30 }),
        securityContext: READS_EVERY_FILE,
      }),
    ],
    volumes: [
      { name: "config", configMap: { name: args.configName } },
      { name: "log", hostPath: { path: LOG_DIR, type: "Directory" } },
      { name: "state", hostPath: { path: STATE_DIR, type: "DirectoryOrCreate" } },
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
      // Created where missing: a node without that app must not keep its other logs from being read.
      ...extra.map(({ name, path }) => ({ name, hostPath: { path, type: "DirectoryOrCreate" } })),
    ],
  });
  return { ...pod, securityContext: READS_HOST_FILES };
}
