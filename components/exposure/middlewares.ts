import type { BasicAuthSpec, HeadersSpec, IngressRouteSpec, MiddlewareRef, RateLimitSpec } from "./crds";
import type { ExposedRoute } from "../../base/exposure";
import type { Settings } from "../../config/schema";
import type { Ui } from "../../config/schema/exposure";

const YEAR_IN_SECONDS = 31_536_000;

/** Object names, which the stack's users may refer to: `prometheus-auth`, `prometheus-auth-secret`, ... */
export function middlewareNames(endpoint: Ui) {
  return {
    auth: `${endpoint}-auth`,
    authSecret: `${endpoint}-auth-secret`,
    rateLimit: `${endpoint}-rate-limit`,
    headers: `${endpoint}-security-headers`,
    stripPrefix: `${endpoint}-strip-prefix`,
  } as const;
}

/** `removeHeader`: Grafana would take the proxy's `Authorization: Basic` for a login of its own. */
export function basicAuthSpec(secret: BasicAuthSpec["secret"], realm: string): BasicAuthSpec {
  return { secret, removeHeader: true, realm };
}

/** Per client, by its address. */
export function rateLimitSpec(route: ExposedRoute): RateLimitSpec {
  const { average, burst } = route.settings.rateLimit;
  return { average, burst, period: "1s" };
}

/** `forceSTSHeader`: behind a load balancer that ends TLS itself Traefik sees plain HTTP and would leave the header out. */
export function headersSpec(endpoint: Ui): HeadersSpec {
  return {
    stsSeconds: YEAR_IN_SECONDS,
    stsIncludeSubdomains: true,
    forceSTSHeader: true,
    contentTypeNosniff: true,
    customFrameOptionsValue: "SAMEORIGIN",
    referrerPolicy: "strict-origin-when-cross-origin",
    permissionsPolicy: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    // Grafana writes its own policy with a nonce per page; one from here would replace it.
    ...(endpoint === "grafana" ? {} : { contentSecurityPolicy: RESTRICTIVE_POLICY }),
    customResponseHeaders: { Server: "", "X-Powered-By": "", "X-Robots-Tag": "noindex, nofollow" },
  };
}

/** Leaves scripts and styles alone, which the two UIs inline; forbids what they never need. */
const RESTRICTIVE_POLICY = "base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

/**
 * The order decides. Rate limit first, else wrong passwords would never be counted; then authentication; then the
 * middlewares that the user names, in the user's order; our own headers last, so that a header the user's middlewares set
 * as well comes out with the user's value (responses pass the chain backwards).
 */
export function middlewareChain(route: ExposedRoute, namespace: MiddlewareRef["namespace"]): MiddlewareRef[] {
  const names = middlewareNames(route.endpoint);
  return [
    { name: names.rateLimit, namespace },
    ...(route.auth.type === "basic" ? [{ name: names.auth, namespace }] : []),
    ...route.settings.middlewares,
    ...(route.settings.securityHeaders ? [{ name: names.headers, namespace }] : []),
    ...(route.path === undefined ? [] : [{ name: names.stripPrefix, namespace }]),
  ];
}

/** The router of one public host. Throws for a host behind the tunnel, where a router would be a way around. */
export function ingressRouteSpec(
  route: ExposedRoute,
  settings: Settings,
  namespace: MiddlewareRef["namespace"],
): IngressRouteSpec {
  if (route.way.through !== "traefik") throw new Error(`${route.endpoint} is not behind Traefik`);
  return {
    entryPoints: [route.way.entryPoint],
    routes: [
      {
        kind: "Rule",
        match: matchOf(route),
        middlewares: middlewareChain(route, namespace),
        services: [{ name: route.endpoint, port: route.port }],
      },
    ],
    tls: tlsOf(settings),
  };
}

/** Grafana's own metrics need no login (https://github.com/grafana/grafana/issues/5269), so they stay inside. */
function matchOf({ endpoint, host, path }: ExposedRoute): string {
  const rules = [
    `Host(\`${host}\`)`,
    // A bare prefix would also take /grafana-of-somebody-else.
    ...(path === undefined ? [] : [`(Path(\`${path}\`) || PathPrefix(\`${path}/\`))`]),
    ...(endpoint === "grafana" ? [`!PathPrefix(\`${path ?? ""}/metrics\`)`] : []),
  ];
  return rules.join(" && ");
}

/** An empty object means TLS with Traefik's default certificate; leaving it out would mean no TLS. */
function tlsOf(settings: Settings): NonNullable<IngressRouteSpec["tls"]> {
  const { tls } = settings.exposure.traefik;
  if (tls === undefined || "defaultCertificate" in tls) return {};
  return { ...tls };
}
