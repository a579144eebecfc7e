import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "@jest/globals";
import { INVARIANTS, stackOfResources } from "../../../cli/check/invariants";
import type { Recorded } from "../../../cli/program/record";
import type { StackFile } from "../../../config/schema";
import { settingsWith } from "../../kit";

type Fields = Record<string, unknown>;

const LABELS = { app: "a" };
const METADATA = { name: "a", namespace: "monitoring" };
const RESTRICTED = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
/** What the log collector adds, and nobody outside the agents' namespace may. */
const READS_EVERY_FILE = {
  securityContext: { ...RESTRICTED, capabilities: { drop: ["ALL"], add: ["DAC_READ_SEARCH"] } },
};
const AMOUNTS = { cpu: "1m", memory: "1Mi", "ephemeral-storage": "1Mi" };

function secret(value: unknown): Fields {
  return { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value };
}

function resource(changes: Partial<Recorded> = {}): Recorded {
  const inputs = changes.inputs ?? {};
  return {
    type: "kubernetes:core/v1:ConfigMap",
    name: "a",
    urn: "urn:pulumi:test::vigie::x::a",
    parent: "urn:pulumi:test::vigie::vigie:test:Box::box",
    typeChain: ["vigie:test:Box", "kubernetes:core/v1:ConfigMap"],
    provider: "urn:pulumi:test::vigie::pulumi:providers:kubernetes::kubernetes::id",
    custom: true,
    protect: false,
    deleteBeforeReplace: false,
    ignoreChanges: [],
    formerTypes: [],
    dependencies: [],
    inputs,
    state: inputs,
    ...changes,
  };
}

function object(kind: string, fields: Fields = {}, type = `kubernetes:test/v1:${kind}`): Recorded {
  return resource({ type, inputs: { apiVersion: "v1", kind, metadata: METADATA, ...fields } });
}

function container(changes: Fields = {}): Fields {
  return {
    name: "c",
    image: "docker.io/a/b:v1",
    resources: { requests: AMOUNTS, limits: AMOUNTS },
    securityContext: RESTRICTED,
    livenessProbe: { httpGet: { path: "/live", port: 1 } },
    readinessProbe: { httpGet: { path: "/ready", port: 1 } },
    ports: [{ name: "http", containerPort: 80 }],
    ...changes,
  };
}

function workload(containers: Fields[] = [container()], pod: Fields = {}, labels: Fields = LABELS): Recorded {
  const securityContext = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };
  return object("Deployment", {
    spec: {
      selector: { matchLabels: LABELS },
      template: { metadata: { labels }, spec: { securityContext, containers, ...pod } },
    },
  });
}

function inAgentsNamespace(recorded: Recorded): Recorded {
  const inputs = { ...recorded.inputs, metadata: { ...METADATA, namespace: "monitoring-agents" } };
  return { ...recorded, inputs, state: inputs };
}

const service = (spec: Fields) => object("Service", { spec });
const route = (middlewares: Fields[], name = "prometheus") =>
  object("IngressRoute", { spec: { routes: [{ middlewares, services: [{ name, port: 1 }] }] } });
const middleware = (name: string) =>
  object("Middleware", { metadata: { ...METADATA, name }, spec: { basicAuth: {} } });
const prometheusService = object("Service", { metadata: { ...METADATA, name: "prometheus" }, spec: {} });

const EXPOSED: Partial<StackFile> = {
  exposure: { prometheus: { host: "prometheus.example.org", auth: { type: "basic" } } },
};

function findings(
  invariant: string,
  resources: readonly Recorded[],
  changes: Partial<StackFile> = {},
): string[] {
  const check = INVARIANTS[invariant];
  if (check === undefined) throw new Error(`no invariant ${invariant}`);
  return check(stackOfResources(settingsWith(changes), resources)).map(
    ({ where, reason }) => `${where}: ${reason}`,
  );
}

/** Per invariant: a breach, what is said about it, and the same without the breach. */
const CASES: readonly (readonly [
  invariant: string,
  breach: readonly Recorded[],
  said: string,
  healthy: readonly Recorded[],
])[] = [
  [
    "everyResourceNamesItsProvider",
    [resource({ provider: "" })],
    "kubernetes:core/v1:ConfigMap a: has no explicit provider",
    [resource()],
  ],
  [
    "everyResourceIsUnique",
    [resource(), resource()],
    "kubernetes:core/v1:ConfigMap a: is registered twice",
    [resource(), resource({ urn: "urn:pulumi:test::vigie::x::b" })],
  ],
  [
    "everyResourceHasAParent",
    [resource({ typeChain: ["kubernetes:core/v1:ConfigMap"] })],
    "kubernetes:core/v1:ConfigMap a: has no component as its parent",
    [resource()],
  ],
  [
    "secretsStayInSecrets",
    [object("ConfigMap", { data: { token: secret("x") } })],
    "ConfigMap monitoring/a: holds a secret value",
    [object("ConfigMap", { data: { token: "x" } }), object("Secret", { stringData: secret({ a: "x" }) })],
  ],
  [
    "secretObjectsAreSecret",
    [object("Secret", { stringData: { token: "x" } })],
    "Secret monitoring/a: holds values that are not secret",
    [object("Secret", { stringData: secret({ token: "x" }) })],
  ],
  [
    "everyNameIsValid",
    [object("ConfigMap", { metadata: { ...METADATA, name: "A_b" } })],
    "ConfigMap monitoring/A_b: is not a valid name",
    [object("ConfigMap"), object("ClusterRole", { metadata: { name: "system:x" } })],
  ],
  [
    "everyObjectIsSmall",
    [object("ConfigMap", { data: { big: "x".repeat(1_000_001) } })],
    "ConfigMap monitoring/a: weighs 1000106 bytes, and the API server refuses more than 1 MiB",
    [object("ConfigMap", { data: { big: "x".repeat(900_000) } })],
  ],
  [
    "everythingStaysInItsNamespaces",
    [object("ConfigMap", { metadata: { name: "a", namespace: "kube-system" } })],
    "ConfigMap kube-system/a: is outside the stack's namespaces",
    [
      object("ConfigMap"),
      object(
        "Deployment",
        { metadata: { name: "a", namespace: "shop" } },
        "kubernetes:apps/v1:DeploymentPatch",
      ),
      object("Secret", { metadata: { name: "a", namespace: "shop" } }),
    ],
  ],
  [
    "everyContainerIsBounded",
    [workload([container({ resources: { requests: AMOUNTS, limits: { cpu: "1" } } })])],
    "Deployment monitoring/a container c: has no limits.memory, limits.ephemeral-storage",
    [workload()],
  ],
  [
    "everyPodIsRestricted",
    [workload([container()], { securityContext: {} })],
    "Deployment monitoring/a: may run as root | Deployment monitoring/a: has no seccomp profile",
    [workload()],
  ],
  [
    "noContainerGainsPrivileges",
    [
      workload([container({ securityContext: { privileged: true } })]),
      workload([container(READS_EVERY_FILE)]),
    ],
    [
      "Deployment monitoring/a container c: may gain privileges",
      "Deployment monitoring/a container c: is privileged",
      "Deployment monitoring/a container c: keeps capabilities",
      "Deployment monitoring/a container c: adds the capability DAC_READ_SEARCH",
    ].join(" | "),
    [workload(), inAgentsNamespace(workload([container(READS_EVERY_FILE)]))],
  ],
  [
    "everyImageIsPinned",
    [workload([container({ image: "docker.io/a/b" }), container({ image: "a:latest" })])],
    [
      'Deployment monitoring/a container c: runs the unpinned image "docker.io/a/b"',
      'Deployment monitoring/a container c: runs the unpinned image "a:latest"',
    ].join(" | "),
    [workload([container({ image: "localhost:5000/a/b:v1" })])],
  ],
  [
    "everyContainerIsProbed",
    [
      workload([container({ livenessProbe: undefined })]),
      workload([container({ livenessProbe: { exec: {} }, readinessProbe: { exec: {} } })]),
    ],
    [
      "Deployment monitoring/a container c: has no livenessProbe",
      "Deployment monitoring/a container c: has the same probe twice",
    ].join(" | "),
    [workload()],
  ],
  [
    "everyReferenceResolves",
    [workload([container()], { volumes: [{ name: "v", configMap: { name: "gone" } }] })],
    "Deployment monitoring/a: names ConfigMap gone, which nobody makes",
    [workload([container()], { volumes: [{ name: "v", configMap: { name: "a" } }] }), object("ConfigMap")],
  ],
  [
    "everyServiceFindsItsPods",
    [workload(), service({ selector: { app: "b" } }), service({ selector: LABELS, ports: [{ port: 81 }] })],
    [
      "Service monitoring/a: selects no pod",
      "Service monitoring/a: sends to port 81, which its pods do not have",
    ].join(" | "),
    [workload(), service({ selector: LABELS, ports: [{ port: 81, targetPort: "http" }] })],
  ],
  [
    "everyWorkloadSelectsItsPods",
    [workload([container()], {}, { app: "b" })],
    "Deployment monitoring/a: does not select its own pods",
    [workload()],
  ],
  [
    "everyBindingResolves",
    [
      object("ClusterRoleBinding", {
        roleRef: { kind: "ClusterRole", name: "a" },
        subjects: [{ kind: "ServiceAccount", name: "a", namespace: "monitoring" }],
      }),
      object("ServiceAccount"),
    ],
    "ClusterRoleBinding monitoring/a: names ClusterRole a, which nobody makes",
    [
      object("ClusterRoleBinding", { roleRef: { kind: "ClusterRole", name: "a" } }),
      object("ClusterRole", { metadata: { name: "a" } }),
    ],
  ],
  [
    "everyRouteAsksWhoIsThere",
    [route([{ name: "rate-limit" }])],
    "IngressRoute monitoring/a: is open to everybody",
    [route([{ name: "auth" }]), middleware("auth")],
  ],
  [
    "everyRouteResolves",
    [route([{ name: "gone" }], "nothing")],
    [
      "IngressRoute monitoring/a: leads to Service nothing, which nobody makes",
      "IngressRoute monitoring/a: names Middleware gone, which nobody makes",
    ].join(" | "),
    [route([{ name: "auth" }, { name: "theirs", namespace: "shop" }]), middleware("auth"), prometheusService],
  ],
];

describe("the invariants", () => {
  it.each(CASES)("%s finds its breach", (invariant, breach, said) => {
    expect(findings(invariant, breach, EXPOSED).join(" | ")).toBe(said);
  });

  it.each(CASES)("%s says nothing about what is right", (invariant, _breach, _said, healthy) => {
    expect(findings(invariant, healthy, EXPOSED)).toEqual([]);
  });

  it("all have a breach here", () => {
    expect(CASES.map(([invariant]) => invariant).sort()).toEqual(Object.keys(INVARIANTS).sort());
  });

  it("accept a Secret that the stack file names as existing", () => {
    const volumes = [{ name: "v", secret: { secretName: "theirs" } }];
    const resources = [workload([container()], { volumes })];
    const fromSecret = { name: "theirs", key: "password" };
    const admin: Partial<StackFile> = { grafana: { adminPassword: { fromSecret } } };

    expect(findings("everyReferenceResolves", resources)).toHaveLength(1);
    expect(findings("everyReferenceResolves", resources, admin)).toEqual([]);
  });

  it("accept agents that must read the host, but not in the stack's own namespace", () => {
    const volumes = [{ name: "log", hostPath: { path: "/var/log" } }];
    const agent = workload([container()], { volumes });
    const inputs = { ...agent.inputs, metadata: { name: "a", namespace: "monitoring-agents" } };

    expect(findings("everyPodIsRestricted", [agent])).toEqual([
      "Deployment monitoring/a: mounts the host as log",
    ]);
    expect(findings("everyPodIsRestricted", [{ ...agent, inputs, state: inputs }])).toEqual([]);
  });
});
