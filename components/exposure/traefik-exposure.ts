import * as pulumi from "@pulumi/pulumi";
import type { Context, Transform } from "../kit/context";
import { transformed } from "../kit/context";
import { labels } from "../kit/labels";
import { basicAuthUsers, type BasicAuthUsers } from "./basic-auth";
import { ingressRoute, middleware, type IngressRouteSpec } from "./crds";
import { traefikRoutes, type ExposedRoute } from "../../base/exposure";
import type { Ui } from "../../config/schema/exposure";
import { basicAuthSpec, headersSpec, ingressRouteSpec, middlewareNames, rateLimitSpec } from "./middlewares";

export interface TraefikExposureArgs {
  readonly context: Context;
  readonly transform?: {
    /** Edits the IngressRoute of each public host. */
    readonly ingressRoute?: Transform<IngressRouteSpec>;
  };
}

export type GeneratedUsers = Partial<Record<Ui, NonNullable<BasicAuthUsers["generated"]>>>;

/**
 * The public hosts that Traefik serves: one IngressRoute each, with its middlewares. Not `Ingress`: Pulumi waits ten
 * minutes for its load balancer address, which behind a tunnel never comes.
 * Traefik and its `traefik.io/v1alpha1` definitions are expected to run already (k3s ships them).
 */
export class TraefikExposure extends pulumi.ComponentResource {
  /** Basic-auth users whose password was generated here, by endpoint. */
  public readonly generatedUsers: GeneratedUsers;

  constructor(name: string, args: TraefikExposureArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:exposure:TraefikExposure", name, {}, opts);
    const routes = traefikRoutes(args.context.settings);
    const generated: GeneratedUsers = {};
    for (const route of routes) {
      const user = this.expose(name, route, args);
      if (user !== undefined) generated[route.endpoint] = user;
    }
    this.generatedUsers = generated;
    this.registerOutputs({ hosts: routes.map(({ host }) => host) });
  }

  private expose(
    name: string,
    route: ExposedRoute,
    { context, transform }: TraefikExposureArgs,
  ): BasicAuthUsers["generated"] {
    const { settings, namespace, secrets } = context;
    const { endpoint, auth } = route;
    const names = middlewareNames(endpoint);
    const common = {
      namespace,
      labels: labels({ app: endpoint, component: "access", extra: settings.scheduling.labels }),
    };
    const opts = { parent: this };

    const realm = (auth.type === "basic" ? auth.realm : undefined) ?? endpoint;
    const users =
      auth.type === "basic"
        ? basicAuthUsers(`${name}-${endpoint}-auth`, { ...common, endpoint, auth, secrets }, opts)
        : undefined;
    const middlewares = [
      middleware(
        `${name}-${endpoint}-rate-limit`,
        { ...common, name: names.rateLimit, spec: { rateLimit: rateLimitSpec(route) } },
        opts,
      ),
    ];
    if (users !== undefined) {
      const spec = { basicAuth: basicAuthSpec(users.secretName, realm) };
      middlewares.push(middleware(`${name}-${endpoint}-auth`, { ...common, name: names.auth, spec }, opts));
    }
    if (route.settings.securityHeaders) {
      const spec = { headers: headersSpec(endpoint) };
      middlewares.push(
        middleware(`${name}-${endpoint}-headers`, { ...common, name: names.headers, spec }, opts),
      );
    }
    if (route.path !== undefined) {
      const spec = { stripPrefix: { prefixes: [route.path] } };
      middlewares.push(
        middleware(`${name}-${endpoint}-strip-prefix`, { ...common, name: names.stripPrefix, spec }, opts),
      );
    }
    // The route comes after its middlewares: a router whose middleware is missing answers 404 until it appears.
    const spec = transformed(ingressRouteSpec(route, settings, namespace), transform?.ingressRoute);
    ingressRoute(
      `${name}-${endpoint}`,
      { ...common, name: endpoint, spec },
      { ...opts, dependsOn: middlewares },
    );
    return users?.generated;
  }
}
