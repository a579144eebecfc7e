import { describe, expect, it } from "@jest/globals";
import type { Needs } from "../../../cli/doctor/needs";
import type { SecretNeed } from "../../../cli/doctor/secret-needs";
import { absent, denied, found, HEALTHY, OURS, said, type Case } from "./doctor-facts";

function secret(changes: Partial<SecretNeed>): Partial<Needs> {
  const need: SecretNeed = {
    namespace: "monitoring",
    name: "slack",
    keys: ["url"],
    alone: false,
    usedBy: ["vigie:a.webhookUrl"],
  };
  return { secrets: [{ ...need, ...changes }] };
}

const CASES: Readonly<Record<string, Case>> = {
  "a cluster that has everything": { says: [] },
  "a server too old": {
    facts: { version: "v1.24.17" },
    says: [
      "error Kubernetes: is v1.24.17, too old for Pod Security admission; upgrade the cluster to 1.25 or newer",
    ],
  },
  "a server just new enough": { facts: { version: "v1.25.0" }, says: [] },
  "a managed server's version": { facts: { version: "v1.31.2-gke.1200" }, says: [] },
  "a version that is none": {
    facts: { version: "main" },
    says: ['warning Kubernetes: says its version is "main"; see that it is 1.25 or newer'],
  },
  "an API that is not served": {
    facts: { apiVersions: ["v1"] },
    says: [
      "error apps/v1: is an API that the stack uses and this server does not have; upgrade the cluster, or enable it",
    ],
  },
  "a storage class that is not there": {
    needs: { storage: [{ namespace: "monitoring", claim: "loki", storageClass: "fats" }] },
    says: [
      'error StorageClass fats: does not exist, the volume loki would wait for it for ever; correct vigie:scheduling.storageClass or the volume\'s own, or create it; did you mean "fast"?',
    ],
  },
  "a storage class that is gone, its volume still there": {
    facts: { claims: ["monitoring/loki"] },
    needs: { storage: [{ namespace: "monitoring", claim: "loki", storageClass: "old" }] },
    says: [],
  },
  "no default class": {
    facts: { storageClasses: found([{ name: "fast", isDefault: false, expands: true }]) },
    says: [
      "error vigie:scheduling.storageClass: is not set and the cluster has no default class, the volume prometheus would wait for ever; write one of the cluster's: fast",
    ],
  },
  "no class at all": {
    facts: { storageClasses: found([]) },
    says: [
      "error vigie:scheduling.storageClass: is not set and the cluster has no default class, the volume prometheus would wait for ever; install a storage provisioner in the cluster",
    ],
  },
  "a class that cannot grow": {
    facts: { storageClasses: found([{ name: "local-path", isDefault: true, expands: false }]) },
    says: [
      "warning StorageClass local-path: does not allow expansion, the volume prometheus cannot grow later; choose sizes that last, or a class with allowVolumeExpansion: true",
    ],
  },
  "a namespace of somebody else's": {
    facts: { namespaces: { ...HEALTHY.namespaces, monitoring: found({ labels: {}, terminating: false }) } },
    says: [
      "error Namespace monitoring: exists and is not Vigie's, so creating it would fail; write vigie:namespace.create: false to use it as it is, or choose another vigie:namespace.name",
    ],
  },
  "an agents' namespace of somebody else's": {
    facts: {
      namespaces: { ...HEALTHY.namespaces, "monitoring-agents": found({ labels: {}, terminating: false }) },
    },
    says: [
      "error Namespace monitoring-agents: exists and is not Vigie's, so creating it would fail; choose another vigie:namespace.agentsName, or delete it",
    ],
  },
  "that namespace, meant to be used": {
    facts: { namespaces: { monitoring: found({ labels: {}, terminating: false }) } },
    needs: { namespaces: [{ name: "monitoring", role: "stack", create: false }] },
    says: [],
  },
  "a namespace that should be there": {
    facts: { namespaces: { monitoring: absent } },
    needs: { namespaces: [{ name: "monitoring", role: "stack", create: false }] },
    says: [
      "error Namespace monitoring: does not exist, and vigie:namespace.create is false; run kubectl create namespace monitoring, or write vigie:namespace.create: true",
    ],
  },
  "a namespace on its way out": {
    facts: { namespaces: { ...HEALTHY.namespaces, monitoring: found({ labels: OURS, terminating: true }) } },
    says: ["error Namespace monitoring: is being deleted; wait until it is gone (kubectl get namespaces)"],
  },
  "a workload that is not there": {
    facts: { workloads: { "Deployment shop/postgres": absent } },
    says: [
      "error Deployment shop/postgres: does not exist, and a database exporter is to be added to it; deploy it first, or correct the exporter's kind, name and namespace (kubectl -n shop get deployments)",
    ],
  },
  "a Secret that is not there": {
    facts: { secrets: { "monitoring/slack": absent } },
    says: [
      "error Secret monitoring/slack: does not exist, needed by vigie:a.webhookUrl; run kubectl -n monitoring create secret generic slack --from-file=url=FILE",
    ],
  },
  "a pull secret that is not there": {
    facts: { secrets: { "monitoring/slack": absent } },
    needs: secret({ keys: [] }),
    says: [
      "error Secret monitoring/slack: does not exist, needed by vigie:a.webhookUrl; run kubectl -n monitoring create secret docker-registry slack --docker-server=… --docker-username=… --docker-password=…",
    ],
  },
  "a Secret whose namespace the stack is to make": {
    facts: {
      namespaces: { ...HEALTHY.namespaces, monitoring: absent },
      secrets: { "monitoring/slack": absent },
    },
    says: [
      "error Secret monitoring/slack: does not exist, nor does its namespace yet; needed by vigie:a.webhookUrl; run kubectl create namespace monitoring, then kubectl -n monitoring create secret generic slack --from-file=url=FILE, and write vigie:namespace.create: false",
    ],
  },
  "a Secret for the agents, whose namespace is always the stack's": {
    facts: { secrets: { "monitoring-agents/slack": absent } },
    needs: secret({ namespace: "monitoring-agents" }),
    says: [
      "warning Secret monitoring-agents/slack: does not exist, nor does its namespace yet; needed by vigie:a.webhookUrl; run kubectl -n monitoring-agents create secret generic slack --from-file=url=FILE as soon as `pulumi up` has made the namespace",
    ],
  },
  "a Secret without the key": {
    facts: { secrets: { "monitoring/slack": found(["URL"]) } },
    says: [
      'error Secret monitoring/slack: has no key "url", needed by vigie:a.webhookUrl; it has "URL"; add the key, or correct the key\'s name in the stack file',
    ],
  },
  "htpasswd lines beside another key": {
    facts: { secrets: { "monitoring/slack": found(["other", "url"]) } },
    needs: secret({ alone: true }),
    says: [
      "error Secret monitoring/slack: has 2 keys, but Traefik's basic auth (vigie:a.webhookUrl) takes a Secret with exactly one; make a Secret of its own that holds only the htpasswd lines",
    ],
  },
  "a priority class that is not there": {
    facts: { priorityClasses: { high: absent } },
    says: [
      "error PriorityClass high: does not exist, and without it no pod of the stack is admitted; create it, or correct vigie:scheduling.priorityClassName",
    ],
  },
};

describe("diagnose", () => {
  it.each(Object.entries(CASES))("%s", (_, example) => {
    expect(said(example)).toEqual(example.says);
  });

  it("says of everything that it may not see, and calls none of it an error", () => {
    const all = said({
      facts: {
        storageClasses: denied,
        namespaces: { monitoring: denied, "monitoring-agents": denied },
        workloads: { "Deployment shop/postgres": denied },
        secrets: { "monitoring/slack": denied },
        priorityClasses: { high: denied },
      },
      traefik: {
        resources: denied,
        service: denied,
        pods: denied,
        middlewares: { "shared/chain": denied },
      },
      says: [],
    });

    expect(all).toHaveLength(9);
    for (const text of all) {
      expect(text).toMatch(/^warning .*: cannot be looked at: not allowed \(403\); look yourself/);
    }
  });

  it("does not take a name that nobody looked up for one that exists", () => {
    expect(said({ facts: { secrets: {} }, says: [] })).toEqual([
      expect.stringContaining("Secret monitoring/slack: cannot be looked at: it was not asked for"),
    ]);
  });

  it("says errors before warnings", () => {
    const levels = said({
      facts: {
        storageClasses: found([{ name: "local-path", isDefault: true, expands: false }]),
        priorityClasses: { high: absent },
      },
      says: [],
    }).map((text) => text.split(" ")[0]);

    expect(levels).toEqual(["error", "warning"]);
  });
});
