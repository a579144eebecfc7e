import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { CONTENT, MADE_ANEW, contentOf, workloadPatch } from "../../../../components/databases/sidecar-patch";
import { passwordCalled } from "./password";

/**
 * A stack in small with one of everything that behaves differently: a namespace, generated and given names, a secret that
 * must not show, a claim that must not be replaced, a workload that is waited for, and a workload of somebody else that
 * gets a side-car and has to get rid of it again.
 */
export function program(): Record<string, unknown> {
  const config = new pulumi.Config("small");
  /** System to the threshold in its rule file. */
  const systems = config.requireObject<Readonly<Record<string, number>>>("systems");
  const storageClass = config.get("storageClass");
  const provider = new kubernetes.Provider("cluster", {
    kubeconfig: process.env.KUBECONFIG ?? "",
    clusterIdentifier: "engine-proof",
    enableSecretMutable: true,
  });
  const opts = { provider };
  const namespace = new kubernetes.core.v1.Namespace("small", { metadata: { name: "small" } }, opts).metadata
    .name;
  const password = new random.RandomPassword("password", { length: 24, special: false });
  const credentials = new kubernetes.core.v1.Secret(
    "credentials",
    {
      metadata: { namespace },
      stringData: { password: password.result, users: pulumi.interpolate`admin:${password.bcryptHash}` },
    },
    opts,
  );
  const rules = Object.entries(systems).map(
    ([system, threshold]) =>
      new kubernetes.core.v1.ConfigMap(
        `rules-${system}`,
        {
          metadata: { namespace },
          data: { "rules.yml": `${system}: ${threshold}\n` },
          immutable: true,
        },
        opts,
      ),
  );
  // The next release: the claim has another name and belongs to a component; an alias says what it was.
  const moved = config.getBoolean("moved") ?? false;
  const place: pulumi.CustomResourceOptions = moved
    ? {
        parent: new pulumi.ComponentResource("small:index:Storage", "storage", {}, opts),
        aliases: [{ name: "data", parent: pulumi.rootStackResource }],
      }
    : {};
  const claim = new kubernetes.core.v1.PersistentVolumeClaim(
    moved ? "storage-data" : "data",
    {
      metadata: { name: "data", namespace },
      spec: {
        accessModes: ["ReadWriteOnce"],
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
        resources: { requests: { storage: config.get("storage") ?? "1024Mi" } },
      },
    },
    { ...opts, ...place },
  );
  const labels = { app: "server" };
  const volumes = rules.map((rule, index) => ({
    name: `rules-${index}`,
    configMap: { name: rule.metadata.name },
  }));
  const server = new kubernetes.apps.v1.StatefulSet(
    "server",
    {
      metadata: { name: "server", namespace },
      spec: {
        serviceName: "server",
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            // The server drops an explicit false and rewrites quantities: neither may show as a change.
            hostNetwork: false,
            containers: [
              {
                name: "server",
                image: "registry.k8s.io/pause:3.10",
                resources: {
                  requests: { cpu: "0.1", memory: "1024Mi" },
                  limits: { cpu: "1000m", memory: "2048Mi" },
                },
                envFrom: [{ secretRef: { name: credentials.metadata.name } }],
                volumeMounts: volumes.map(({ name }) => ({
                  name,
                  mountPath: `/etc/${name}`,
                  readOnly: true,
                })),
              },
            ],
            volumes: [
              ...volumes,
              { name: "data", persistentVolumeClaim: { claimName: claim.metadata.name } },
            ],
          },
        },
      },
    },
    opts,
  );
  const sidecar = config.get("sidecar");
  if (sidecar !== undefined)
    addSidecar(sidecar, pulumi.secret(passwordCalled(config.require("password"))), opts);
  return { namespace, server: server.metadata.name, password: password.result };
}

/** Adds a container to a workload of somebody else, by the product's own rules for such a patch. */
function addSidecar(
  image: string,
  password: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  const workload = { kind: "Deployment", name: "shop", namespace: "small-shop" } as const;
  const secret = new kubernetes.core.v1.Secret(
    "sidecar-credentials",
    { metadata: { namespace: workload.namespace }, stringData: { password }, immutable: true },
    opts,
  );
  const container = {
    name: "exporter",
    image,
    volumeMounts: [{ name: "exporter", mountPath: "/etc/exporter", readOnly: true }],
  };
  const volumes = [{ name: "exporter", secret: { secretName: secret.metadata.name } }];
  const { metadata, spec } = workloadPatch(workload, [{ container, volumes }]);
  const annotations = { ...metadata.annotations, [CONTENT]: pulumi.output(spec).apply(contentOf) };
  new kubernetes.apps.v1.DeploymentPatch(
    "sidecar",
    { metadata: { ...metadata, annotations }, spec },
    { ...opts, ...MADE_ANEW },
  );
}
