import type { Settings } from "../config/schema";
import { UIS, type Auth, type PublicRoute, type Ui } from "../config/schema/exposure";
import { portOf, serviceUrl } from "./endpoints";

/** One public address and everything that follows from it. */
export interface ExposedRoute {
  readonly endpoint: Ui;
  readonly host: string;
  /** Path on the host, which the UI itself does not see. Undefined: the whole host. */
  readonly path: string | undefined;
  /** With the path, without a trailing slash. */
  readonly url: string;
  readonly auth: Auth;
  /** Service port behind it. */
  readonly port: number;
  readonly way: Way;
  readonly settings: PublicRoute;
}

/**
 * The one way in, which nobody can walk around. A tunnel leads straight to the UI: Traefik usually listens on the node as
 * well, so a router of the same host would let a request in that never saw Cloudflare, without TLS, with a rate limit
 * that believes an invented `Cf-Connecting-Ip`, and past Access.
 */
export type Way =
  /** Traefik's entry point, with TLS. */
  | { readonly through: "traefik"; readonly entryPoint: string }
  /** What cloudflared connects to. */
  | { readonly through: "tunnel"; readonly origin: string };

/** Public addresses of the three UIs, where exposed; otherwise the in-cluster URL. */
export interface Urls {
  readonly grafana: string;
  readonly prometheus: string;
  readonly alertmanager: string;
}

/** Every public route, in the order of `UIS`. Pure: DNS, tunnel, router, auth and links all derive from it. */
export function exposureGraph(settings: Settings): readonly ExposedRoute[] {
  return UIS.flatMap((endpoint) => {
    const route = settings.exposure[endpoint];
    return route === undefined ? [] : [exposedRoute(endpoint, route, settings)];
  });
}

/** The routes that Traefik serves: where there is one, Traefik must run. */
export function traefikRoutes(settings: Settings): readonly ExposedRoute[] {
  return exposureGraph(settings).filter(({ way }) => way.through === "traefik");
}

/** Where a person finds each UI: its public address, else the one inside the cluster. */
export function urls(settings: Settings): Urls {
  const url = (endpoint: Ui): string => {
    const route = settings.exposure[endpoint];
    return route === undefined ? serviceUrl(endpoint, settings) : publicUrl(route);
  };
  return { grafana: url("grafana"), prometheus: url("prometheus"), alertmanager: url("alertmanager") };
}

function exposedRoute(endpoint: Ui, route: PublicRoute, settings: Settings): ExposedRoute {
  return {
    endpoint,
    host: route.host,
    path: route.path,
    url: publicUrl(route),
    auth: route.auth,
    port: portOf(endpoint),
    way:
      route.via === "tunnel"
        ? { through: "tunnel", origin: serviceUrl(endpoint, settings) }
        : { through: "traefik", entryPoint: settings.exposure.traefik.entryPoint },
    settings: route,
  };
}

function publicUrl({ host, path = "" }: PublicRoute): string {
  return `https://${host}${path}`;
}
