import { error, type Finding } from "../problem";
import type { Settings } from "../schema";
import { SYSTEM_NAMES } from "../schema/systems";
import { repeated } from "./repeated";
import type { Rule } from "./rule";

/** Systems that come with the program. */
export const BUILT_IN_SYSTEMS: readonly string[] = ["platform", ...Object.values(SYSTEM_NAMES)];

/** Scrape jobs of the platform and of the built-in systems; a test compares them with the plan's. */
export const BUILT_IN_JOBS: readonly string[] = [
  "alertmanager",
  "alloy",
  "annotated-pods",
  "annotated-services",
  "apiserver",
  "blackbox-exporter",
  "cadvisor",
  "cloudflared",
  "crm-api",
  "crm-postgres",
  "crm-redis",
  "deployed-applications",
  "deployed-applications-metrics",
  "deployment-api",
  "deployment-cadvisor",
  "deployment-mongodb",
  "deployment-node-exporter",
  "gauzian-backend",
  "gauzian-postgres",
  "gauzian-redis",
  "grafana",
  "huntaze-api",
  "kube-state-metrics",
  "kubelet",
  "loki",
  "minio",
  "node-exporter",
  "port-manager",
  "prometheus",
  "promtail",
  "traefik",
  "tumulte-backend",
  "tumulte-frontend",
  "tumulte-postgres",
  "tumulte-redis",
  "tunnel-manager",
];

export const NAME_RULES: readonly Rule[] = [
  { name: "appsAreNotBuiltIn", reads: ["apps"], check: appsAreNotBuiltIn },
  { name: "jobsAreUnique", reads: ["apps", "databases"], check: jobsAreUnique },
  { name: "probesAreUnique", reads: ["apps"], check: probesAreUnique },
  { name: "probesHaveProber", reads: ["apps", "exporters", "systems"], check: probesHaveProber },
  { name: "logJobsAreUnique", reads: ["apps", "logs"], check: logJobsAreUnique },
];

function appsAreNotBuiltIn({ apps }: Settings): readonly Finding[] {
  return Object.keys(apps)
    .filter((name) => BUILT_IN_SYSTEMS.includes(name))
    .map((name) =>
      error(
        `vigie:apps.${name}`,
        `"${name}" is the name of a built-in system`,
        "choose another name for the app",
      ),
    );
}

/** Two jobs of one name would share their `up` series, and Prometheus refuses the file. */
function jobsAreUnique({ apps, databases }: Settings): readonly Finding[] {
  const named = [
    ...databases.map(({ name }, index) => ({ name, path: `vigie:databases[${index}].name` })),
    ...Object.entries(apps).flatMap(([app, { scrapes }]) =>
      scrapes.map(({ job }, index) => ({ name: job, path: `vigie:apps.${app}.scrapes[${index}].job` })),
    ),
  ];
  const builtIn = named
    .filter(({ name }) => BUILT_IN_JOBS.includes(name))
    .map(({ name, path }) => error(path, `"${name}" is a job of this program`, "choose another name"));
  return [...builtIn, ...repeated(named)];
}

function probesAreUnique({ apps }: Settings): readonly Finding[] {
  return repeated(
    Object.entries(apps).flatMap(([app, { probes }]) =>
      probes.map(({ name }, index) => ({ name, path: `vigie:apps.${app}.probes[${index}].name` })),
    ),
  );
}

function probesHaveProber({ apps, exporters, systems }: Settings): readonly Finding[] {
  if (exporters.blackbox.enabled) return [];
  const probing = [
    ...Object.entries(apps).flatMap(([name, app]) =>
      app.probes.length > 0 ? [`vigie:apps.${name}.probes`] : [],
    ),
    ...(systems.deploymentSystem === undefined ? [] : ["vigie:systems.deploymentSystem.applications"]),
  ];
  return probing.map((path) =>
    error(
      path,
      "nothing probes, vigie:exporters.blackbox.enabled is false",
      "enable the blackbox exporter or remove the probes",
    ),
  );
}

function logJobsAreUnique({ apps, logs }: Settings): readonly Finding[] {
  return repeated([
    ...logs.staticFiles.map(({ job }, index) => ({
      name: job,
      path: `vigie:logs.staticFiles[${index}].job`,
    })),
    ...Object.entries(apps).flatMap(([app, { logs: files }]) =>
      files.map(({ job }, index) => ({ name: job, path: `vigie:apps.${app}.logs[${index}].job` })),
    ),
  ]);
}
