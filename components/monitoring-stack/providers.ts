import type * as pulumi from "@pulumi/pulumi";
import { Provider as Cloudflare } from "@pulumi/cloudflare/provider";
import { Provider as Random } from "@pulumi/random/provider";
import type { Settings } from "../../config/schema";
import { cloudflareValue } from "../cloudflare/credentials";
import type { SecretValues } from "../../config/secret-values";
import { Provider as Kubernetes } from "../kit/kubernetes";

/**
 * The explicit providers of everything in the stack; the stack files disable the default ones. Which cluster it is stands in
 * the stack file: every environment but `development` must name its context or kubeconfig (`config/rules/cluster.ts`);
 * without either it is the current context of kubectl.
 *
 * `clusterIdentifier` is set from the first day: without it a changed kubeconfig replaces the provider, and with it every
 * object. ConfigMaps and Secrets are mutable in place; those that should roll their pods say `immutable` themselves.
 */
export function stackProviders(settings: Settings, secrets: SecretValues): pulumi.ProviderResource[] {
  const { cluster, cloudflare } = settings;
  const kubernetes = new Kubernetes("kubernetes", {
    ...(cluster.kubeconfig === undefined ? {} : { kubeconfig: cluster.kubeconfig }),
    ...(cluster.context === undefined ? {} : { context: cluster.context }),
    clusterIdentifier: cluster.identifier ?? cluster.name,
    enableConfigMapMutable: true,
    enableSecretMutable: true,
  });
  const providers = [kubernetes, new Random("random", {})];
  if (cloudflare === undefined) return providers;
  const apiToken = cloudflareValue("apiToken", cloudflare, secrets);
  return [...providers, new Cloudflare("cloudflare", { apiToken })];
}
