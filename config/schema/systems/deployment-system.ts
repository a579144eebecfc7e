import { z } from "../zod";
import { resources, secretRef } from "../common";
import { durationSeconds, hostPort, image, interval, logPath, port, urlPath } from "../scalars";
import { target } from "./target";

/** Probes a second that one blackbox exporter of the small profile makes with ease, most of them refused connections. */
const MAX_RATE = 30;
/** Prometheus forgets an answer after five minutes; an application may miss one without being gone. */
const MAX_INTERVAL = 120;

const server = z
  .string()
  .regex(
    /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/,
    'must be a host name or IPv4 address such as "51.159.99.160"',
  );

const applications = z
  .strictObject({
    host: server.optional().describe("Where their ports are. Default: `server`."),
    ports: z
      .strictObject({
        from: port.default(8100).describe("First port of the range."),
        to: port.default(8999).describe("Last port of the range."),
      })
      .refine(({ from, to }) => from <= to, "must begin with its lower end")
      .prefault({})
      .describe(
        "Range that the Port Manager hands out; every port of it is asked, so what is deployed is found.",
      ),
    except: z.array(port).prefault([]).describe("Ports of the range that are not asked."),
    path: urlPath.default("/health").describe("Health check of an application; any 2xx is healthy."),
    interval: interval.prefault("1m").describe("How often each port is asked; at most 2m."),
    timeout: interval.prefault("5s").describe("How long an answer may take."),
    metrics: target
      .optional()
      .describe(
        "Applications that expose `http_requests_total` and `http_request_duration_seconds` on /metrics. Default: none; their health checks stand in.",
      ),
  })
  .superRefine(({ ports: { from, to }, interval: every, timeout }, context) => {
    const seconds = durationSeconds(every);
    const rate = (to - from + 1) / seconds;
    const refuse = (path: string, message: string) => {
      context.addIssue({ code: "custom", path: [path], message });
    };
    if (seconds > MAX_INTERVAL) refuse("interval", "must be at most 2m: older answers are forgotten");
    if (durationSeconds(timeout) > seconds) refuse("timeout", `must be at most the interval (${every})`);
    if (rate > MAX_RATE) {
      refuse(
        "interval",
        `${to - from + 1} ports every ${every} are ${Math.ceil(rate)} probes a second, more than ${MAX_RATE}: ask less often or a smaller range`,
      );
    }
  });

const mongodb = z.strictObject({
  address: hostPort.optional().describe("`host:port` of the database. Default: port 27017 of `server`."),
  user: secretRef.optional().describe("User of the connection."),
  password: secretRef.optional().describe("Password of the connection."),
  image: image.optional().describe("Default: vigie:exporters.images.mongodb."),
  resources: resources.optional().describe("The exporter's own; the size profile fills what is left out."),
  exporter: target
    .optional()
    .describe("An exporter that runs already, on port 9216; then none is installed."),
});

const logs = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe("false: the cluster does not run on that server, so its files cannot be read."),
  portManager: logPath
    .default("/var/log/deployment-system/port-manager*.log")
    .describe("JSON lines of the Port Manager; job `port-manager`."),
  deploymentApi: logPath
    .default("/var/log/deployment-system/deployment-api*.log")
    .describe("JSON lines of the Deployment API; job `deployment-api`."),
  docker: logPath
    .default("/var/lib/docker/containers/*/*-json.log")
    .describe("Logs of the Docker containers; job `docker`."),
  varlogs: logPath.default("/var/log/*.log").describe("Logs of the system; job `varlogs`."),
});

export const deploymentSystem = z.strictObject({
  server: server
    .default("51.159.99.160")
    .describe("Ubuntu server that everything runs on; default of each address."),
  portManager: target.optional().describe("Default: port 3005 of `server`."),
  deploymentApi: target.optional().describe("Default: port 3004 of `server`."),
  tunnelManager: port.default(3001).describe("Port of `server` that answers while the Tunnel Manager runs."),
  nodeExporter: target.optional().describe("Node Exporter of the server. Default: its port 9100."),
  cadvisor: target.optional().describe("cAdvisor of the server's Docker. Default: its port 8080."),
  mongodb: mongodb.prefault({}).describe("MongoDB, by an exporter of this stack or one that runs already."),
  applications: applications.prefault({}).describe("What was deployed: found and asked port by port."),
  logs: logs.prefault({}).describe("Log files of the server, read where the cluster runs on it."),
});
export type DeploymentSystem = z.infer<typeof deploymentSystem>;
