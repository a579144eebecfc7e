import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import { apart } from "../kit/apart";
import type { Context } from "../kit/context";
import { portOf } from "../../base/endpoints";
import type { k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import type { Flow } from "../kit/network-policy";
import { hardenedContainer, hardenedPod, httpProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import { podMetadata } from "../kit/workload";
import type { CloudflareSettings } from "./credentials";
import { tunnelledRoutes } from "./ingress";

export const APP = "cloudflared";
const TOKEN_DIR = "/etc/cloudflared/token";
export const TOKEN_FILE = "token";
/** User of the official image (distroless nonroot). */
const USER = 65_532;
/** Port of Cloudflare's edge, over QUIC and HTTP/2. */
const EDGE_PORT = 7844;
/** Of `https://<team>.cloudflareaccess.com/cdn-cgi/access/certs`, the keys that Access signs with. */
const ACCESS_KEYS_PORT = 443;

/**
 * The token comes from a file: as `--token` it would show in the process list, as a variable in `kubectl describe`.
 * The metrics address is pinned because the image's default is a range of ports that no policy can name.
 */
export function connectorArgs(): string[] {
  return [
    "tunnel",
    "--no-autoupdate",
    "--metrics",
    `0.0.0.0:${portOf("cloudflared")}`,
    "run",
    "--token-file",
    `${TOKEN_DIR}/${TOKEN_FILE}`,
  ];
}

export interface ConnectorArgs {
  readonly context: Context;
  readonly cloudflare: CloudflareSettings;
  readonly labels: Record<string, string>;
  readonly tokenSecret: pulumi.Input<string>;
  readonly serviceAccountName: pulumi.Input<string>;
}

/** Two or more connectors on different nodes where there are any; a rollout never closes the last one. */
export function connectorSpec(args: ConnectorArgs): k8s.apps.v1.DeploymentSpec {
  const { context, cloudflare, labels } = args;
  const { settings } = context;
  const container = hardenedContainer({
    name: APP,
    image: cloudflare.image,
    settings,
    resources: resourcesFor("cloudflared", settings.profile, cloudflare.resources),
    args: connectorArgs(),
    ports: [{ name: "metrics", containerPort: portOf("cloudflared") }],
    volumeMounts: [{ name: "token", mountPath: TOKEN_DIR, readOnly: true }],
    // 200 only while connected to the edge. Liveness asks something else: without the edge a restart would not help.
    readinessProbe: httpProbe("/ready", "metrics"),
    livenessProbe: httpProbe("/healthcheck", "metrics"),
  });
  return {
    replicas: cloudflare.replicas,
    revisionHistoryLimit: 3,
    selector: { matchLabels: selector(APP) },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    template: {
      metadata: podMetadata(labels, cloudflare),
      spec: hardenedPod({
        settings,
        serviceAccountName: args.serviceAccountName,
        user: USER,
        workload: cloudflare,
        containers: [container],
        volumes: [{ name: "token", secret: { secretName: args.tokenSecret, defaultMode: 0o440 } }],
        // Longer than cloudflared's own 30 s of grace for open requests.
        terminationGracePeriodSeconds: 45,
        affinity: apart(APP),
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: "topology.kubernetes.io/zone",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: selector(APP) },
          },
        ],
      }),
    },
  };
}

/** Out: Cloudflare's edge, whose addresses change, the keys that Access signs with, and the UIs with a tunnelled route. */
export function connectorEgress(settings: Settings): Flow[] {
  const routes = tunnelledRoutes(settings);
  const checksTokens = routes.some(({ auth }) => auth.type === "access");
  return [
    {
      peers: [{ anywhere: true }],
      ports: [
        { port: EDGE_PORT, protocol: "TCP" },
        { port: EDGE_PORT, protocol: "UDP" },
        ...(checksTokens ? [ACCESS_KEYS_PORT] : []),
      ],
    },
    ...routes.map(({ endpoint, port }) => ({ peers: [{ app: endpoint }], ports: [port] })),
  ];
}
