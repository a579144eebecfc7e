import { createHash } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
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

/**
 * Adds a container to a workload of somebody else.
 *
 * The plugin compares lists by position (https://github.com/pulumi/pulumi-kubernetes/issues/2682) and server-side apply puts
 * a new item behind those that are there, so an ordinary patch of `containers` shows as changed in every preview. Here the
 * lists are ignored, and what they hold is part of the patch's identity: new content is a new patch under a new field
 * manager, which takes the fields over before the old one gives them up. Neither way around this is harmless: who names the
 * owner's items before his own keeps the owner from removing them, and a native side-car that cannot start keeps the
 * owner's containers from starting.
 *
 * All of the content must be known before anything runs. Hence the given name of the Secret, and a second patch, without
 * lists, that restarts the pods when the password is another one.
 */
function addSidecar(
  image: string,
  password: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  const owner = { name: "shop", namespace: "small-shop" };
  const secretName = "shop-exporter";
  new kubernetes.core.v1.Secret(
    "sidecar-credentials",
    { metadata: { name: secretName, namespace: owner.namespace }, stringData: { password } },
    opts,
  );
  const container = {
    name: "exporter",
    image,
    volumeMounts: [{ name: "exporter", mountPath: "/etc/exporter", readOnly: true }],
  };
  const volume = { name: "exporter", secret: { secretName } };
  const spec = { template: { spec: { containers: [container], volumes: [volume] } } };
  const identity = createHash("sha256").update(JSON.stringify(spec)).digest("hex").slice(0, 8);
  // These reach the cluster, so a second patch of the same workload that set them would fight with this one.
  const annotations = {
    "pulumi.com/patchFieldManager": `small-${identity}`,
    "pulumi.com/patchForce": "true",
  };
  new kubernetes.apps.v1.DeploymentPatch(
    `sidecar-${identity}`,
    { metadata: { ...owner, annotations }, spec },
    { ...opts, ignoreChanges: ["spec.template.spec.containers", "spec.template.spec.volumes"] },
  );
  const version = new random.RandomString("sidecar-version", { length: 8, keepers: { password } });
  new kubernetes.apps.v1.DeploymentPatch(
    "sidecar-restart",
    {
      metadata: owner,
      spec: { template: { metadata: { annotations: { "small/credentials": version.result } } } },
    },
    opts,
  );
}
