import * as pulumi from "@pulumi/pulumi";
import { dataClaim } from "../kit/claim";
import { rolledConfig } from "../kit/config-map";
import { transformed, type Context, type Transform } from "../kit/context";
import { portOf, serviceUrl } from "../../base/endpoints";
import { PodDisruptionBudget, Service, ServiceAccount, StatefulSet, type k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { mountedSecrets } from "../kit/mounted-secrets";
import { networkPolicy } from "../kit/network-policy";
import { toYaml } from "../../base/serialise";
import { objectLabels } from "../kit/workload";
import { alertmanagerConfig } from "./config";
import { CONFIG_FILE, TEMPLATE_FILE } from "./paths";
import { APP, GOSSIP_PORTS, PEERS, alertmanagerPod } from "./pod";
import { secretFiles } from "./receivers";
import { alertmanagerStatefulSet, claimNames } from "./stateful-set";
import { messageTemplates } from "./templates";
import { alertmanagerEgress, alertmanagerIngress } from "./traffic";

export interface AlertmanagerArgs {
  readonly context: Context;
  readonly transform?: {
    readonly statefulSet?: Transform<k8s.apps.v1.StatefulSet> | undefined;
    readonly service?: Transform<k8s.core.v1.Service> | undefined;
  };
}

/** Alertmanager, alone or as a gossip cluster. Webhook URLs are in mounted files only. */
export class Alertmanager extends pulumi.ComponentResource {
  /** How the rest of the stack reaches it. */
  readonly url: pulumi.Output<string>;
  readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: AlertmanagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:alertmanager:Alertmanager", name, {}, opts);
    const { context, transform } = args;
    const { plan, settings, namespace } = context;
    const child = { parent: this };
    const workload = settings.alertmanager;
    const labels = objectLabels(APP, "alerting", settings, workload);
    const common = { namespace, labels };
    const metadata = { name: APP, ...common };

    const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const config = rolledConfig(
      `${name}-config`,
      {
        ...common,
        files: {
          [CONFIG_FILE]: toYaml(alertmanagerConfig(plan)),
          [TEMPLATE_FILE]: messageTemplates(),
          ...Object.fromEntries(plan.templates.map(({ fileName, text }) => [fileName, text])),
        },
      },
      child,
    );
    const files = secretFiles(settings.alerting);
    const secrets =
      Object.keys(files).length === 0
        ? undefined
        : mountedSecrets(`${name}-secrets`, { ...common, secrets: context.secrets, files }, child);
    const claims = claimNames(workload.replicas).map((claim, index) =>
      dataClaim(
        `${name}-data-${index}`,
        claim,
        { ...common, settings, volume: workload.storage, path: "vigie:alertmanager.storage" },
        child,
      ),
    );

    const pod = alertmanagerPod(plan, account.metadata.name, { config: config.metadata.name, secrets });
    const statefulSet = alertmanagerStatefulSet(plan, metadata, pod);
    new StatefulSet(name, transformed(statefulSet, transform?.statefulSet), { ...child, dependsOn: claims });
    const service = services(name, metadata, workload.replicas > 1, transform?.service, child);
    if (settings.namespace.networkPolicies) {
      const flows = { ingress: alertmanagerIngress(context), egress: alertmanagerEgress(context) };
      networkPolicy(name, { namespace, app: APP, labels, ...flows }, child);
    }
    if (workload.replicas > 1) {
      const spec = {
        maxUnavailable: 1,
        selector: { matchLabels: selector(APP) },
        unhealthyPodEvictionPolicy: "AlwaysAllow",
      };
      new PodDisruptionBudget(name, { metadata, spec }, child);
    }

    this.serviceName = service.metadata.name;
    this.url = pulumi.output(serviceUrl(APP, settings));
    this.registerOutputs({ url: this.url, serviceName: this.serviceName });
  }
}

/** One address for people, and DNS names of the single pods, also before they are ready, since they wait for each other. */
function services(
  name: string,
  metadata: { name: string; namespace: pulumi.Input<string>; labels: Record<string, string> },
  clustered: boolean,
  transform: Transform<k8s.core.v1.Service> | undefined,
  opts: pulumi.CustomResourceOptions,
): Service {
  const web = { name: "web", port: portOf(APP), targetPort: "web", protocol: "TCP" };
  const gossip = GOSSIP_PORTS.map((port) => ({ ...port, targetPort: port.name }));
  new Service(
    `${name}-peers`,
    {
      metadata: { ...metadata, name: PEERS },
      spec: {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        selector: selector(APP),
        ports: clustered ? [web, ...gossip] : [web],
      },
    },
    opts,
  );
  return new Service(
    name,
    transformed<k8s.core.v1.Service>(
      { metadata, spec: { selector: selector(APP), ports: [web] } },
      transform,
    ),
    opts,
  );
}
