import type { Settings } from "../../config/schema";
import type { LogFile } from "../../systems/model";
import type { Plan } from "../../systems/plan";
import { DROP_DEBUG, levelStages } from "./level";
import type { Relabel, Source } from "./model";

/** Meta labels of Kubernetes discovery. */
const POD = "__meta_kubernetes_pod_";

/** Logs of all pods of the node. */
export function podSource(pods: Settings["logs"]["pods"]): Source {
  return {
    name: "pods",
    role: "pod",
    relabel: [
      ...excluded(pods.excludeNamespaces),
      { action: "replace", from: [`${POD}node_name`], to: "__host__" },
      { action: "replace", from: ["__meta_kubernetes_namespace"], to: "namespace" },
      ...appRules(),
      { action: "replace", from: [`${POD}container_name`], to: "container" },
      { action: "replace", from: [`${POD}name`], to: "pod" },
      { action: "replace", from: ["namespace", "app"], separator: "/", to: "job" },
      ...pathRules(),
    ],
    stages: [
      { kind: "cri" },
      { kind: "decolorize" },
      ...levelStages(),
      ...(pods.dropDebug ? [DROP_DEBUG] : []),
      { kind: "labels", names: ["level"] },
      { kind: "structuredMetadata", names: ["pod", "stream"] },
      // It holds the pod's uid: a new stream for each pod.
      { kind: "dropLabels", names: ["filename"] },
    ],
  };
}

function excluded(namespaces: readonly string[]): Relabel[] {
  if (namespaces.length === 0) return [];
  return [{ action: "drop", from: ["__meta_kubernetes_namespace"], regex: [...namespaces].sort().join("|") }];
}

/**
 * The app: label `app.kubernetes.io/name`, else `app`, else the controller's name without the hash that a ReplicaSet
 * adds, else the pod's name. The first that is not empty.
 */
function appRules(): Relabel[] {
  return [
    {
      action: "replace",
      from: [`${POD}controller_name`],
      regex: "([0-9a-z-.]+?)(-[0-9a-f]{8,10})?",
      to: "__controller",
      replacement: "$1",
    },
    {
      action: "replace",
      from: [`${POD}label_app_kubernetes_io_name`, `${POD}label_app`, "__controller", `${POD}name`],
      separator: ";",
      regex: "^;*([^;]+)(;.*)?$",
      to: "app",
      replacement: "$1",
    },
  ];
}

/**
 * `/var/log/pods/<namespace>_<pod>_<uid>/<container>/*.log`. The kubelet names the folder of a static pod by the hash of
 * its manifest, which is in an annotation, not by the uid that the API shows.
 */
function pathRules(): Relabel[] {
  const rule = (id: string, regex: string): Relabel => ({
    action: "replace",
    from: [id, `${POD}container_name`],
    separator: "/",
    regex,
    to: "__path__",
    replacement: "/var/log/pods/*$1/*.log",
  });
  return [rule(`${POD}uid`, "(.*)"), rule(`${POD}annotation_kubernetes_io_config_hash`, "([^/]+/.*)")];
}

/**
 * The classic files of syslog, so far as the node has them. Not the journal: Promtail stops where its folder does not
 * exist, and where rsyslog runs every line would be there twice.
 */
const HOST_FILES = "/var/log/{syslog,messages,auth.log,secure,kern.log}";

/** Files of the node itself; `app` is the file's name without `.log`. */
export function hostSource(): Source {
  return {
    name: "host",
    role: "node",
    relabel: [...onThisNode(), ...constants({ job: "host", __path__: HOST_FILES })],
    stages: [
      { kind: "regex", source: "filename", expression: String.raw`/(?P<app>[^/]+?)(?:\.log)?$` },
      ...levelStages(),
      { kind: "labels", names: ["app", "level"] },
      { kind: "structuredMetadata", names: ["filename"] },
    ],
  };
}

/** The log files that systems and the stack file name, one source each, in a fixed order. */
export function fileSources(plan: Plan): Source[] {
  return logFiles(plan).map((file, index) => ({
    name: `file-${index + 1}-${file.job}`,
    role: "node",
    relabel: [
      ...onThisNode(),
      ...constants({ app: file.job, ...file.labels, job: file.job, __path__: file.path }),
    ],
    stages: [
      ...levelStages(),
      { kind: "labels", names: ["level"] },
      { kind: "structuredMetadata", names: ["filename"] },
    ],
  }));
}

/** Every named log file once, sorted by job and path. */
export function logFiles({ settings, systems }: Plan): LogFile[] {
  const byKey = new Map<string, LogFile>();
  for (const file of [...systems.flatMap((system) => system.logFiles), ...settings.logs.staticFiles]) {
    byKey.set(`${file.job}\n${file.path}`, file);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file);
}

function onThisNode(): Relabel[] {
  return [
    { action: "replace", from: ["__meta_kubernetes_node_name"], to: "__host__" },
    { action: "replace", from: ["__meta_kubernetes_node_name"], to: "node" },
  ];
}

/** Fixed labels. A `$` in a replacement would be a reference. */
function constants(labels: Readonly<Record<string, string>>): Relabel[] {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([to, value]) => ({ action: "replace", to, replacement: value.replaceAll("$", "$$$$") }));
}
