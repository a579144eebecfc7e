import { z } from "./zod";
import { secretRef, workload } from "./common";
import { hostname, image, label, labels, objectName, zone } from "./scalars";

/** The parts of the stack that can have a public address. */
export const UIS = ["grafana", "prometheus", "alertmanager"] as const;
export type Ui = (typeof UIS)[number];

/** Who may pass. There is no "none": a public route without authentication cannot be written. */
const loginAuth = z
  .strictObject({ type: z.literal("login") })
  .describe("The application's own login form (Grafana only).");

const basicAuth = z.strictObject({
  type: z.literal("basic"),
  user: z
    .string()
    .regex(/^[^\s:]+$/, "must not hold spaces or ':'")
    .default("admin")
    .describe("Name of the generated user."),
  realm: z
    .string()
    .regex(/^[\w .-]+$/, "must be letters, digits, spaces, '.', '_' and '-'")
    .optional()
    .describe("What the browser shows beside the login. Default: the UI's name."),
  users: z
    .union([z.strictObject({ generate: z.literal(true) }), secretRef], {
      error:
        "must be { generate: true }, { fromConfig: ... } (htpasswd lines, bcrypt) or { fromSecret: { name, key } }",
    })
    .prefault({ generate: true })
    .describe("htpasswd lines. `generate` makes one for `user` with a password kept in state."),
});

const accessAuth = z.strictObject({
  type: z.literal("access"),
  emails: z.array(z.email()).prefault([]).describe("Addresses that may pass."),
  emailDomains: z.array(hostname).prefault([]).describe("Domains whose every address may pass."),
  sessionDuration: z
    .string()
    .regex(/^[1-9]\d*(m|h)$/, 'must be "30m" or "24h"')
    .default("24h")
    .describe("How long a login lasts."),
});

export const auth = z.discriminatedUnion("type", [loginAuth, basicAuth, accessAuth]);
export type Auth = z.infer<typeof auth>;

const middlewareRef = z.strictObject({
  name: objectName.describe("Name of the Middleware."),
  namespace: label.describe("Its namespace."),
});

const SUB_PATH = 'must be a path such as "/grafana": lower-case letters, digits and "-", no slash at the end';

const publicRoute = z.strictObject({
  host: hostname.describe("Public host name."),
  path: z
    .string(SUB_PATH)
    .regex(/^(\/[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/, SUB_PATH)
    .optional()
    .describe(
      "Path on that host, taken off before the UI sees it, e.g. `/grafana`; several UIs may then share a host. With `via: traefik` only. Default: the whole host.",
    ),
  via: z
    .enum(["traefik", "tunnel"])
    .default("traefik")
    .describe(
      "`traefik`: an IngressRoute. `tunnel`: Cloudflare Tunnel, straight to the UI; needs no Traefik.",
    ),
  auth: auth.describe("Who may pass."),
  middlewares: z
    .array(middlewareRef)
    .prefault([])
    .describe(
      "Existing middlewares, in this order, after authentication and before our security headers, so that their headers win; other namespaces need allowCrossNamespace. With `via: traefik` only.",
    ),
  rateLimit: z
    .strictObject({
      average: z.int().min(1).default(100).describe("Requests per second."),
      burst: z.int().min(1).default(200).describe("Requests at once."),
    })
    .prefault({})
    .describe(
      "Requests per second and burst, per client, counted by Traefik; the tunnel has Cloudflare's own limits.",
    ),
  securityHeaders: z
    .boolean()
    .default(true)
    .describe("Our own security-headers middleware on this route, with `via: traefik`."),
});
export type PublicRoute = z.infer<typeof publicRoute>;

const tls = z.union(
  [
    z.strictObject({ certResolver: z.string().min(1) }),
    z.strictObject({ secretName: objectName }),
    z.strictObject({ defaultCertificate: z.literal(true) }),
  ],
  { error: "must be { certResolver }, { secretName } or { defaultCertificate: true }" },
);

export const exposure = z.strictObject({
  traefik: z
    .strictObject({
      namespace: label.default("kube-system").describe("Where Traefik runs (k3s: kube-system)."),
      podLabels: labels
        .prefault({ "app.kubernetes.io/name": "traefik" })
        .describe("Labels of Traefik's pods, for the network policies."),
      serviceName: objectName.default("traefik").describe("Traefik's Service, by which `doctor` finds it."),
      entryPoint: z.string().min(1).default("websecure").describe("Entry point of the routes, with TLS."),
      tls: tls.optional().describe("TLS of the routes. Default: Traefik's default certificate."),
      allowCrossNamespace: z
        .boolean()
        .default(false)
        .describe("Traefik runs with providers.kubernetescrd.allowCrossNamespace=true."),
    })
    .prefault({})
    .describe("The Traefik that is there already; k3s brings it along."),
  grafana: publicRoute.optional().describe("Public route of Grafana. Default: none."),
  prometheus: publicRoute.optional().describe("Public route of Prometheus. Default: none."),
  alertmanager: publicRoute.optional().describe("Public route of Alertmanager. Default: none."),
});

export const cloudflare = z.strictObject({
  ...workload,
  image: image.prefault("docker.io/cloudflare/cloudflared:2026.8.2").describe("The tunnel daemon."),
  enabled: z
    .boolean()
    .default(true)
    .describe("false: no tunnel and none of the routes through it; their settings are kept."),
  tunnelName: label.describe("Name of the tunnel, unique in the account."),
  accountId: secretRef.describe("Cloudflare account id."),
  zone: zone.describe("DNS zone that every tunnelled host is in."),
  zoneId: secretRef.describe("Id of that zone."),
  apiToken: secretRef.describe(
    "API token with Tunnel edit, DNS edit of the zone, and Access edit where used.",
  ),
  teamName: label
    .optional()
    .describe("Zero Trust team (<team>.cloudflareaccess.com). Needed where a route's auth is `access`."),
  replicas: z.int().min(2).max(8).default(2).describe("Pods of the tunnel daemon."),
});
