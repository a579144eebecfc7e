import type { ExposedRoute } from "../exposure/graph";

/** One rule of the tunnel's remote configuration, without the Access audience, which only Cloudflare knows. */
export interface TunnelRule {
  readonly hostname: string;
  readonly service: string;
  readonly originRequest: {
    readonly httpHostHeader: string;
    /** Seconds. */
    readonly connectTimeout: number;
  };
}

export interface CatchAll {
  readonly service: "http_status:404";
}

/** Must stand last: the API refuses a list whose last rule does not match everything. */
export const CATCH_ALL: CatchAll = { service: "http_status:404" };

export type TunnelledRoute = ExposedRoute & { readonly tunnel: NonNullable<ExposedRoute["tunnel"]> };

export function tunnelledRoutes(routes: readonly ExposedRoute[]): TunnelledRoute[] {
  return routes.filter((route): route is TunnelledRoute => route.tunnel !== undefined);
}

/**
 * The rule of one host. Traefik chooses its router by the Host header, and Grafana checks its own name, so the public name
 * is said even though cloudflared would pass it on: a dashboard-side override of the origin would change it.
 */
export function tunnelRule(route: TunnelledRoute): TunnelRule {
  return {
    hostname: route.host,
    service: route.tunnel.origin,
    originRequest: { httpHostHeader: route.host, connectTimeout: 10 },
  };
}
