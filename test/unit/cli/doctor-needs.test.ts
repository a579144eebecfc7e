import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { needsOf, type Needs } from "../../../cli/doctor/needs";
import { evaluate } from "../../../cli/program/evaluate";
import { withFiles } from "../../kit";
import { demandingStack } from "./doctor-stack";

describe("what a demanding stack needs", () => {
  let needs: Needs;
  beforeAll(async () => {
    needs = await withFiles({ "Pulumi.demanding.yaml": demandingStack() }, async (folder) =>
      needsOf(await evaluate(join(folder, "Pulumi.demanding.yaml"))),
    );
  });

  it("is every Secret that it refers to and does not make, with its keys and the place that names it", () => {
    const own = needs.secrets.filter(({ namespace }) => namespace !== "monitoring-agents");

    expect(own).toEqual([
      secret("grafana-login", ["password"], ["vigie:grafana.adminPassword"]),
      secret("mirror", [], ["vigie:scheduling.imagePullSecrets"]),
      secret("slack", ["url"], ["vigie:alerting.receivers.team.webhookUrl"]),
      { ...secret("users", ["htpasswd"], ["vigie:exposure.prometheus.auth.users"]), alone: true },
      secret("wildcard", ["tls.crt", "tls.key"], ["IngressRoute prometheus"]),
      {
        ...secret(
          "orders-db",
          ["password", "user"],
          ["vigie:databases[0].password", "vigie:databases[0].user"],
        ),
        namespace: "shop",
      },
    ]);
  });

  it("is the pull secret in the agents' namespace too", () => {
    expect(needs.secrets.filter(({ namespace }) => namespace === "monitoring-agents")).toEqual([
      expect.objectContaining({ name: "mirror", keys: [] }),
    ]);
  });

  it("is the workload to patch, the priority class, both namespaces and the class of every volume", () => {
    expect(needs.workloads).toEqual([{ kind: "StatefulSet", namespace: "shop", name: "postgres" }]);
    expect(needs.priorityClasses).toEqual(["high"]);
    expect(needs.namespaces).toEqual([
      { name: "monitoring", role: "stack", create: false },
      { name: "monitoring-agents", role: "agents", create: true },
    ]);
    expect(needs.storage.length).toBeGreaterThanOrEqual(4);
    expect(new Set(needs.storage.map(({ storageClass }) => storageClass))).toEqual(new Set(["fast"]));
  });

  it("is Traefik, with the middlewares that are not the stack's own", () => {
    expect(needs.traefik).toEqual({
      namespace: "kube-system",
      serviceName: "traefik",
      podLabels: { "app.kubernetes.io/name": "traefik" },
      networkPolicies: true,
      middlewares: [
        {
          path: "vigie:exposure.prometheus.middlewares[0]",
          namespace: "edge",
          name: "office-only",
          foreign: true,
        },
      ],
    });
  });
});

function secret(name: string, keys: readonly string[], usedBy: readonly string[]) {
  return { namespace: "monitoring", name, keys, alone: false, usedBy };
}

describe("what the committed stacks need", () => {
  it("is no Traefik for dev, and nothing that must be made by hand", async () => {
    const needs = needsOf(await evaluate("dev"));

    expect(needs.traefik).toBeUndefined();
    expect(needs.secrets).toEqual([]);
    expect(needs.workloads).toEqual([]);
  });

  it("is a newer server where disruption budgets say how to evict", async () => {
    const needs = needsOf(await evaluate("staging"));

    expect(needs.version).toEqual({
      minor: 27,
      because: "unhealthyPodEvictionPolicy of the disruption budgets",
    });
    expect(needs.apiVersions).toContain("policy/v1");
    expect(needs.apiVersions).not.toContain("traefik.io/v1alpha1");
    expect(needs.traefik).toBeUndefined();
    expect(needs.workloads.length).toBeGreaterThan(0);
  });
});
