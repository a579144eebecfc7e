import { exposureGraph, type ExposedRoute, type Way } from "../../base/exposure";
import type { Settings } from "../../config/schema";

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

/** A part of one host that is answered by cloudflared itself. */
export interface ClosedPath {
  readonly hostname: string;
  /** Regular expression (RE2) over the decoded path. */
  readonly path: string;
  readonly service: "http_status:404";
}

export interface CatchAll {
  readonly service: "http_status:404";
}

/** Must stand last: the API refuses a list whose last rule does not match everything. */
export const CATCH_ALL: CatchAll = { service: "http_status:404" };

export type TunnelledRoute = ExposedRoute & { readonly way: Extract<Way, { through: "tunnel" }> };

export function tunnelledRoutes(settings: Settings): TunnelledRoute[] {
  return exposureGraph(settings).filter((route): route is TunnelledRoute => route.way.through === "tunnel");
}

/** The rule of one host. Grafana checks its own name; an override of the origin in Cloudflare's dashboard would change it. */
export function tunnelRule({ host, way }: TunnelledRoute): TunnelRule {
  return {
    hostname: host,
    service: way.origin,
    originRequest: { httpHostHeader: host, connectTimeout: 10 },
  };
}

/**
 * What of a host nobody outside may see, before its own rule, as the first match wins: Grafana's own metrics need no login
 * (https://github.com/grafana/grafana/issues/5269).
 */
export function closedPaths({ endpoint, host }: TunnelledRoute): ClosedPath[] {
  return endpoint === "grafana" ? [{ hostname: host, path: "^/metrics", service: "http_status:404" }] : [];
}
