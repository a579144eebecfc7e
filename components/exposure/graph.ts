import type { Settings } from "../../config/schema";
import type { Auth, PublicRoute } from "../../config/schema/exposure";
import type { Urls } from "../../systems/plan";
import { portOf, serviceUrl } from "../kit/endpoints";
import type { Peer } from "../kit/network-policy";

/** The parts of the stack that can have a public address. */
export const PUBLIC_ENDPOINTS = ["grafana", "prometheus", "alertmanager"] as const;
export type PublicEndpoint = (typeof PUBLIC_ENDPOINTS)[number];

/** One public address and everything that follows from it. */
export interface ExposedRoute {
  readonly endpoint: PublicEndpoint;
  readonly host: string;
  /** Without a trailing slash. */
  readonly url: string;
  readonly auth: Auth;
  /** Service port behind it. */
  readonly port: number;
  /** The Traefik router; none where Cloudflare Access guards the route, see `routerOf`. */
  readonly router: Router | undefined;
  /** The tunnel's way to it; none without a tunnel. */
  readonly tunnel: TunnelRoute | undefined;
  readonly settings: PublicRoute;
}

export interface Router {
  readonly entryPoint: string;
  /** False behind the tunnel: that hop is plain HTTP inside the cluster, TLS ends at Cloudflare. */
  readonly tls: boolean;
}

export interface TunnelRoute {
  /** What cloudflared connects to. */
  readonly origin: string;
  readonly originIs: "traefik" | "service";
}

/** Every public route, in the order of `PUBLIC_ENDPOINTS`. Pure: DNS, tunnel, router, auth and links all derive from it. */
export function exposureGraph(settings: Settings): readonly ExposedRoute[] {
  return PUBLIC_ENDPOINTS.flatMap((endpoint) => {
    const route = settings.exposure[endpoint];
    return route === undefined ? [] : [exposedRoute(endpoint, route, settings)];
  });
}

/** Where a person finds each UI: its public address, else the one inside the cluster. */
export function urls(settings: Settings): Urls {
  const url = (endpoint: PublicEndpoint): string => {
    const route = settings.exposure[endpoint];
    return route === undefined ? serviceUrl(endpoint, settings) : publicUrl(route.host);
  };
  return { grafana: url("grafana"), prometheus: url("prometheus"), alertmanager: url("alertmanager") };
}

/** The pods in front of an endpoint, for its network policy: Traefik, cloudflared or nobody. */
export function frontDoors(endpoint: PublicEndpoint, settings: Settings): readonly Peer[] {
  const route = exposureGraph(settings).find((candidate) => candidate.endpoint === endpoint);
  if (route === undefined) return [];
  if (route.router === undefined) return [{ app: "cloudflared" }];
  return [traefikPods(settings)];
}

export function traefikPods(settings: Settings): Peer {
  const { namespace, podLabels } = settings.exposure.traefik;
  return { namespace, podLabels };
}

function exposedRoute(endpoint: PublicEndpoint, route: PublicRoute, settings: Settings): ExposedRoute {
  const router = routerOf(route, settings);
  return {
    endpoint,
    host: route.host,
    url: publicUrl(route.host),
    auth: route.auth,
    port: portOf(endpoint),
    router,
    tunnel: route.via === "tunnel" ? tunnelOf(endpoint, router, settings) : undefined,
    settings: route,
  };
}

/**
 * A route with Cloudflare Access has no Traefik router: Traefik often listens on the node as well, and a request sent
 * there with the right Host header would walk around Access. cloudflared, which checks Access' token, is then the only
 * way in. Basic auth and Grafana's login hold on any way in, so those routes keep Traefik's rate limit and headers.
 */
function routerOf(route: PublicRoute, settings: Settings): Router | undefined {
  if (route.auth.type === "access") return undefined;
  const { entryPoint, tunnelEntryPoint } = settings.exposure.traefik;
  return route.via === "tunnel" ? { entryPoint: tunnelEntryPoint, tls: false } : { entryPoint, tls: true };
}

function tunnelOf(endpoint: PublicEndpoint, router: Router | undefined, settings: Settings): TunnelRoute {
  if (router === undefined) return { origin: serviceUrl(endpoint, settings), originIs: "service" };
  const { namespace, serviceName } = settings.exposure.traefik;
  return { origin: `http://${serviceName}.${namespace}.svc:80`, originIs: "traefik" };
}

function publicUrl(host: string): string {
  return `https://${host}`;
}
