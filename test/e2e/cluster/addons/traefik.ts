import { readFileSync } from "node:fs";
import { join } from "node:path";
import { downloadModule } from "../../../tools/go";
import type { KubeObject } from "../api";
import { parseObjects } from "../manifests";

export const TRAEFIK_IMAGE = "docker.io/library/traefik:3.6.7";

/** Ports of the node under which Traefik is reached from outside the cluster. */
export const TRAEFIK_PORTS = { web: 30_080, websecure: 30_443 } as const;

/** Traefik where k3s has it and as its chart starts it; definitions and roles are upstream's own. */
export async function traefikObjects(): Promise<readonly KubeObject[]> {
  const { folder } = await downloadModule("github.com/traefik/traefik/v3", ["v3.6.7"]);
  const reference = join(folder, "docs", "content", "reference", "dynamic-configuration");
  const read = (file: string): readonly KubeObject[] =>
    parseObjects(readFileSync(join(reference, file), "utf8"));
  return [
    ...read("kubernetes-crd-definition-v1.yml"),
    ...read("kubernetes-crd-rbac.yml").map(inKubeSystem),
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    service,
    deployment,
  ];
}

const metadata = {
  name: "traefik",
  namespace: "kube-system",
  labels: { "app.kubernetes.io/name": "traefik" },
} as const;

const annotations = {
  "prometheus.io/scrape": "true",
  "prometheus.io/port": "9100",
  "prometheus.io/path": "/metrics",
} as const;

/** Upstream's example binds a ServiceAccount of another name in `default`. */
function inKubeSystem(object: KubeObject): KubeObject {
  if (object.kind !== "ClusterRoleBinding") return object;
  return {
    ...object,
    subjects: [{ kind: "ServiceAccount", name: metadata.name, namespace: metadata.namespace }],
  };
}

const service: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata,
  spec: {
    type: "NodePort",
    selector: metadata.labels,
    ports: [
      { name: "web", port: 80, targetPort: "web", nodePort: TRAEFIK_PORTS.web },
      { name: "websecure", port: 443, targetPort: "websecure", nodePort: TRAEFIK_PORTS.websecure },
    ],
  },
};

const deployment: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata,
  spec: {
    replicas: 1,
    selector: { matchLabels: metadata.labels },
    template: {
      // The chart of k3s marks its pods so; by these marks the stack discovers them.
      metadata: { labels: metadata.labels, annotations },
      spec: {
        serviceAccountName: metadata.name,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65_532,
          runAsGroup: 65_532,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            name: "traefik",
            image: TRAEFIK_IMAGE,
            imagePullPolicy: "IfNotPresent",
            // Arguments of https://github.com/traefik/traefik-helm-chart as k3s installs it.
            args: [
              "--entryPoints.metrics.address=:9100/tcp",
              "--entryPoints.traefik.address=:8080/tcp",
              "--entryPoints.web.address=:8000/tcp",
              "--entryPoints.websecure.address=:8443/tcp",
              "--entryPoints.websecure.http.tls=true",
              "--ping=true",
              "--metrics.prometheus=true",
              "--metrics.prometheus.entrypoint=metrics",
              "--providers.kubernetescrd",
              "--providers.kubernetescrd.allowCrossNamespace=true",
              "--providers.kubernetesingress",
              "--log.level=INFO",
            ],
            ports: [
              { name: "web", containerPort: 8000 },
              { name: "websecure", containerPort: 8443 },
              { name: "metrics", containerPort: 9100 },
              { name: "traefik", containerPort: 8080 },
            ],
            readinessProbe: { httpGet: { path: "/ping", port: "traefik" }, periodSeconds: 2 },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
          },
        ],
      },
    },
  },
};
