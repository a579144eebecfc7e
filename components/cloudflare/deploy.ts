import type * as pulumi from "@pulumi/pulumi";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf } from "../../base/endpoints";
import { headlessService } from "../kit/headless-service";
import { Deployment, PodDisruptionBudget, Secret, ServiceAccount, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { networkPolicy } from "../kit/network-policy";
import { objectLabels } from "../kit/workload";
import { APP, connectorEgress, connectorSpec, TOKEN_FILE } from "./connector";
import type { CloudflareSettings } from "./credentials";

export interface DeployConnectorArgs {
  readonly context: Context;
  readonly cloudflare: CloudflareSettings;
  readonly token: pulumi.Output<string>;
  /** The tunnel's configuration: a connector without one answers 503. */
  readonly dependsOn: pulumi.Resource[];
  readonly transform?: { readonly deployment?: Transform<k8s.apps.v1.Deployment> };
}

/**
 * cloudflared in the cluster. Its Deployment hangs on the tunnel by its token, so a destroy removes the connectors first:
 * Cloudflare refuses to delete a tunnel with open connections.
 */
export function deployConnector(
  name: string,
  args: DeployConnectorArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const { context, cloudflare, token, dependsOn, transform } = args;
  const { settings, namespace } = context;
  const labels = objectLabels(APP, "access", settings, cloudflare);
  const metadata = { name: APP, namespace, labels };

  // Autonamed: a new token is a new Secret, which rolls the pods.
  const secret = new Secret(
    `${name}-token`,
    { metadata: { namespace, labels }, stringData: { [TOKEN_FILE]: token }, immutable: true },
    opts,
  );
  const account = new ServiceAccount(
    `${name}-account`,
    { metadata, automountServiceAccountToken: false },
    opts,
  );
  const spec = connectorSpec({
    context,
    cloudflare,
    labels,
    tokenSecret: secret.metadata.name,
    serviceAccountName: account.metadata.name,
  });
  new Deployment(name, transformed({ metadata, spec }, transform?.deployment), { ...opts, dependsOn });
  new PodDisruptionBudget(
    `${name}-budget`,
    {
      metadata,
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels: selector(APP) },
      },
    },
    opts,
  );
  const port = { name: "metrics", port: portOf("cloudflared") };
  headlessService(`${name}-metrics`, { metadata, app: APP, port }, opts);
  if (!settings.namespace.networkPolicies) return;
  networkPolicy(
    `${name}-policy`,
    {
      namespace,
      app: APP,
      labels,
      ingress: [{ peers: [{ app: "prometheus" }], ports: [portOf("cloudflared")] }],
      egress: connectorEgress(settings),
    },
    opts,
  );
}
