import type * as pulumi from "@pulumi/pulumi";
import { CustomResource } from "../kit/kubernetes";

/**
 * The fields of Traefik's custom resources that this program sets. `CustomResource` accepts anything, so every spec goes
 * through one of these, and a misspelt field does not compile.
 * https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/
 */
export interface IngressRouteSpec {
  readonly entryPoints: readonly string[];
  readonly routes: readonly {
    readonly kind: "Rule";
    readonly match: string;
    readonly middlewares: readonly MiddlewareRef[];
    readonly services: readonly { readonly name: string; readonly port: number }[];
  }[];
  readonly tls: { readonly certResolver?: string; readonly secretName?: string };
}

export interface MiddlewareRef {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
}

export type MiddlewareSpec =
  | { readonly basicAuth: BasicAuthSpec }
  | { readonly rateLimit: RateLimitSpec }
  | { readonly stripPrefix: StripPrefixSpec }
  | { readonly headers: HeadersSpec };

export interface BasicAuthSpec {
  /** A Secret of the middleware's namespace with exactly one key, holding htpasswd lines. */
  readonly secret: pulumi.Input<string>;
  readonly removeHeader: boolean;
  readonly realm: string;
}

export interface RateLimitSpec {
  readonly average: number;
  readonly burst: number;
  readonly period: string;
}

export interface StripPrefixSpec {
  readonly prefixes: readonly string[];
}

export interface HeadersSpec {
  readonly stsSeconds: number;
  readonly stsIncludeSubdomains: boolean;
  readonly forceSTSHeader: boolean;
  readonly contentTypeNosniff: boolean;
  readonly customFrameOptionsValue: "DENY" | "SAMEORIGIN";
  readonly referrerPolicy: string;
  readonly permissionsPolicy: string;
  readonly contentSecurityPolicy?: string;
  readonly customResponseHeaders: Readonly<Record<string, string>>;
}

export interface TraefikObjectArgs<Spec> {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly spec: Spec;
}

export function ingressRoute(
  name: string,
  args: TraefikObjectArgs<IngressRouteSpec>,
  opts: pulumi.CustomResourceOptions,
): CustomResource {
  return traefikObject(name, "IngressRoute", args, opts);
}

export function middleware(
  name: string,
  args: TraefikObjectArgs<MiddlewareSpec>,
  opts: pulumi.CustomResourceOptions,
): CustomResource {
  return traefikObject(name, "Middleware", args, opts);
}

function traefikObject(
  logicalName: string,
  kind: "IngressRoute" | "Middleware",
  args: TraefikObjectArgs<IngressRouteSpec | MiddlewareSpec>,
  opts: pulumi.CustomResourceOptions,
): CustomResource {
  const { name, namespace, labels, spec } = args;
  const metadata = { name, namespace, labels };
  return new CustomResource(logicalName, { apiVersion: "traefik.io/v1alpha1", kind, metadata, spec }, opts);
}
