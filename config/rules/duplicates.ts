import { error, type Finding } from "../problem";
import type { Settings } from "../schema";
import { repeated } from "./repeated";
import type { Rule } from "./rule";

export const DUPLICATE_RULES: readonly Rule[] = [
  { name: "remoteWritesDiffer", reads: ["prometheus"], check: remoteWritesDiffer },
  { name: "groupLabelsDiffer", reads: ["alerting"], check: groupLabelsDiffer },
  { name: "sidecarsDiffer", reads: ["databases", "systems"], check: sidecarsDiffer },
];

/** Prometheus refuses such a file: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#remote_write */
function remoteWritesDiffer({ prometheus }: Settings): readonly Finding[] {
  return repeated(
    prometheus.remoteWrite.map(({ name }, index) => ({
      name,
      path: `vigie:prometheus.remoteWrite[${index}].name`,
    })),
  );
}

/** Every label, each alert by itself; Alertmanager takes it alone only. */
const EVERY_LABEL = "...";

/** Alertmanager refuses such a file: https://prometheus.io/docs/alerting/latest/configuration/#route */
function groupLabelsDiffer({ alerting: { groupBy, routes } }: Settings): readonly Finding[] {
  const ofRoutes = routes.map(({ groupBy: own = [] }, index) => ({
    labels: own,
    path: `vigie:alerting.routes[${index}].groupBy`,
  }));
  return [{ labels: groupBy, path: "vigie:alerting.groupBy" }, ...ofRoutes].flatMap(({ labels, path }) => {
    if (labels.includes(EVERY_LABEL) && new Set(labels).size > 1) {
      const reason = `holds "${EVERY_LABEL}", which is every label, beside others`;
      return [error(path, reason, "keep it alone, or leave it out")];
    }
    const named = labels.map((name, index) => ({ name, path: `${path}[${index}]` }));
    return repeated(named, "name each label once");
  });
}

interface Sidecar {
  readonly type: string;
  readonly kind: string;
  readonly namespace: string;
  readonly workload: string;
  readonly path: string;
}

/** Two exporters of one type in one pod would have the same container name and the same port. */
function sidecarsDiffer(settings: Settings): readonly Finding[] {
  const first = new Map<string, string>();
  return sidecars(settings).flatMap(({ type, kind, namespace, workload, path }) => {
    const place = `${kind} ${namespace}/${workload}`;
    const other = first.get(`${type} ${place}`);
    first.set(`${type} ${place}`, other ?? path);
    if (other === undefined) return [];
    const reason = `adds a ${type} exporter to ${place}, as ${other} does`;
    return [error(path, reason, "keep one of them, a pod holds one exporter of each type")];
  });
}

function sidecars({ databases, systems: { gauzian } }: Settings): readonly Sidecar[] {
  const ofGauzian = (["postgres", "redis"] as const).flatMap((type) => {
    const exporter = gauzian?.[`${type}Exporter`];
    if (gauzian === undefined || exporter?.enabled !== true) return [];
    const { kind, workload, namespace = gauzian.namespace } = exporter;
    return [{ type, kind, workload, namespace, path: `vigie:systems.gauzian.${type}Exporter` }];
  });
  const own = databases.flatMap(({ type, sidecar }, index) => {
    if (sidecar === undefined) return [];
    const { kind, name, namespace } = sidecar;
    return [{ type, kind, namespace, workload: name, path: `vigie:databases[${index}].sidecar` }];
  });
  return [...ofGauzian, ...own];
}
