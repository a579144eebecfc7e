import type { Database } from "../config/schema/databases";
import type { Duration } from "../config/schema/scalars";
import type { DeploymentSystem, Target } from "../config/schema/systems";
import {
  APPLICATIONS_MAIN,
  applicationsMain,
  DEPLOYMENT_MAIN,
  deploymentMain,
  INFRASTRUCTURE_MAIN,
  infrastructureMain,
} from "../dashboards/deployment-system";
import { targetSource } from "./apps";
import type { LogFile, PortProbe, ScrapeJob, System } from "./model";

/** DEP-27; written out, since the stack's own interval may differ. The timeout must not exceed it. */
const EVERY_15S = { interval: "15s" as Duration, timeout: "10s" as Duration };

/** What the rules and dashboards read of a Docker host's cAdvisor, which has ten times as much to tell. */
const CONTAINER_METRICS = [
  "container_(cpu_usage_seconds_total|start_time_seconds|last_seen)",
  "container_memory_(working_set_bytes|usage_bytes|rss)",
  "container_spec_memory_limit_bytes",
  "container_network_(receive|transmit)_bytes_total",
  "container_fs_usage_bytes",
  "machine_(cpu_cores|memory_bytes)",
];

/**
 * Deployment System: port manager, deployment API, tunnel manager, MongoDB and the applications that they deployed, on one
 * server outside the cluster or on the cluster's own node. Decisions: docs/systems/deployment-system.md.
 */
export function deploymentSystem(settings: DeploymentSystem): System {
  const { mongodb, applications } = settings;
  return {
    name: "deployment-system",
    title: "Deployment System",
    scrapes: [
      scrape("port-manager", settings.portManager ?? onServer(settings, 3005)),
      scrape("deployment-api", settings.deploymentApi ?? onServer(settings, 3004)),
      scrape("deployment-node-exporter", settings.nodeExporter ?? onServer(settings, 9100)),
      {
        ...scrape("deployment-cadvisor", settings.cadvisor ?? onServer(settings, 8080)),
        keepMetrics: CONTAINER_METRICS,
      },
      ...(mongodb.exporter === undefined ? [] : [scrape("deployment-mongodb", mongodb.exporter)]),
      ...(applications.metrics === undefined
        ? []
        : [scrape("deployed-applications-metrics", applications.metrics)]),
    ],
    probes: [],
    portProbes: portProbes(settings),
    rules: ["critical", "warning", "performance", "applications", "kpi"].map((name) => ({
      file: `rules/deployment-system/${name}.yaml`,
    })),
    lokiRules: [],
    dashboards: [
      { kind: "built", ...DEPLOYMENT_MAIN, build: (input) => deploymentMain(settings, input) },
      { kind: "built", ...INFRASTRUCTURE_MAIN, build: infrastructureMain },
      { kind: "built", ...APPLICATIONS_MAIN, build: (input) => applicationsMain(settings, input) },
    ],
    databases: mongodb.exporter === undefined ? [database(settings)] : [],
    logs: settings.logs.enabled ? '{job=~"port-manager|deployment-api|docker"}' : undefined,
    logFiles: settings.logs.enabled ? logFiles(settings.logs) : [],
  };
}

function onServer({ server }: DeploymentSystem, port: number): Target {
  return { static: [`${server}:${port}`] };
}

function scrape(job: string, target: Target): ScrapeJob {
  return { job, target: targetSource(target), path: "/metrics", scheme: "http", ...EVERY_15S, labels: {} };
}

/** The Tunnel Manager, of which only the port is known, and every port that an application may have been given. */
function portProbes({ server, tunnelManager, applications }: DeploymentSystem): PortProbe[] {
  const { host = server, ports, except, path, interval, timeout } = applications;
  return [
    { job: "tunnel-manager", host: server, ports: { from: tunnelManager, to: tunnelManager }, ...EVERY_15S },
    { job: "deployed-applications", host, ports, except, path, interval, timeout },
  ];
}

function database({ server, mongodb }: DeploymentSystem): Database {
  const { address = `${server}:27017`, user, password, image, resources } = mongodb;
  return {
    type: "mongodb",
    name: "deployment-mongodb",
    system: "deployment-system",
    address,
    user,
    password,
    image,
    resources,
  };
}

function logFiles({ portManager, deploymentApi, docker, varlogs }: DeploymentSystem["logs"]): LogFile[] {
  return Object.entries({
    "port-manager": portManager,
    "deployment-api": deploymentApi,
    docker,
    varlogs,
  }).map(([job, path]) => ({ job, path, labels: {} }));
}
