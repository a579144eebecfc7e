import { describe, expect, test } from "@jest/globals";
import { LogCollector } from "../../components/log-collector";
import type { StackFile } from "../../config/schema";
import { childList, contextOf, deploy, manifest, planWith, settingsWith, systemWith } from "../kit";

function collector(changes: Partial<StackFile> = {}, preview = false) {
  const files = [{ job: "port-manager", path: "/srv/app/*.log", labels: {} }];
  const context = contextOf(planWith(settingsWith(changes), [systemWith({ logFiles: files })]));
  return deploy(() => new LogCollector("log-collector", { context }), { preview });
}

const CHILDREN = [
  "ClusterRole log-collector",
  "ClusterRoleBinding log-collector",
  "ConfigMap log-collector-config",
  "DaemonSet log-collector",
  "NetworkPolicy log-collector",
  "Service log-collector",
  "ServiceAccount log-collector",
];

test.each(["promtail", "alloy"] as const)("%s has exactly these children", async (name) => {
  expect(childList(await collector({ logs: { collector: name } }))).toEqual(CHILDREN);
});

test("none is installed where it is switched off", async () => {
  expect(childList(await collector({ logs: { collector: "none" } }))).toEqual([]);
});

describe("the DaemonSet", () => {
  test("reads the host's files, whoever they belong to, with nothing else of root, on every node", async () => {
    const { metadata, spec } = manifest(await collector(), "DaemonSet", "promtail");

    expect(metadata.namespace).toBe("monitoring-agents");
    expect(spec).toEqual({
      selector: { matchLabels: { "app.kubernetes.io/name": "promtail" } },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
      template: {
        metadata: { labels: metadata.labels },
        spec: {
          serviceAccountName: "promtail",
          automountServiceAccountToken: true,
          enableServiceLinks: false,
          securityContext: {
            runAsUser: 0,
            runAsGroup: 0,
            runAsNonRoot: false,
            seccompProfile: { type: "RuntimeDefault" },
          },
          nodeSelector: { "kubernetes.io/os": "linux" },
          tolerations: [{ operator: "Exists", effect: "NoSchedule" }],
          containers: [
            {
              name: "promtail",
              image: "docker.io/grafana/promtail:3.6.10",
              imagePullPolicy: "Always",
              resources: {
                requests: { cpu: "25m", memory: "64Mi", "ephemeral-storage": "64Mi" },
                limits: { cpu: "250m", memory: "160Mi", "ephemeral-storage": "1Gi" },
              },
              args: ["-config.file=/etc/vigie/logs/promtail.yaml"],
              env: [
                { name: "HOSTNAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
                { name: "GOMEMLIMIT", value: "150994944" },
              ],
              ports: [{ name: "http", containerPort: 9080, protocol: "TCP" }],
              volumeMounts: [
                { name: "config", mountPath: "/etc/vigie/logs", readOnly: true },
                { name: "log", mountPath: "/var/log", readOnly: true },
                { name: "state", mountPath: "/var/lib/vigie-logs" },
                { name: "tmp", mountPath: "/tmp" },
                { name: "files-1", mountPath: "/srv/app", readOnly: true },
              ],
              readinessProbe: {
                httpGet: { path: "/ready", port: "http" },
                periodSeconds: 5,
                timeoutSeconds: 5,
                failureThreshold: 6,
              },
              livenessProbe: {
                httpGet: { path: "/metrics", port: "http" },
                periodSeconds: 30,
                timeoutSeconds: 5,
                failureThreshold: 6,
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                privileged: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] },
              },
            },
          ],
          volumes: [
            { name: "config", configMap: { name: "log-collector-config-00000000" } },
            { name: "log", hostPath: { path: "/var/log", type: "Directory" } },
            { name: "state", hostPath: { path: "/var/lib/vigie-logs", type: "DirectoryOrCreate" } },
            { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
            { name: "files-1", hostPath: { path: "/srv/app", type: "DirectoryOrCreate" } },
          ],
        },
      },
    });
  });

  test("of Alloy differs in program, configuration and paths only", async () => {
    const { spec } = manifest(await collector({ logs: { collector: "alloy" } }), "DaemonSet", "alloy");

    expect(spec).toMatchObject({
      template: {
        spec: {
          containers: [
            {
              name: "alloy",
              image: "docker.io/grafana/alloy:v1.19.2",
              args: [
                "run",
                "/etc/vigie/logs/config.alloy",
                "--server.http.listen-addr=0.0.0.0:12345",
                "--storage.path=/var/lib/vigie-logs/alloy",
                "--disable-reporting",
              ],
              ports: [{ containerPort: 12_345 }],
              readinessProbe: { httpGet: { path: "/-/ready" } },
            },
          ],
        },
      },
    });
  });

  test("goes where the stack file says", async () => {
    const nodeSelector = { role: "worker" };
    const { spec } = manifest(
      await collector({
        logs: { nodeSelector, tolerations: [] },
        scheduling: { nodeSelector: { role: "stack" } },
      }),
      "DaemonSet",
      "promtail",
    ) as unknown as { spec: { template: { spec: Record<string, unknown> } } };

    expect(spec.template.spec.nodeSelector).toEqual({ "kubernetes.io/os": "linux", ...nodeSelector });
    expect(spec.template.spec).not.toHaveProperty("tolerations");
  });
});

test("may list pods and nodes, and nothing else", async () => {
  const resources = await collector();

  expect(manifest(resources, "ClusterRole", "monitoring-agents-promtail").rules).toEqual([
    { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
  ]);
  expect(manifest(resources, "ClusterRoleBinding", "monitoring-agents-promtail")).toMatchObject({
    roleRef: { kind: "ClusterRole", name: "monitoring-agents-promtail" },
    subjects: [{ kind: "ServiceAccount", name: "promtail", namespace: "monitoring-agents" }],
  });
});

test("talks to Loki and the API server, and only Prometheus talks to it", async () => {
  const { metadata, spec } = manifest(await collector(), "NetworkPolicy", "promtail") as unknown as {
    metadata: { namespace: string };
    spec: { ingress: unknown; egress: unknown[] };
  };
  const inStack = (app: string) => [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
      podSelector: { matchLabels: { "app.kubernetes.io/name": app } },
    },
  ];

  expect(metadata.namespace).toBe("monitoring-agents");
  expect(spec.ingress).toEqual([{ from: inStack("prometheus"), ports: [{ port: 9080, protocol: "TCP" }] }]);
  expect(spec.egress.slice(1)).toEqual([
    { to: inStack("loki"), ports: [{ port: 3100, protocol: "TCP" }] },
    {
      ports: [
        { port: 443, protocol: "TCP" },
        { port: 6443, protocol: "TCP" },
      ],
    },
  ]);
});

test("its metrics are found at a headless Service of its name", async () => {
  expect(manifest(await collector(), "Service", "promtail").spec).toEqual({
    clusterIP: "None",
    selector: { "app.kubernetes.io/name": "promtail" },
    ports: [{ name: "http", port: 9080, targetPort: "http", protocol: "TCP" }],
  });
});

test("previews on an empty cluster", async () => {
  expect(childList(await collector({}, true))).toEqual(CHILDREN);
});
